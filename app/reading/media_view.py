"""A video or sound as a page shows it: choices with their size, and the transcript."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from app.media.captions import Cue, stored_cues
from app.media.models import PLAYLIST, MediaFile, MediaKind
from app.media.queries import MediaGroup
from app.platform import formats
from app.platform.i18n import gettext
from app.platform.languages import Language, fallback_chain, get_language
from app.platform.storage import Storage


class Choice(Struct, frozen=True):
    """One way to take a clip; `pieces` is a playlist that plays the same, for browsers
    that know HLS, and loads no more than the text says.
    """

    kind: str
    href: str
    type: str
    text: str
    pieces: str = ""


class Track(Struct, frozen=True):
    """Captions in a language."""

    href: str
    language: Language
    label: str
    is_machine: bool


class Line(Struct, frozen=True):
    """A line of the transcript, the id it has on the page, and where it is heard."""

    id: str
    start: float
    text: str
    href: str


class Clip(Struct, frozen=True):
    """A video or sound, ready for its component."""

    id: str
    kind: str
    title: str
    language: Language | None
    key: str
    skill: str
    author: str
    licence: str
    note: str
    source: str
    choices: tuple[Choice, ...]
    captions: tuple[Track, ...]
    track: Track | None
    cues: tuple[Line, ...]

    @property
    def transcript(self) -> str | None:
        """The id of the transcript on the page, when there is one."""
        return f"tr-{self.id}" if self.cues else None


def build_clip(
    group: MediaGroup, storage: Storage, *, page: Language, skill: str
) -> Clip:
    """Return a clip with the transcript in the language that suits the page."""
    item = group.item
    best = best_track(group, page)
    choices = tuple(_choices(group, page))
    cues = stored_cues(storage, best[0].key) if best else ()
    return Clip(
        id=item.name,
        kind=item.kind.value,
        title=item.title,
        language=None if item.language == page.code else get_language(item.language),
        key=item.name,
        skill=skill,
        author=item.author,
        licence=item.licence,
        note=item.note,
        source=item.source,
        choices=choices,
        captions=tuple(_track(group, captions, page) for captions in group.captions),
        track=best[1] if best else None,
        cues=tuple(_lines(item.name, cues, choices)),
    )


def line_id(clip: str, start: float) -> str:
    """Return the id of the line of a transcript that is heard from a second on."""
    return f"{clip}-{int(start)}"


def _lines(name: str, cues: Sequence[Cue], choices: Sequence[Choice]) -> Iterator[Line]:
    file = choices[0].href if choices else ""
    taken: set[str] = set()
    for cue in cues:
        identity = line_id(name, cue.start)
        # Of lines within one second only the first can be led to.
        is_first = identity not in taken
        taken.add(identity)
        address = f"{file}#t={cue.start:g}"
        yield Line(identity if is_first else "", cue.start, cue.text, address)


def _choices(group: MediaGroup, page: Language) -> Iterator[Choice]:
    videos = [f for f in group.variants if f.content_type.startswith("video/")]
    sounds = [f for f in group.variants if f.content_type.startswith("audio/")]
    length = formats.format_clock(group.item.duration)
    for height in sorted({f.height for f in videos}):
        file = min((f for f in videos if f.height == height), key=lambda f: f.bytes)
        pieces, weight = _in_pieces(group, height)
        size = formats.format_bytes(max(file.bytes, weight))
        text = gettext(
            "Play %(height)sp, %(length)s · %(size)s",
            height=height,
            length=length,
            size=size,
        )
        address = group.address(file, page.code)
        playlist = group.address(pieces, page.code) if pieces else ""
        yield Choice("video", address, file.content_type, text, playlist)
    for file in sorted(sounds, key=lambda f: f.bytes)[:1]:
        size = formats.format_bytes(file.bytes)
        text = (
            gettext("Sound only · %(size)s", size=size)
            if group.item.kind == MediaKind.VIDEO
            else gettext("Play, %(length)s · %(size)s", length=length, size=size)
        )
        address = group.address(file, page.code)
        yield Choice("audio", address, file.content_type, text)


def _in_pieces(group: MediaGroup, height: int) -> tuple[MediaFile | None, int]:
    """Return the playlist for a size of a film, and the most bytes it can load.

    The largest size is that of the playlist of all: a browser takes less of it where
    the line is slow. Smaller ones were chosen for their weight.
    """
    streams = {(f.content_type == PLAYLIST, f.height): f for f in group.streams}
    playlist, pieces = streams.get((True, height)), streams.get((False, height))
    if playlist is None or pieces is None:
        return None, 0
    if height == max(f.height for f in group.streams):
        playlist = streams.get((True, 0), playlist)
    return playlist, pieces.bytes


def _track(group: MediaGroup, file: MediaFile, page: Language) -> Track:
    language = get_language(file.language)
    address = group.address(file, page.code)
    return Track(address, language, language.autonym, file.is_machine_translated)


def best_track(group: MediaGroup, page: Language) -> tuple[MediaFile, Track] | None:
    """Return the captions that suit a page best, as they are stored and shown."""
    wanted: Sequence[str] = (
        page.code,
        *fallback_chain(page.code),
        group.item.language,
    )
    known = {file.language: file for file in group.captions}
    file = next((known[code] for code in wanted if code in known), None)
    return (file, _track(group, file, page)) if file else None
