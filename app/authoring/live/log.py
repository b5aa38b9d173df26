"""The log of a live draft: what is in it is kept, what is not was never saved.

Updates of one draft are numbered in the order they were committed: whoever adds one
holds the draft's row until then. So a reader who has seen number 7 misses nothing
before it.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import CursorResult, delete, select, update
from sqlmodel import Session, col

from app.authoring.live.models import DocSnapshot, DocUpdate, LiveDraft
from app.platform import clock

# How many updates of a log are left beside its snapshot.
LONG_LOG = 200


class Log(Struct, frozen=True):
    """The updates that make a document, oldest first, and the number of the last."""

    last_seq: int
    updates: tuple[bytes, ...]


def find_live(session: Session, document_id: int) -> LiveDraft | None:
    """Return where a document's live draft stands; None when there is none."""
    return session.get(LiveDraft, document_id, populate_existing=True)


def hold(session: Session, document_id: int) -> LiveDraft | None:
    """Return the same, for oneself alone until the transaction ends."""
    held = session.execute(
        update(LiveDraft)
        .where(col(LiveDraft.document_id) == document_id)
        .values(last_seq=col(LiveDraft.last_seq))
        .execution_options(synchronize_session=False)
    )
    # Of most drafts that are written with forms there is none.
    is_there = isinstance(held, CursorResult) and held.rowcount
    return find_live(session, document_id) if is_there else None


def append(
    session: Session, live: LiveDraft, content: bytes, authors: Iterable[int]
) -> int:
    """Add an update to the log of a draft one holds; return its number."""
    live.last_seq += 1
    live.changed_at = clock.now()
    session.add(
        DocUpdate(
            document_id=live.document_id,
            seq=live.last_seq,
            content=content,
            authors=list(authors),
        )
    )
    session.flush()  # Several updates may follow in one transaction.
    return live.last_seq


def whole_log(session: Session, document_id: int) -> Log:
    """Return everything a document is made of."""
    start = session.get(DocSnapshot, document_id, populate_existing=True)
    rest = log_after(session, document_id, start.upto_seq if start else 0)
    first = (start.content,) if start else ()
    return Log(rest.last_seq, first + rest.updates)


def log_after(session: Session, document_id: int, seq: int) -> Log:
    """Return what was added behind a number, which must still be in the log."""
    rows = session.execute(
        select(col(DocUpdate.seq), col(DocUpdate.content))
        .where(col(DocUpdate.document_id) == document_id, col(DocUpdate.seq) > seq)
        .order_by(col(DocUpdate.seq))
    ).all()
    return Log(rows[-1].seq if rows else seq, tuple(row.content for row in rows))


def authors_after(session: Session, document_id: int, seq: int) -> list[int]:
    """Return who made the updates behind a number, who wrote last at the end."""
    rows = session.scalars(
        select(col(DocUpdate.authors))
        .where(col(DocUpdate.document_id) == document_id, col(DocUpdate.seq) > seq)
        .order_by(col(DocUpdate.seq))
    )
    everybody = [author for authors in rows for author in authors]
    return list(dict.fromkeys(reversed(everybody)))[::-1]


def compact(session: Session, live: LiveDraft) -> bool:
    """Merge the updates that are part of a save into the snapshot of a draft one holds.

    Only rows that were merged are deleted. False when there is nothing worth it, or
    when one of them builds on something that is not there yet.
    """
    # Here, because a server that is only read needs none of it.
    from app.authoring.live.documents import is_whole, load_document  # noqa: PLC0415

    start = session.get(DocSnapshot, live.document_id, populate_existing=True)
    upto = start.upto_seq if start else 0
    merged = _saved_rows(session, live, upto)
    if len(merged) < LONG_LOG:
        return False
    contents = [row.content for row in merged]
    document = load_document(([start.content] if start else []) + contents)
    if not all(is_whole(document, content) for content in contents):
        return False
    start = start or DocSnapshot(document_id=live.document_id, upto_seq=0, content=b"")
    start.content, start.upto_seq = document.get_update(), merged[-1].seq
    session.add(start)
    session.execute(
        delete(DocUpdate).where(
            col(DocUpdate.document_id) == live.document_id,
            col(DocUpdate.seq) > upto,
            col(DocUpdate.seq) <= start.upto_seq,
        )
    )
    return True


def _saved_rows(session: Session, live: LiveDraft, upto: int) -> Sequence[DocUpdate]:
    found = select(DocUpdate).where(
        col(DocUpdate.document_id) == live.document_id,
        col(DocUpdate.seq) > upto,
        col(DocUpdate.seq) <= live.saved_seq,
    )
    return session.scalars(found.order_by(col(DocUpdate.seq))).all()
