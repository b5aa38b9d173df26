"""Forgetting: progress on request, everything when an account vanishes."""

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col

from app.accounts.events import AccountVanished
from app.learning.models import Answer, Completion, PackVisit, Statement, Tick
from app.platform import clock

PROGRESS: tuple[type[SQLModel], ...] = (Answer, Tick, Completion, PackVisit)


def delete_progress(session: Session, user_id: int) -> None:
    """Delete what somebody did. Statements they made stay until withdrawn."""
    for table in PROGRESS:
        owner = SQLModel.metadata.tables[str(table.__tablename__)].c.user_id
        session.connection().execute(delete(table).where(owner == user_id))


def forget_learner(session: Session, fact: AccountVanished) -> None:
    """Delete what somebody did and withdraw their statements, name and all."""
    delete_progress(session, fact.user_id)
    session.connection().execute(
        update(Statement)
        .where(col(Statement.user_id) == fact.user_id)
        .values(user_id=None, holder="", revoked_at=clock.now())
    )
