"""Reading media: an owner's items with their files."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.media.models import MediaFile, MediaItem, MediaRole


@dataclass(frozen=True)
class MediaGroup:
    """An item and its files, best first."""

    item: MediaItem
    variants: tuple[MediaFile, ...]
    poster: MediaFile | None
    captions: tuple[MediaFile, ...]


def media_of(session: Session, owner: str) -> dict[str, MediaGroup]:
    """Return an owner's items by name."""
    items = session.scalars(select(MediaItem).where(col(MediaItem.owner) == owner))
    found = {item.id: item for item in items}
    rows = session.scalars(
        select(MediaFile)
        .where(col(MediaFile.item_id).in_(found))
        .order_by(col(MediaFile.position), col(MediaFile.id))
    )
    files: dict[int, list[MediaFile]] = {}
    for row in rows:
        files.setdefault(row.item_id, []).append(row)
    return {
        item.name: _group(item, files.get(item_id or 0, []))
        for item_id, item in found.items()
    }


def _group(item: MediaItem, files: list[MediaFile]) -> MediaGroup:
    posters = [file for file in files if file.role == MediaRole.POSTER]
    return MediaGroup(
        item=item,
        variants=tuple(f for f in files if f.role == MediaRole.VARIANT),
        poster=posters[0] if posters else None,
        captions=tuple(f for f in files if f.role == MediaRole.CAPTIONS),
    )


def find_public_file(session: Session, key: str) -> MediaFile | None:
    """Return a stored file by its key, when some item still shows it."""
    return session.scalar(select(MediaFile).where(col(MediaFile.key) == key).limit(1))
