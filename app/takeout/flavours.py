"""What is taken along becomes which files, and what they are called."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace
from sqlmodel import Session
from starlette.requests import Request

from app.content.export import media_files, written_files
from app.packs.models import Pack
from app.platform.i18n import current_locale
from app.platform.storage import Storage
from app.takeout.archive import StoredFile, zipped
from app.takeout.edition import edition, file_stem
from app.takeout.installed import has_libzim
from app.takeout.scorm import Ready
from app.takeout.subjects import Subject
from app.takeout.wanted import PACKS, Carried, Flavour, Wanted
from app.takeout.whole import whole
from app.takeout.written import (
    FORMS,
    UNRENDERED,
    WHOLE_FORMS,
    ZIP_TYPE,
    Files,
    Packing,
)
from app.texts.models import Document
from app.translation.exchange.subjects import live_modules
from app.translation.written_out import written_module

T = TypeVar("T")


class Made(Struct, frozen=True):
    """What is packed how into one file, and what it is called.

    `weight` is about how many bytes there are to pack.
    """

    files: Files
    name: str
    weight: int
    content_type: str = ZIP_TYPE
    version: str = ""
    packing: Packing = zipped


# What takes a program of its own, and so seconds.
OUTSIDE = frozenset({Flavour.PDF, Flavour.ZIM})


def is_offered(flavour: Flavour, kind: str = PACKS) -> bool:
    """Tell whether a flavour can be made on this installation, of such a thing."""
    if kind != PACKS:
        return flavour in WHOLE_FORMS and kind in WHOLE_FORMS[flavour].kinds
    return flavour is not Flavour.ZIM or has_libzim()


def made(subject: Subject, wanted: Wanted, request: Request) -> Made:
    """Return what a flavour holds; raise Moved, NotFound or Gone."""
    if wanted.flavour in UNRENDERED:
        return _unrendered(subject, wanted, request)
    return (_of_whole if subject.way else _of_pack)(subject, wanted, request)


def _of_pack(subject: Subject, wanted: Wanted, request: Request) -> Made:
    form, pack = FORMS[wanted.flavour], subject.packs[0]
    surface, carried = form.surface, wanted.carried
    key = (subject.key, surface, carried)
    ready = _once(request, key, lambda: edition(pack, request, surface, carried))
    files = form.files(ready, request)
    one = _made(ready, files, wanted, form.ending, weight_of(subject, wanted))
    return replace(one, content_type=form.content_type, packing=form.packing)


def _of_whole(subject: Subject, wanted: Wanted, request: Request) -> Made:
    form, carried = WHOLE_FORMS[wanted.flavour], wanted.carried
    key = (subject.key, carried)
    ready = _once(request, key, lambda: whole(subject, request, carried))
    files = form.files(ready, request)
    return _made(ready, files, wanted, form.ending, weight_of(subject, wanted))


def _made(ready: Ready, files: Files, wanted: Wanted, ending: str, weight: int) -> Made:
    carried = wanted.carried
    more = "" if carried is Carried.TEXT else f".{carried.value}"
    return Made(
        files,
        f"{ready.slug}.{ready.page.code}.{ready.version}{more}{ending}",
        weight,
        # Other words around the same text are another file.
        version=f"{ready.version}-{wanted.flavour.value}-{current_locale()}",
    )


def _once(request: Request, key: object, render: Callable[[], T]) -> T:
    """Return an edition; a page that weighs several flavours renders it once."""
    known: dict[object, T] = getattr(request.state, "editions", None) or {}
    request.state.editions = known
    if key not in known:
        known[key] = render()
    return known[key]


def _unrendered(subject: Subject, wanted: Wanted, request: Request) -> Made:
    session, pack = subject.content.session, subject.opened[0].view.pack
    weight = weight_of(subject, wanted)
    if wanted.flavour is Flavour.FOLDER:
        files = folder_files(session, request.app.state.storage, pack)
        return Made(files, f"{pack.slug}.zip", weight)
    name = f"{pack.slug}.{subject.page.code}.markdown.zip"
    return Made(markdown_files(session, pack, subject.page.code), name, weight)


def weight_of(subject: Subject, wanted: Wanted) -> int:
    """Return about how many bytes go into a copy, without making it."""
    if wanted.flavour is Flavour.MARKDOWN:
        return subject.text_bytes
    if wanted.flavour is Flavour.FOLDER:
        pack = subject.opened[0].view.pack
        files = media_files(subject.content.session, pack)
        return pack.text_bytes + sum(file.bytes for _, file in files)
    return subject.text_bytes + subject.file_bytes(wanted.carried)


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
