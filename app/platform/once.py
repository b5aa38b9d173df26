"""What a double tap sends twice is done once, and both get the same answer.

Scripts and networks send a form again as fingers do; a hash of what was sent, kept for
a minute, tells it from somebody who says the same once more.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import Field, Session, SQLModel, col

from app.platform import clock
from app.platform.db import UTCDateTime
from app.platform.ids import text_hash
from app.platform.rows import insert_once

WITHIN = timedelta(minutes=1)


class SentOnce(SQLModel, table=True):
    """What somebody sent, as a hash, and the address that the answer leads to."""

    __tablename__ = "sent_once"

    digest: str = Field(primary_key=True)
    answer: str = ""
    sent_at: datetime = Field(sa_type=UTCDateTime, index=True)


def done_once(session: Session, *what: object, act: Callable[[], str]) -> str:
    """Do something and return the address of its answer; that of the first, when the
    same was sent within a minute.

    `what` is who sent what where, as values that JSON can hold. Whoever sends the same
    at the same time waits for the first, and does it when the first could not.
    """
    session.flush()
    _forget_old(session)
    digest = text_hash(json.dumps(what))
    row = {"digest": digest, "answer": "", "sent_at": clock.now()}
    if not insert_once(session, SentOnce, row):
        found = select(col(SentOnce.answer)).where(col(SentOnce.digest) == digest)
        return session.scalars(found).one()
    answer = act()
    kept = update(SentOnce).where(col(SentOnce.digest) == digest)
    session.execute(kept.values(answer=answer))
    return answer


def _forget_old(session: Session) -> None:
    session.execute(
        delete(SentOnce)
        .where(col(SentOnce.sent_at) < clock.now() - WITHIN)
        .execution_options(synchronize_session=False)
    )
