"""What rooms ask of the database, each a transaction in a thread of its own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

import structlog
from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.drafts import hold_document
from app.authoring.live.log import (
    Log,
    append,
    compact,
    find_live,
    hold,
    log_after,
    whole_log,
)
from app.authoring.live.models import DocSnapshot, LiveDraft
from app.authoring.live.permits import Closing, editors_among, open_documents
from app.authoring.live.saving import bring_down
from app.platform.db import Database
from app.texts.models import Document

Answer = TypeVar("Answer")

log = structlog.get_logger("passalong.live")


class New(Struct, frozen=True):
    """An update to add to a log, and who made it."""

    document_id: int
    epoch: str
    content: bytes
    authors: Sequence[int]


class Look(Struct, frozen=True):
    """What has changed around the rooms of a process.

    `logs` has what they have not read yet, `epochs` those drafts have now.
    """

    editors: Mapping[str, bool]
    opened: frozenset[int]
    epochs: Mapping[int, str]
    logs: Mapping[int, Log]


def open_log(database: Database, document_id: int, epoch: str) -> Log | Closing:
    """Return the log of a live draft, or why it may not be written in."""
    with database.open_session() as session:
        live = find_live(session, document_id)
        if live is None or document_id not in open_documents(session, [document_id]):
            return Closing.NOT_THERE
        if live.epoch != epoch:
            return Closing.OTHER_EPOCH
        return whole_log(session, document_id)


def may_edit(database: Database, session_hash: str) -> bool | None:
    """Tell whether a session's owner may edit; None when it has ended."""
    with database.open_session() as session:
        return editors_among(session, [session_hash]).get(session_hash)


def write(database: Database, news: Sequence[New]) -> list[int | None]:
    """Commit updates together; return their numbers, None where the draft is gone."""
    if not news:
        return []
    seqs: dict[int, int | None] = {}
    with database.transaction() as session:
        # In one order, so that two processes never wait for each other.
        for one in sorted(news, key=lambda one: one.document_id):
            live = hold(session, one.document_id)
            seqs[one.document_id] = None
            if live is not None and live.epoch == one.epoch:
                seqs[one.document_id] = append(session, live, one.content, one.authors)
    return [seqs[one.document_id] for one in news]


def look(database: Database, seen: Mapping[int, int], hashes: Collection[str]) -> Look:
    """Return what has changed; `seen` is how far each draft's log was read."""
    with database.open_session() as session:
        found = session.scalars(
            select(LiveDraft).where(col(LiveDraft.document_id).in_(seen))
        ).all()
        logs = {
            live.document_id: _unread(session, live.document_id, seen[live.document_id])
            for live in found
            if live.last_seq > seen[live.document_id]
        }
        return Look(
            editors=editors_among(session, hashes),
            opened=frozenset(open_documents(session, seen.keys())),
            epochs={live.document_id: live.epoch for live in found},
            logs=logs,
        )


def save(database: Database, document_id: int) -> None:
    """Make a save of what was typed, and shorten a log that has grown long."""
    with database.transaction() as session:
        document = session.get(Document, document_id)
        if document is None:
            return
        hold_document(session, document)
        bring_down(session, document)
    with database.transaction() as session:
        live = hold(session, document_id)
        if live is not None:
            compact(session, live)


def save_all(database: Database, documents: Iterable[int]) -> None:
    """Make the saves that processes which died were to make."""
    for document_id in documents:
        try:
            save(database, document_id)
        except Exception:
            # It is for people to mend; the others are not to wait for that.
            log.exception("live_save_failed", document=document_id)


def _unread(session: Session, document_id: int, seen: int) -> Log:
    start = session.get(DocSnapshot, document_id)
    if start is not None and start.upto_seq > seen:
        return whole_log(session, document_id)
    return log_after(session, document_id, seen)
