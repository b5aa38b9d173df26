"""Puts a pack's files into storage and records what they are."""

import mimetypes
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.content.media_files import MediaGroup
from app.content.reading import PackFolder
from app.media.adopting import keep_adopted
from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole
from app.media.previewing import preview_of
from app.media.showing import withdraw
from app.platform.storage import Storage, content_key, keep

CAPTIONS_TYPE = "text/vtt"


def load_media(session: Session, storage: Storage, folder: PackFolder) -> int:
    """Replace a pack's media by what its folder holds; return the bytes a reader of
    everything in its lightest variant would load.
    """
    # What people put into the pack here stays, unless the folder has it by now.
    is_replaced = (
        col(MediaItem.owner) == folder.fields.id,
        (col(MediaItem.placed_from) == "")
        | col(MediaItem.name).in_([group.name for group in folder.media]),
    )
    owned = select(col(MediaItem.id)).where(*is_replaced)
    pages = select(col(MediaItem.name), col(MediaItem.placed_from)).where(*is_replaced)
    adopted = {name: token for name, token in session.execute(pages) if token}
    keys = select(col(MediaFile.key)).where(col(MediaFile.item_id).in_(owned))
    before = set(session.scalars(keys))
    session.execute(delete(MediaFile).where(col(MediaFile.item_id).in_(owned)))
    session.execute(delete(MediaItem).where(*is_replaced))
    weight = 0
    for group in folder.media:
        item, lightest = _load_group(session, storage, folder, group)
        weight += lightest
        if group.name in adopted:
            keep_adopted(session, storage, item, adopted[group.name])
    withdraw(session, before - set(session.scalars(keys)))
    return weight


def _load_group(
    session: Session, storage: Storage, folder: PackFolder, group: MediaGroup
) -> tuple[MediaItem, int]:
    fields = group.fields
    item = MediaItem(
        owner=folder.fields.id,
        name=group.name,
        kind=MediaKind(fields.kind),
        title=fields.title,
        author=fields.author,
        licence=fields.licence,
        source=fields.source,
        note=fields.note,
        language=fields.language,
        duration=fields.duration,
        text=group.text,
        preview=_preview(group),
    )
    session.add(item)
    session.flush()  # Its files refer to it.
    assert item.id is not None  # noqa: S101 (just flushed)
    files = [*_variants(item.id, group), *_companions(item.id, group)]
    for file in files:
        path = group.folder / file.file_name
        with path.open("rb") as source:
            file.key = content_key(source, file.file_name)
            keep(storage, file.key, source)
        file.bytes = path.stat().st_size
    session.add_all(files)
    chosen = (f for f in files if f.role == MediaRole.VARIANT and not f.page)
    return item, min((file.bytes for file in chosen), default=0)


def _preview(group: MediaGroup) -> str:
    """Return how a document's words begin, from the first file that tells."""
    if group.fields.kind != "document":
        return ""
    files = (one for one in group.fields.files if not one.page)
    told = (preview_of(group.folder / one.file, one.type) for one in files)
    return next(filter(None, told), "")


def _variants(item_id: int, group: MediaGroup) -> Iterator[MediaFile]:
    for position, variant in enumerate(group.fields.files):
        yield MediaFile(
            item_id=item_id,
            role=MediaRole.VARIANT,
            position=position,
            key="",
            file_name=variant.file,
            content_type=variant.type,
            bytes=0,
            width=variant.width,
            height=variant.height,
            page=variant.page,
        )


def _companions(item_id: int, group: MediaGroup) -> Iterator[MediaFile]:
    """Yield the poster and the captions that lie beside the files."""
    for path in group.posters:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        yield _companion(item_id, path, MediaRole.POSTER, kind)
    for position, path in enumerate(group.captions):
        file = _companion(item_id, path, MediaRole.CAPTIONS, CAPTIONS_TYPE)
        file.position = position
        file.language = path.name.split(".")[-2]
        file.is_machine_translated = file.language in group.fields.machine_translated
        yield file


def _companion(item_id: int, path: Path, role: MediaRole, kind: str) -> MediaFile:
    return MediaFile(
        item_id=item_id,
        role=role,
        position=0,
        key="",
        file_name=path.name,
        content_type=kind,
        bytes=0,
    )
