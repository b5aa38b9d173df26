"""Named counters that tell other processes that something has changed."""

from sqlalchemy import select, update
from sqlmodel import Field, Session, SQLModel, col

CONTENT = "content"


class SiteState(SQLModel, table=True):
    """A counter that only grows."""

    __tablename__ = "site_state"

    name: str = Field(primary_key=True)
    value: int = 0


def bump(session: Session, name: str) -> None:
    """Raise a counter in the caller's transaction."""
    raised = (
        update(SiteState)
        .where(col(SiteState.name) == name)
        .values(value=SiteState.value + 1)
    )
    if not session.connection().execute(raised).rowcount:
        session.add(SiteState(name=name, value=1))
        session.flush()


def current(session: Session, name: str) -> int:
    """Return a counter; 0 when it was never raised."""
    found = select(col(SiteState.value)).where(col(SiteState.name) == name)
    return session.scalar(found) or 0
