"""How large each copy is, and which are made while somebody waits."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request

from app.platform.i18n import current_locale
from app.takeout.archive import Content, StoredFile, zipped
from app.takeout.flavours import OUTSIDE, Made, is_offered, made, weight_of
from app.takeout.subjects import Subject
from app.takeout.wanted import Carried, Flavour, Wanted
from app.takeout.written import WITH_CLIPS

# Below both, a copy takes less than a second: see tests/bench/copies.py.
QUICK_BYTES = 4_000_000
QUICK_MODULES = 30
# Fonts or an index, and the text of a pack of some modules.
OUTSIDE_BYTES = 250_000
# A page, packed; what is long is not made to be weighed.
MODULE_BYTES, THIN_BYTES = 6_000, 25_000


class Known(StrEnum):
    """How well a size is known before a copy is made."""

    WELL = "well"
    MOST = "most"
    ABOUT = "about"


class Size(Struct, frozen=True):
    """How many bytes a flavour is with so much sound and film.

    One that is not quick is made by a job.
    """

    carried: Carried
    bytes: int
    known: Known = Known.WELL
    is_quick: bool = True


class Offer(Struct, frozen=True):
    """A flavour with its sizes, the lightest first."""

    flavour: Flavour
    sizes: tuple[Size, ...]


def is_quick(subject: Subject, wanted: Wanted) -> bool:
    """Tell whether a copy is made while somebody waits for it."""
    if wanted.flavour in OUTSIDE:
        return False
    is_short = subject.modules <= QUICK_MODULES
    return is_short and weight_of(subject, wanted) <= QUICK_BYTES


def offers(subject: Subject, request: Request) -> list[Offer]:
    """Return every flavour with its sizes; measured once per content."""
    key = ("takeout", subject.key, subject.languages, current_locale())
    found: list[Offer] = subject.content.once(key, lambda: _measured(subject, request))
    return found


def _measured(subject: Subject, request: Request) -> list[Offer]:
    offered = (one for one in Flavour if is_offered(one, subject.kind))
    return [Offer(one, tuple(_sizes(subject, one, request))) for one in offered]


def _sizes(subject: Subject, flavour: Flavour, request: Request) -> Iterator[Size]:
    wanted = wanted_of(subject, flavour, Carried.TEXT)
    if flavour is Flavour.FOLDER:
        # Its films may be large: what they weigh is known without reading them.
        weight, quick = weight_of(subject, wanted), is_quick(subject, wanted)
        yield Size(Carried.FILM, weight, Known.MOST, is_quick=quick)
        return
    asked = subject.choices() if flavour in WITH_CLIPS else [Carried.TEXT]
    if flavour in OUTSIDE:
        # Nobody knows before it is made.
        for carried in asked:
            about = OUTSIDE_BYTES + subject.file_bytes(carried)
            yield Size(carried, about, Known.ABOUT, is_quick=False)
        return
    if subject.way and not is_quick(subject, wanted):
        yield from _about(subject, flavour, asked)
        return
    light, least = subject.file_bytes(Carried.TEXT), None
    for carried in asked:
        quick = is_quick(subject, replace(wanted, carried=carried))
        if least is None:
            least = _packed(made(subject, wanted, request), is_whole=quick)
        more = subject.file_bytes(carried) - light
        yield Size(carried, least + more, is_quick=quick)


def _about(subject: Subject, flavour: Flavour, asked: list[Carried]) -> Iterator[Size]:
    is_thin = flavour in (Flavour.THIN_12, Flavour.THIN_2004)
    for carried in asked:
        pages = subject.modules * MODULE_BYTES + subject.file_bytes(carried)
        about = THIN_BYTES if is_thin else THIN_BYTES + pages
        yield Size(carried, about, Known.ABOUT, is_quick=False)


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


def wanted_of(subject: Subject, flavour: Flavour, carried: Carried) -> Wanted:
    """Return which copy of something somebody asks for."""
    kept = carried if flavour in WITH_CLIPS else Carried.TEXT
    return Wanted(
        *(subject.slug, subject.page.code, flavour, kept, current_locale()),
        subject.sees_drafts,
        subject.kind,
    )
