"""What a pack becomes when it is taken along: which files, and what they are called."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import IO

from sqlmodel import Session
from starlette.requests import Request

from app.content.export import media_files, written_files
from app.packs.models import Pack
from app.platform.i18n import current_locale
from app.platform.storage import Storage
from app.reading.loading import OpenPack, PackAddress
from app.takeout.archive import Content, StoredFile, Told, zipped
from app.takeout.book import book_files
from app.takeout.carried import luggage
from app.takeout.cartridge import cartridge_files
from app.takeout.cmi5 import unit_files
from app.takeout.edition import Edition, Surface, edition, file_stem
from app.takeout.handout import PDF_TYPE, handout_files, printed
from app.takeout.installed import has_libzim
from app.takeout.pages import page_files
from app.takeout.scorm import Release, package_files, thin_files
from app.takeout.wanted import Carried, Flavour, Wanted
from app.takeout.zim import ZIM_TYPE, bound, zim_files
from app.texts.models import Document
from app.translation.exchange.subjects import live_modules
from app.translation.written_out import written_module

BOOK_TYPE = "application/epub+zip"
ZIP_TYPE = "application/zip"

Files = Iterator[tuple[str, Content]]
# Makes one file of files; whoever gets it closes it.
Packing = Callable[[Iterable[tuple[str, Content]], Told], tuple[IO[bytes], int]]


@dataclass(frozen=True)
class Form:
    """How an edition is written: the end of its file's name, its files, its type.

    `has_clips` where sound and film can come along.
    """

    ending: str
    files: Callable[[Edition, Request], Files]
    content_type: str = ZIP_TYPE
    surface: Surface = Surface.SCREEN
    packing: Packing = zipped
    has_clips: bool = True


@dataclass(frozen=True)
class Made:
    """What is packed how into one file, and what it is called.

    `weight` is about how many bytes there are to pack.
    """

    files: Files
    name: str
    weight: int
    content_type: str = ZIP_TYPE
    version: str = ""
    packing: Packing = zipped


def _below_its_name(ready: Edition, request: Request) -> Files:
    for name, data in page_files(ready, request):
        yield f"{ready.slug}/{name}", data


def _package(release: Release) -> Form:
    files = partial(package_files, release=release)
    return Form(f".scorm-{release.value}.zip", files)


def _thin(release: Release) -> Form:
    files = partial(thin_files, release=release)
    ending = f".scorm-{release.value}-thin.zip"
    return Form(ending, files, has_clips=False)


# What is rendered.
FORMS: Mapping[Flavour, Form] = {
    Flavour.PAGES: Form(".zip", _below_its_name),
    Flavour.EPUB: Form(".epub", book_files, BOOK_TYPE, Surface.PAPER),
    Flavour.PDF: Form(".pdf", handout_files, PDF_TYPE, Surface.PAPER, printed, False),
    Flavour.ZIM: Form(".zim", zim_files, ZIM_TYPE, packing=bound),
    Flavour.SCORM_12: _package(Release.V1_2),
    Flavour.SCORM_2004: _package(Release.V2004),
    Flavour.CMI5: Form(".cmi5.zip", unit_files),
    Flavour.CARTRIDGE: Form(".imscc", cartridge_files),
    Flavour.THIN_12: _thin(Release.V1_2),
    Flavour.THIN_2004: _thin(Release.V2004),
}
# What can have sound and film in it.
WITH_CLIPS = tuple(one for one, form in FORMS.items() if form.has_clips)


# What takes a program of its own, and so seconds.
OUTSIDE = frozenset({Flavour.PDF, Flavour.ZIM})


def is_offered(flavour: Flavour) -> bool:
    """Tell whether a flavour can be made on this installation."""
    return flavour is not Flavour.ZIM or has_libzim()


def made(address: PackAddress, wanted: Wanted, request: Request) -> Made:
    """Return what a flavour of a pack holds; raise Moved, NotFound or Gone."""
    opened, flavour = address.open(), wanted.flavour
    session, pack = opened.content.session, opened.view.pack
    weight = weight_of(opened, wanted)
    if flavour is Flavour.FOLDER:
        files = folder_files(session, request.app.state.storage, pack)
        return Made(files, f"{pack.slug}.zip", weight)
    if flavour is Flavour.MARKDOWN:
        name = f"{pack.slug}.{opened.page.code}.markdown.zip"
        return Made(markdown_files(session, pack, opened.page.code), name, weight)
    form, carried = FORMS[flavour], wanted.carried
    ready = edition(address, request, form.surface, carried)
    more = "" if carried is Carried.TEXT else f".{carried.value}"
    return Made(
        form.files(ready, request),
        f"{ready.slug}.{opened.page.code}.{ready.version}{more}{form.ending}",
        weight,
        form.content_type,
        # Other words around the same text are another file.
        f"{ready.version}-{flavour.value}-{current_locale()}",
        form.packing,
    )


def weight_of(opened: OpenPack, wanted: Wanted) -> int:
    """Return about how many bytes go into a copy, without making it."""
    pack, groups = opened.view.pack, opened.view.media
    if wanted.flavour is Flavour.MARKDOWN:
        return pack.text_bytes
    if wanted.flavour is Flavour.FOLDER:
        files = media_files(opened.content.session, pack)
        return pack.text_bytes + sum(file.bytes for _, file in files)
    return pack.text_bytes + luggage(groups, wanted.carried).bytes


def folder_files(session: Session, storage: Storage, pack: Pack) -> Files:
    """Yield the files of a pack's folder, below the pack's name."""
    for name, data in written_files(session, pack):
        yield f"{pack.slug}/{name}", data
    for name, file in media_files(session, pack):
        stored = StoredFile(storage, file.key, file.content_type, file.bytes)
        yield f"{pack.slug}/{name}", stored


def markdown_files(
    session: Session, pack: Pack, language: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the modules as Markdown in a language, else in the source's words."""
    for module in live_modules(session, pack):
        document = session.get_one(Document, module.document_id)
        written = written_module(session, document, language)
        yield f"{pack.slug}/{file_stem(module)}.md", written.text.encode()
