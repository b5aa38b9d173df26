"""What is taken along: a pack, or a path or course with all of its packs."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from app.onboarding.leading import LedTo
from app.onboarding.ways import Way, WayKind, open_way
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import Language
from app.reading.loading import OpenPack, PackAddress, TakenIn
from app.takeout.carried import choices, luggage
from app.takeout.wanted import PACKS, Carried
from app.texts.reading import UnitText
from app.web.snapshots import ContentReader


class Subject(Struct, frozen=True):
    """A pack, or all that a path or course leads through: then `way` is given.

    `kind` is as addresses have it, `key` what its copies are kept under.
    """

    kind: str
    slug: str
    key: str
    title: UnitText
    page: Language
    content: ContentReader
    packs: tuple[LedTo, ...]
    opened: tuple[OpenPack, ...]
    way: Way | None = None
    sees_drafts: bool = False

    @property
    def base(self) -> str:
        """Its address on the site."""
        return f"/{self.page.code}/{self.kind}/{self.slug}"

    @property
    def offline(self) -> str:
        """The address below which it is taken along."""
        return f"{self.base}/offline"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is read in, the best first."""
        return self.opened[0].languages

    @property
    def text_bytes(self) -> int:
        """What its words weigh."""
        return sum(opened.view.pack.text_bytes for opened in self.opened)

    @property
    def modules(self) -> int:
        """How many modules there are."""
        return sum(len(opened.view.stations) for opened in self.opened)

    def choices(self) -> list[Carried]:
        """Return what makes a difference: without a film nobody asks for it."""
        found = {one for opened in self.opened for one in choices(opened.view.media)}
        return [one for one in Carried if one in found]

    def file_bytes(self, carried: Carried) -> int:
        """Return what the files weigh that come along."""
        groups = (opened.view.media for opened in self.opened)
        return sum(luggage(of_pack, carried).bytes for of_pack in groups)


class SubjectAddress(Struct, frozen=True):
    """What an address says of something to take along; unread before `open`.

    Its slug, page and languages are those of `address`, even where it is no pack.
    """

    kind: str
    address: PackAddress

    def open(self) -> Subject:
        """Return it; raise Moved, NotFound or Gone."""
        if self.kind == PACKS:
            return self._pack()
        address = self.address
        session, languages = address.content.session, address.languages
        way = open_way(session, WayKind(self.kind), address.slug, languages)
        packs = tuple(_led_to(way, address))
        if not packs:
            raise NotFound(N_("Nothing is on this path yet."))
        return Subject(
            *(self.kind, way.slug, way.sign, way.title, address.page),
            address.content,
            packs,
            tuple(pack.open() for pack in packs),
            way,
        )

    def _pack(self) -> Subject:
        address = self.address
        opened = address.open()
        pack, title = opened.view.pack, opened.view.title
        return Subject(
            *(PACKS, pack.slug, pack.key, title, address.page),
            address.content,
            (LedTo(address),),
            (opened,),
            sees_drafts=address.sees_drafts,
        )


def _led_to(way: Way, address: PackAddress) -> Iterator[LedTo]:
    place, name = f"{way.kind}/{way.slug}/", way.title.text
    for stop in way.packs.stops:
        taken_in = TakenIn(place, name, stop.step.pinned_at)
        yield LedTo(replace(address, slug=stop.slug), stop, taken_in)
