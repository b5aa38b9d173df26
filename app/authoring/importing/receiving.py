"""What people do with what they send: look at the report, take it in, forget it."""

import zlib
from datetime import timedelta

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.authoring.importing.job_names import LOOK, TAKE
from app.authoring.importing.models import Incoming, IncomingState
from app.packs.models import Pack
from app.platform import clock
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.platform.jobs import Job, request_job

WAITING = timedelta(days=7)
MAX_NAME = 120


def receive(
    session: Session, name: str, data: bytes, wishes: dict[str, object], author_id: int
) -> Incoming:
    """Keep a ZIP and ask for it to be looked through.

    What nobody took in for a week is forgotten on the way.
    """
    session.execute(
        update(Incoming)
        .where(
            col(Incoming.data).is_not(None),
            col(Incoming.created_at) < clock.now() - WAITING,
        )
        .values(data=None, state=IncomingState.FORGOTTEN)
    )
    row = Incoming(
        name="".join(filter(str.isprintable, name))[-MAX_NAME:],
        data=zlib.compress(data, 1),
        wishes=wishes,
        author_id=author_id,
    )
    session.add(row)
    session.flush()  # Its page is at its id.
    request_job(session, LOOK, {"incoming": row.id}, key=_key(LOOK, row))
    return row


def get_incoming(session: Session, row_id: int, author_id: int) -> Incoming:
    """Return what this person sent; raise NotFound for anybody else's."""
    row = session.get(Incoming, row_id)
    if row is None or row.author_id != author_id:
        raise NotFound(N_("There is no such file of yours."))
    return row


def ask_to_take(session: Session, row: Incoming) -> None:
    """Ask for it to be taken in; raise Conflict when it is not ready for that."""
    if row.state != IncomingState.READY:
        raise Conflict(N_("This cannot be taken in, or was already."))
    row.state = IncomingState.TAKING
    request_job(session, TAKE, {"incoming": row.id}, key=_key(TAKE, row))


def forget(row: Incoming) -> None:
    """Forget what was sent; raise Conflict once it comes in."""
    if row.state in {IncomingState.TAKING, IncomingState.TAKEN}:
        raise Conflict(N_("This cannot be taken in, or was already."))
    row.state, row.data = IncomingState.FORGOTTEN, None


def progress_of(session: Session, row: Incoming) -> int:
    """Return how far the job under way is, in percent."""
    kind = TAKE if row.state == IncomingState.TAKING else LOOK
    found = select(col(Job.progress)).where(col(Job.key) == _key(kind, row))
    return session.scalar(found) or 0


def addresses_of(session: Session, row: Incoming) -> list[str]:
    """Return where the packs are that came in."""
    found = select(col(Pack.slug)).where(col(Pack.key).in_(row.packs))
    return sorted(session.scalars(found))


def _key(kind: str, row: Incoming) -> str:
    return f"{kind}:{row.id}"
