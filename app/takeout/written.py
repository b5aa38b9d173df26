"""How an edition is written in each form: its files, and how the one file ends."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import IO

from msgspec import Struct
from starlette.requests import Request

from app.onboarding.ways import WayKind
from app.takeout.archive import Content, Told, zipped
from app.takeout.book import book_files
from app.takeout.cartridge import cartridge_files
from app.takeout.cmi5 import unit_files
from app.takeout.edition import Edition, Surface
from app.takeout.handout import PDF_TYPE, handout_files, printed
from app.takeout.pages import page_files
from app.takeout.scorm import Ready, Release, package_files, thin_files
from app.takeout.wanted import Flavour
from app.takeout.whole import Whole, whole_files
from app.takeout.zim import ZIM_TYPE, bound, zim_files

BOOK_TYPE = "application/epub+zip"
ZIP_TYPE = "application/zip"

Files = Iterator[tuple[str, Content]]
# Makes one file of files; whoever gets it closes it.
Packing = Callable[[Iterable[tuple[str, Content]], Told], tuple[IO[bytes], int]]


class Form(Struct, frozen=True):
    """How an edition is written: the end of its file's name, its files, its type.

    `has_clips` where sound and film can come along.
    """

    ending: str
    files: Callable[[Edition, Request], Files]
    content_type: str = ZIP_TYPE
    surface: Surface = Surface.SCREEN
    packing: Packing = zipped
    has_clips: bool = True


def _below_its_name(ready: Edition, request: Request) -> Files:
    for name, data in page_files(ready, request):
        yield f"{ready.slug}/{name}", data


Written = tuple[str, Callable[[Ready, Request], Files]]


def _packaged(release: Release) -> Written:
    return f".scorm-{release.value}.zip", partial(package_files, release=release)


def _thin(release: Release) -> Written:
    return f".scorm-{release.value}-thin.zip", partial(thin_files, release=release)


# What is given as it is written, of a pack alone; all else is rendered.
UNRENDERED = frozenset({Flavour.FOLDER, Flavour.MARKDOWN})
FORMS: Mapping[Flavour, Form] = {
    Flavour.PAGES: Form(".zip", _below_its_name),
    Flavour.EPUB: Form(".epub", book_files, BOOK_TYPE, Surface.PAPER),
    Flavour.PDF: Form(".pdf", handout_files, PDF_TYPE, Surface.PAPER, printed, False),
    Flavour.ZIM: Form(".zim", zim_files, ZIM_TYPE, packing=bound),
    Flavour.SCORM_12: Form(*_packaged(Release.V1_2)),
    Flavour.SCORM_2004: Form(*_packaged(Release.V2004)),
    Flavour.CMI5: Form(".cmi5.zip", unit_files),
    Flavour.CARTRIDGE: Form(".imscc", cartridge_files),
    Flavour.THIN_12: Form(*_thin(Release.V1_2), has_clips=False),
    Flavour.THIN_2004: Form(*_thin(Release.V2004), has_clips=False),
}
# What can have sound and film in it.
WITH_CLIPS = tuple(one for one, form in FORMS.items() if form.has_clips)


class WholeForm(Struct, frozen=True):
    """How a whole path or course is written, as a `Form` says it of a pack."""

    ending: str
    files: Callable[[Whole, Request], Files]
    has_clips: bool = True
    kinds: tuple[WayKind, ...] = tuple(WayKind)


def _whole_below_its_name(ready: Whole, request: Request) -> Files:
    for name, data in whole_files(ready, request):
        yield f"{ready.slug}/{name}", data


# A course in a frame does not lead from one pack to the next, as a path does.
WHOLE_FORMS: Mapping[Flavour, WholeForm] = {
    Flavour.PAGES: WholeForm(".zip", _whole_below_its_name),
    Flavour.SCORM_12: WholeForm(*_packaged(Release.V1_2)),
    Flavour.SCORM_2004: WholeForm(*_packaged(Release.V2004)),
    Flavour.THIN_12: WholeForm(*_thin(Release.V1_2), False, (WayKind.PATH,)),
    Flavour.THIN_2004: WholeForm(*_thin(Release.V2004), False, (WayKind.PATH,)),
}
