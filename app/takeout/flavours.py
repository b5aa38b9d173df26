"""What a pack can be taken along as, what each is called, and how large it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session
from starlette.requests import Request

from app.content.export import pack_files
from app.packs.models import Pack
from app.platform.i18n import current_locale
from app.platform.storage import Storage
from app.reading.loading import PackAddress
from app.takeout.archive import Content, zipped
from app.takeout.book import book_files
from app.takeout.carried import Carried, choices, luggage
from app.takeout.edition import Edition, Surface, edition, file_stem
from app.takeout.pages import page_files
from app.takeout.scorm import Release, package_files
from app.texts.models import Document
from app.translation.exchange.subjects import live_modules
from app.translation.written_out import written_module


class Flavour(StrEnum):
    """What somebody takes along."""

    PAGES = "pages"
    EPUB = "epub"
    SCORM_12 = "scorm-1.2"
    SCORM_2004 = "scorm-2004"
    MARKDOWN = "markdown"
    FOLDER = "folder"


# What is rendered, and can have sound and film in it.
RENDERED = (Flavour.PAGES, Flavour.EPUB, Flavour.SCORM_12, Flavour.SCORM_2004)
RELEASES = {Flavour.SCORM_12: Release.V1_2, Flavour.SCORM_2004: Release.V2004}
BOOK_TYPE = "application/epub+zip"
ZIP_TYPE = "application/zip"


@dataclass(frozen=True)
class Made:
    """The files of a flavour, and what it is called when it is taken along."""

    files: Iterator[tuple[str, Content]]
    name: str
    content_type: str = ZIP_TYPE
    version: str = ""


@dataclass(frozen=True)
class Size:
    """How many bytes a flavour is with so much sound and film.

    `is_most` when it is not known before it is packed: then it is no more than that.
    """

    carried: Carried
    bytes: int
    is_most: bool = False


@dataclass(frozen=True)
class Offer:
    """A flavour with its sizes, the lightest first."""

    flavour: Flavour
    sizes: tuple[Size, ...]


def made(
    address: PackAddress, flavour: Flavour, carried: Carried, request: Request
) -> Made:
    """Return what a flavour of a pack holds; raise Moved, NotFound or Gone."""
    opened = address.open()
    session, pack = opened.content.session, opened.view.pack
    if flavour is Flavour.FOLDER:
        storage: Storage = request.app.state.storage
        return Made(folder_files(session, storage, pack), f"{pack.slug}.zip")
    if flavour is Flavour.MARKDOWN:
        name = f"{pack.slug}.{opened.page.code}.markdown.zip"
        return Made(markdown_files(session, pack, opened.page.code), name)
    surface = Surface.PAPER if flavour is Flavour.EPUB else Surface.SCREEN
    ready = edition(address, request, surface, carried)
    return _rendered(ready, flavour, carried, request)


def _rendered(
    ready: Edition, flavour: Flavour, carried: Carried, request: Request
) -> Made:
    more = "" if carried is Carried.TEXT else f".{carried.value}"
    name = f"{ready.slug}.{ready.opened.page.code}.{ready.version}{more}"
    # Other words around the same text are another file.
    version = f"{ready.version}-{flavour.value}-{current_locale()}"
    if flavour is Flavour.EPUB:
        files = book_files(ready, request)
        return Made(files, f"{name}.epub", BOOK_TYPE, version)
    if flavour in RELEASES:
        files = package_files(ready, request, RELEASES[flavour])
        return Made(files, f"{name}.{flavour.value}.zip", version=version)
    files = (
        (f"{ready.slug}/{name}", data) for name, data in page_files(ready, request)
    )
    return Made(files, f"{name}.zip", version=version)


def offers(address: PackAddress, request: Request) -> list[Offer]:
    """Return every flavour of a pack with its sizes; measured once per content."""
    opened = address.open()
    slug, languages = opened.view.pack.slug, opened.languages
    key = ("takeout", slug, languages, current_locale())
    found: list[Offer] = opened.content.once(key, lambda: _measured(address, request))
    return found


def _measured(address: PackAddress, request: Request) -> list[Offer]:
    groups = address.open().view.media
    light = luggage(groups, Carried.TEXT).bytes
    found = []
    for flavour in Flavour:
        if flavour is Flavour.FOLDER:
            # Its films may be large: what they weigh is known without reading them.
            media = sum(f.bytes for one in groups.values() for f in one.files)
            text = address.open().view.pack.text_bytes
            sizes = [Size(Carried.FILM, text + media, is_most=True)]
        else:
            _file, least = zipped(made(address, flavour, Carried.TEXT, request).files)
            _file.close()
            sizes = [Size(Carried.TEXT, least)]
        if flavour in RENDERED:
            for carried in choices(groups)[1:]:
                more = luggage(groups, carried).bytes - light
                sizes.append(Size(carried, least + more))
        found.append(Offer(flavour, tuple(sizes)))
    return found


def folder_files(
    session: Session, storage: Storage, pack: Pack
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a pack's folder, below the pack's name."""
    for name, data in pack_files(session, storage, pack):
        yield f"{pack.slug}/{name}", data


def markdown_files(
    session: Session, pack: Pack, language: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the modules as Markdown in a language, else in the source's words."""
    for module in live_modules(session, pack):
        document = session.get_one(Document, module.document_id)
        written = written_module(session, document, language)
        yield f"{pack.slug}/{file_stem(module)}.md", written.text.encode()
