"""The captions of an upload: kept one after the other, nothing overwritten."""

import io
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.media.cues import MAX_PAGE_LETTERS, Spoken, read_captions, write_vtt
from app.media.models import Captions, MediaItem
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.storage import Storage, content_key, keep
from app.texts.merging import merge

CAPTIONS_TYPE = "text/vtt"
MOST_VERSIONS = 200


class CaptionsDraft(Struct, frozen=True):
    """Captions to save, and the id of those they were made from (0: none)."""

    language: str
    cues: Sequence[Spoken]
    base: int
    author_id: int


class SavedCaptions(Struct, frozen=True):
    """The row that was kept. `is_merged` with what somebody else saved meanwhile;
    aside when both changed the same: then theirs still hold.
    """

    row: Captions
    is_merged: bool = False


class PastCaptions(Struct, frozen=True):
    """Captions as they were once, who saved them, and how many cues they have."""

    row: Captions
    author: str | None
    cues: int


def newest_captions(
    session: Session, item_id: int | None, language: str
) -> Captions | None:
    """Return the captions that hold in a language."""
    found = _of(item_id).where(
        col(Captions.language) == language, col(Captions.is_aside).is_(False)
    )
    return session.scalar(found.order_by(col(Captions.id).desc()).limit(1))


def all_captions(session: Session, item_id: int | None) -> dict[str, Captions]:
    """Return the captions that hold, by language."""
    newest = (
        select(func.max(col(Captions.id)))
        .where(col(Captions.item_id) == item_id, col(Captions.is_aside).is_(False))
        .group_by(col(Captions.language))
    )
    found = _of(item_id).where(col(Captions.id).in_(newest))
    return {row.language: row for row in session.scalars(found)}


def captions_history(
    session: Session, item_id: int | None, language: str
) -> list[PastCaptions]:
    """Return what was saved in a language, newest first, at most 200."""
    rows = session.execute(
        select(Captions, col(User.name))
        .outerjoin(User, col(User.id) == col(Captions.author_id))
        .where(col(Captions.item_id) == item_id, col(Captions.language) == language)
        .order_by(col(Captions.id).desc())
        .limit(MOST_VERSIONS)
    )
    return [PastCaptions(row, name, row.text.count("-->")) for row, name in rows]


def get_captions(session: Session, item_id: int | None, row_id: int) -> Captions:
    """Return captions of an upload by their id; raise NotFound."""
    row = session.scalar(_of(item_id).where(col(Captions.id) == row_id))
    if row is None:
        raise NotFound(N_("There are no such captions of this file."))
    return row


def cues_of(row: Captions | None) -> tuple[Spoken, ...]:
    """Return what captions say."""
    return read_captions(row.text.encode()).cues if row else ()


def save_captions(
    session: Session, storage: Storage, item: MediaItem, draft: CaptionsDraft
) -> SavedCaptions:
    """Keep captions, put together with what came meanwhile.

    They have been checked. Call it first in a transaction.
    """
    # Savers of one file come one after the other.
    session.execute(
        select(col(MediaItem.id)).where(col(MediaItem.id) == item.id).with_for_update()
    )
    mine = write_vtt(draft.cues) if draft.cues else ""
    now = newest_captions(session, item.id, draft.language)
    if now is not None and now.text == mine:
        return SavedCaptions(now)
    if now is None or now.number == draft.base:
        return SavedCaptions(_keep(session, storage, item, (draft, mine)))
    base = get_captions(session, item.id, draft.base).text if draft.base else ""
    both = merge(base, mine, now.text)
    # What is too long for captions was refused by their form.
    text = both.mine_first.encode()
    read = read_captions(text, item.duration, letters=MAX_PAGE_LETTERS)
    if both.clashes or read.faults:
        aside = _keep(session, storage, item, (draft, mine), is_aside=True)
        return SavedCaptions(aside)
    merged = write_vtt(read.cues)
    return SavedCaptions(_keep(session, storage, item, (draft, merged)), is_merged=True)


def _keep(
    session: Session,
    storage: Storage,
    item: MediaItem,
    what: tuple[CaptionsDraft, str],
    *,
    is_aside: bool = False,
) -> Captions:
    draft, text = what
    data = io.BytesIO(text.encode())
    key = content_key(data, f"captions.{draft.language.lower()}.vtt")
    keep(storage, key, data)
    row = Captions(
        item_id=item.id or 0,
        language=draft.language,
        text=text,
        key=key,
        bytes=len(data.getvalue()),
        is_aside=is_aside,
        author_id=draft.author_id,
    )
    session.add(row)
    session.flush()  # The page that is shown next names it.
    return row


def _of(item_id: int | None) -> Select[Captions]:
    return select(Captions).where(col(Captions.item_id) == item_id)
