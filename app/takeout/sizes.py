"""How large each copy of a pack is, and which are made while somebody waits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from starlette.requests import Request

from app.platform.i18n import current_locale
from app.reading.loading import OpenPack, PackAddress
from app.takeout.archive import Content, StoredFile, zipped
from app.takeout.carried import choices, luggage
from app.takeout.flavours import OUTSIDE, WITH_CLIPS, Made, is_offered, made, weight_of
from app.takeout.wanted import Carried, Flavour, Wanted

# Below both, a copy takes less than a second: see tests/bench/copies.py.
QUICK_BYTES = 4_000_000
QUICK_MODULES = 30
# Fonts or an index, and the text of a pack of some modules.
OUTSIDE_BYTES = 250_000


class Known(StrEnum):
    """How well a size is known before a copy is made."""

    WELL = "well"
    MOST = "most"
    ABOUT = "about"


@dataclass(frozen=True)
class Size:
    """How many bytes a flavour is with so much sound and film.

    One that is not quick is made by a job.
    """

    carried: Carried
    bytes: int
    known: Known = Known.WELL
    is_quick: bool = True


@dataclass(frozen=True)
class Offer:
    """A flavour with its sizes, the lightest first."""

    flavour: Flavour
    sizes: tuple[Size, ...]


def is_quick(opened: OpenPack, wanted: Wanted) -> bool:
    """Tell whether a copy is made while somebody waits for it."""
    if wanted.flavour in OUTSIDE:
        return False
    is_short = len(opened.view.stations) <= QUICK_MODULES
    return is_short and weight_of(opened, wanted) <= QUICK_BYTES


def offers(address: PackAddress, request: Request) -> list[Offer]:
    """Return every flavour of a pack with its sizes; measured once per content."""
    opened = address.open()
    slug, languages = opened.view.pack.slug, opened.languages
    key = ("takeout", slug, languages, current_locale())
    found: list[Offer] = opened.content.once(key, lambda: _measured(address, request))
    return found


def _measured(address: PackAddress, request: Request) -> list[Offer]:
    offered = filter(is_offered, Flavour)
    return [Offer(one, tuple(_sizes(address, one, request))) for one in offered]


def _sizes(address: PackAddress, flavour: Flavour, request: Request) -> Iterator[Size]:
    opened = address.open()
    groups = opened.view.media
    wanted = wanted_of(address, flavour, Carried.TEXT)
    if flavour is Flavour.FOLDER:
        # Its films may be large: what they weigh is known without reading them.
        weight, quick = weight_of(opened, wanted), is_quick(opened, wanted)
        yield Size(Carried.FILM, weight, Known.MOST, is_quick=quick)
        return
    if flavour in OUTSIDE:
        # Nobody knows before it is made.
        for carried in choices(groups) if flavour in WITH_CLIPS else [Carried.TEXT]:
            about = OUTSIDE_BYTES + luggage(groups, carried).bytes
            yield Size(carried, about, Known.ABOUT, is_quick=False)
        return
    light, least = luggage(groups, Carried.TEXT).bytes, None
    for carried in choices(groups) if flavour in WITH_CLIPS else [Carried.TEXT]:
        quick = is_quick(opened, replace(wanted, carried=carried))
        if least is None:
            least = _packed(made(address, wanted, request), is_whole=quick)
        more = luggage(groups, carried).bytes - light
        yield Size(carried, least + more, is_quick=quick)


def _packed(taken: Made, *, is_whole: bool) -> int:
    """Return how large it is; of many pictures, what they weigh is added up."""
    stored = 0

    def written() -> Iterator[tuple[str, Content]]:
        nonlocal stored
        for name, content in taken.files:
            if is_whole or not isinstance(content, StoredFile):
                yield name, content
            else:
                stored += content.bytes

    file, size = zipped(written())
    file.close()
    return size + stored


def wanted_of(address: PackAddress, flavour: Flavour, carried: Carried) -> Wanted:
    """Return which copy somebody asks for at an address."""
    kept = carried if flavour in WITH_CLIPS else Carried.TEXT
    locale = current_locale()
    return Wanted(
        address.slug, address.page.code, flavour, kept, locale, address.sees_drafts
    )
