"""Writes packs back as folders: the same bytes for everything nobody edited."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from app.content.catalog_export import companions, empty_catalog
from app.media.models import MediaFile, MediaItem, MediaRole
from app.packs.models import Pack
from app.platform.storage import Storage
from app.texts.models import Document
from app.texts.queries import published_revision
from app.translation.exchange.subjects import live_modules, pack_subject


def export_pack(session: Session, storage: Storage, pack: Pack) -> dict[str, bytes]:
    """Return a pack's folder as file names and their bytes."""
    return dict(pack_files(session, storage, pack))


def pack_files(
    session: Session, storage: Storage, pack: Pack
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a pack's folder one by one: name and bytes."""
    yield from written_files(session, pack)
    for name, media in media_files(session, pack):
        with storage.open(media.key) as file:
            yield name, file.read()


def written_files(
    session: Session, pack: Pack, languages: Sequence[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield what is text in a pack's folder: name and bytes.

    It has the catalogs of these languages, or of all.
    """
    yield from _texts(session, pack)
    yield from companions(session, pack_subject(session, pack), languages)
    described = select(col(MediaItem.name), col(MediaItem.text)).where(
        col(MediaItem.owner) == pack.key,
        col(MediaItem.text) != "",
        col(MediaItem.token).is_(None),
    )
    for name, text in session.execute(described.order_by(col(MediaItem.id))):
        yield f"media/{name}.toml", text.encode()


def media_files(session: Session, pack: Pack) -> list[tuple[str, MediaFile]]:
    """Return the other files of a pack's folder, which may be large: name and row.

    A film in pieces is the same film again, and is left out.
    """
    rows = session.scalars(
        select(MediaFile)
        .join(MediaItem, col(MediaItem.id) == col(MediaFile.item_id))
        .where(
            col(MediaItem.owner) == pack.key,
            col(MediaItem.token).is_(None),
            col(MediaFile.role) != MediaRole.STREAM,
        )
        .order_by(col(MediaFile.id))
    )
    return [(f"media/{file.file_name}", file) for file in rows]


def empty_pack_catalog(session: Session, pack: Pack, language: str) -> bytes:
    """Return a catalog of a pack to fill in."""
    return empty_catalog(session, pack_subject(session, pack), language)


def write_folder(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Write the files that differ from what is there; return their names."""
    changed = []
    for name, data in sorted(files.items()):
        path = folder / name
        if path.is_file() and path.read_bytes() == data:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        changed.append(name)
    return changed


def _texts(session: Session, pack: Pack) -> Iterator[tuple[str, bytes]]:
    document = session.get_one(Document, pack.document_id)
    revision = published_revision(session, document)
    if revision:
        yield "pack.toml", revision.text.encode()
    for module in live_modules(session, pack):
        revision = published_revision(
            session, session.get_one(Document, module.document_id)
        )
        if revision:
            name = f"modules/{module.number:02}-{module.slug}.md"
            yield name, revision.text.encode()
