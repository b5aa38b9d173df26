"""What a pack can be taken along as, and about how large each is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.content.export import pack_files
from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole
from app.packs.models import Module, Pack
from app.platform.storage import Storage
from app.texts.models import Document, Revision
from app.translation.exchange.subjects import live_modules
from app.translation.written_out import written_module

# A page repeats what stands around the text, about this often.
PAGE_SHARE = 2
IN_MEMORY = 4_000_000
CHUNK = 256 * 1024
# The same pack gives the same bytes.
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16


class Flavour(StrEnum):
    """What somebody takes along."""

    PAGES = "pages"
    MARKDOWN = "markdown"
    FOLDER = "folder"


@dataclass(frozen=True)
class Size:
    """How many bytes a flavour takes at most, before it is packed."""

    flavour: Flavour
    bytes: int


def sizes(session: Session, pack: Pack) -> list[Size]:
    """Return about how large each flavour of a pack is."""
    text = _text_bytes(session, pack)
    media = select(func.coalesce(func.sum(col(MediaFile.bytes)), 0))
    media = media.join(MediaItem, col(MediaItem.id) == col(MediaFile.item_id))
    media = media.where(col(MediaItem.owner) == pack.key)
    light = media.where(
        col(MediaItem.kind).in_([MediaKind.IMAGE, MediaKind.DOCUMENT]),
        col(MediaFile.role) == MediaRole.VARIANT,
    )
    return [
        Size(Flavour.PAGES, PAGE_SHARE * text + int(session.scalar(light) or 0)),
        Size(Flavour.MARKDOWN, text),
        Size(Flavour.FOLDER, text + int(session.scalar(media) or 0)),
    ]


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


def file_stem(module: Module) -> str:
    """Return what a module's file is called."""
    return f"{module.number:02}-{module.slug}"


def zipped(files: Iterable[tuple[str, bytes]]) -> tuple[IO[bytes], int]:
    """Return a ZIP of files, on disk when it is large, and its size in bytes.

    Whoever gets it closes it.
    """
    target = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - handed on
    try:
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            for name, data in files:
                member = ZipInfo(name, _WRITTEN_AT)
                member.external_attr = _MODE
                archive.writestr(member, data, ZIP_DEFLATED)
    except BaseException:
        target.close()
        raise
    size = target.tell()
    target.seek(0)
    return target, size


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file piece by piece, and close it."""
    with file:
        while piece := file.read(CHUNK):
            yield piece


def _text_bytes(session: Session, pack: Pack) -> int:
    documents = [pack.document_id]
    documents += [module.document_id for module in live_modules(session, pack)]
    length = select(func.coalesce(func.sum(func.length(col(Revision.text))), 0))
    length = length.join(Document, col(Document.id) == col(Revision.document_id))
    of_now = length.where(
        col(Document.id).in_(documents),
        col(Revision.number) == col(Document.published_number),
    )
    return int(session.scalar(of_now) or 0)
