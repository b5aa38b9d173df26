"""Slides as a page shows them: each as a picture, and what they say to read instead."""

from collections.abc import Iterable
from itertools import groupby

from msgspec import Struct

from app.media.captions import stored_cues
from app.media.models import MediaFile
from app.media.queries import MediaGroup
from app.platform import formats
from app.platform.i18n import gettext, ngettext
from app.platform.languages import Language, get_language
from app.platform.storage import Storage
from app.reading.media_view import Track, best_track, line_id

SEPARATOR = " · "


class Picture(Struct, frozen=True):
    """A slide as a picture: what `components/figure.html` asks for, bytes of each."""

    src: str
    width: int
    height: int
    bytes: int
    srcset: str
    light: str
    light_bytes: int


class Slide(Struct, frozen=True):
    """A slide by its number from 1, and the lines it says; `id` is its line on the page
    of the module.
    """

    number: int
    id: str
    href: str
    picture: Picture
    lines: tuple[str, ...]


class Deck(Struct, frozen=True):
    """Slides with their words in the language that suits the page.

    `look` and `keep` say how to see them and to take the file, each with its size.
    """

    id: str
    title: str
    language: Language | None
    skill: str
    author: str
    licence: str
    note: str
    source: str
    slides: tuple[Slide, ...]
    track: Track | None
    look: str
    keep: str
    file: str

    @property
    def has_words(self) -> bool:
        """Whether there is anything to read instead."""
        return any(slide.lines for slide in self.slides)

    def slide(self, number: int) -> Slide | None:
        """Return a slide by its number."""
        found = (one for one in self.slides if one.number == number)
        return next(found, None)


class DeckFrame(Struct, frozen=True):
    """Whose slides they are: the address of the pack, and its language and skill."""

    base: str
    page: Language
    skill: str


def build_deck(group: MediaGroup, storage: Storage, frame: DeckFrame) -> Deck:
    """Return the slides of a document that has pages."""
    item, page = group.item, frame.page
    found = best_track(group, page)
    cues = stored_cues(storage, found[0].key) if found else ()
    said = {int(cue.start): cue.lines for cue in cues}
    pages = [(n, list(files)) for n, files in groupby(group.pages, lambda f: f.page)]
    slides = tuple(
        Slide(
            number=number,
            id=line_id(item.name, number),
            href=_address(group, frame, number, files[-1]),
            picture=_picture(group, files, page),
            lines=said.get(number, ()),
        )
        for number, files in pages
    )
    pdf = group.variants[0]
    light = sum(slide.picture.light_bytes for slide in slides)
    count = ngettext("%(num)s slide", "%(num)s slides", len(slides))
    return Deck(
        id=item.name,
        title=item.title,
        language=None if item.language == page.code else get_language(item.language),
        skill=frame.skill,
        author=item.author,
        licence=item.licence,
        note=item.note,
        source=item.source,
        slides=slides,
        track=found[1] if found else None,
        look=SEPARATOR.join(
            (gettext("Look at the slides"), count, formats.format_bytes(light))
        ),
        keep=SEPARATOR.join(("PDF", formats.format_bytes(pdf.bytes))),
        file=group.address(pdf, page.code),
    )


def _address(
    group: MediaGroup, frame: DeckFrame, number: int, picture: MediaFile
) -> str:
    # What only drafts use has no page for readers yet.
    if group.item.token:
        return group.address(picture, frame.page.code)
    return f"{frame.base}/slides/{group.item.name}/{number}"


def _picture(group: MediaGroup, files: list[MediaFile], page: Language) -> Picture:
    small, large = files[0], files[-1]
    return Picture(
        src=group.address(large, page.code),
        width=large.width,
        height=large.height,
        bytes=large.bytes,
        srcset=_srcset(group, files, page),
        light=group.address(small, page.code),
        light_bytes=small.bytes,
    )


def _srcset(group: MediaGroup, files: Iterable[MediaFile], page: Language) -> str:
    return ", ".join(f"{group.address(one, page.code)} {one.width}w" for one in files)
