"""Stores what was made of an upload and records it as a version of an item."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.media.describing import set_alt_text
from app.media.made import Made, MadeFile
from app.media.models import PLAYLIST, MediaFile, MediaItem, Upload
from app.media.streaming import renamed
from app.media.wikimedia.remembering import remember
from app.platform import clock
from app.platform.ids import secret_token
from app.platform.storage import Storage, content_key, keep

UPLOADED = "upload:"
# Under this name an upload keeps what Commons said of it.
COMMONS = "commons"


def store_files(storage: Storage, made: Made, stem: str) -> list[MediaFile]:
    """Put every file under the key of what it holds; return rows without an item.

    Playlists come after what they name, and name it by its address.
    """
    rows: list[MediaFile] = []
    addresses: dict[str, str] = {}
    for position, file in enumerate(made.files):
        if file.content_type == PLAYLIST:
            renamed(file.path, addresses)
        row = _stored(storage, file, f"{stem}.{file.path.name}")
        row.position = position
        digest, name = row.key.split("/")[1:]
        # A playlist lies beside the digests of what it names.
        addresses[file.path.name] = f"../{digest}/{name}"
        rows.append(row)
    return rows


def _stored(storage: Storage, file: MadeFile, name: str) -> MediaFile:
    with file.path.open("rb") as source:
        key = content_key(source, name)
        keep(storage, key, source)
    return MediaFile(
        item_id=0,
        role=file.role,
        position=0,
        key=key,
        file_name=name,
        content_type=file.content_type,
        bytes=file.path.stat().st_size,
        width=file.width,
        height=file.height,
        page=file.page,
    )


def add_version(
    session: Session, upload: Upload, made: Made, rows: Sequence[MediaFile]
) -> MediaItem:
    """Record the files as the newest version of the upload's item, or of a new one."""
    about = upload.about
    item = find_item(session, upload.item_id) if upload.item_id else None
    if item is None or item.deleted_at:
        token = secret_token()
        item = MediaItem(
            owner=f"{UPLOADED}{token}",
            name=token,
            kind=made.kind,
            title="",
            author="",
            licence="",
            language="",
            token=token,
            uploader_id=upload.user_id,
            created_at=clock.now(),
        )
        session.add(item)
    item.kind, item.duration = made.kind, made.seconds
    item.preview = made.preview
    for name in ("title", "author", "licence", "source", "language"):
        setattr(item, name, str(about.get(name, "")))
    item.version += 1
    session.flush()  # Its files refer to it.
    assert item.id is not None  # noqa: S101 - just flushed
    upload.item_id, upload.version = item.id, item.version
    for row in rows:
        row.item_id, row.version = item.id, item.version
        session.add(row)
    if alt := str(about.get("alt", "")):
        set_alt_text(session, item, item.language, alt)
    if told := about.get(COMMONS):
        remember(session, item, told)
    return item


def find_item(session: Session, item_id: int) -> MediaItem | None:
    """Return an item by its number, locked until the transaction ends."""
    found = select(MediaItem).where(col(MediaItem.id) == item_id).with_for_update()
    return session.scalar(found)
