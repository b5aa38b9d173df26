"""Gives a file that lies in a pack's folder a page of its own, as if it was brought.

So its captions are written beside the player as those of any other, and nothing the
folder says is lost: when the folder is loaded again, its words become the newest ones.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.media.models import Captions, MediaFile, MediaItem, MediaRole
from app.media.publishing import UPLOADED
from app.platform import clock
from app.platform.ids import secret_token
from app.platform.storage import Storage

TAKEN_OVER = (
    *("kind", "title", "author", "licence", "source", "note", "language"),
    *("duration", "preview"),
)


def adopt(session: Session, storage: Storage, placed: MediaItem) -> str:
    """Return the token of an item's own page; make one when it has none.

    It belongs to nobody: everybody who edits may write its words.
    """
    if placed.placed_from:
        return placed.placed_from
    token = secret_token()
    item = MediaItem(
        **{name: getattr(placed, name) for name in TAKEN_OVER},
        owner=f"{UPLOADED}{token}",
        name=token,
        token=token,
        version=1,
        created_at=clock.now(),
    )
    session.add(item)
    session.flush()  # Its files refer to it.
    files = _files_of(session, placed)
    for file in files:
        if file.role is not MediaRole.CAPTIONS:
            fields = file.model_dump(exclude={"id", "item_id", "version"})
            session.add(MediaFile(**fields, item_id=item.id or 0, version=1))
    take_words(session, storage, item, files)
    placed.placed_from, placed.version = token, 1
    return token


def keep_adopted(
    session: Session, storage: Storage, loaded: MediaItem, token: str
) -> None:
    """Let an item that a folder brought anew keep the page it had, by its token."""
    item = session.scalar(select(MediaItem).where(col(MediaItem.token) == token))
    if item is None or item.uploader_id or item.deleted_at:
        return
    session.flush()  # What the folder brought is read below.
    loaded.placed_from, loaded.version = token, item.version
    take_words(session, storage, item, _files_of(session, loaded))


def take_words(
    session: Session, storage: Storage, item: MediaItem, files: Sequence[MediaFile]
) -> None:
    """Make captions of a folder the newest ones, but for those that were known."""
    known = select(col(Captions.key)).where(col(Captions.item_id) == item.id)
    keys = set(session.scalars(known))
    for file in files:
        if file.role is not MediaRole.CAPTIONS or file.key in keys:
            continue
        with storage.open(file.key) as source:
            text = source.read().decode()
        session.add(
            Captions(
                item_id=item.id or 0,
                language=file.language,
                text=text,
                key=file.key,
                bytes=file.bytes,
            )
        )


def _files_of(session: Session, item: MediaItem) -> list[MediaFile]:
    found = select(MediaFile).where(col(MediaFile.item_id) == item.id)
    return list(session.scalars(found.order_by(col(MediaFile.position))))
