"""Named counters that tell other processes that something has changed.

A word can be remembered as well: it is the rest of the name of a counter.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlmodel import Field, Session, SQLModel, col

from app.platform.db import Database
from app.platform.upserts import insert_for

CONTENT = "content"
# What a change is about when it is not said: anything.
ANYTHING = ""
_BUMPED = "bumped"


class SiteState(SQLModel, table=True):
    """A counter that only grows."""

    __tablename__ = "site_state"

    name: str = Field(primary_key=True)
    value: int = 0


class SiteChange(SQLModel, table=True):
    """The value of a counter after the last change of one thing.

    Whoever keeps something made from a thing can ask what changed since it looked,
    without reading everything again. Values are handed out one transaction at a
    time, so whoever has seen one has seen all that are smaller.
    """

    __tablename__ = "site_change"

    name: str = Field(primary_key=True)
    about: str = Field(primary_key=True)
    value: int = Field(index=True)


_CURRENT = select(col(SiteState.value)).where(col(SiteState.name) == bindparam("name"))


def bump(session: Session, name: str, *, about: str = ANYTHING) -> int:
    """Raise a counter in the caller's transaction; return its value.

    `about` is the one thing that has changed, such as `pack:sg1sv9`, when it is one.
    """
    connection = session.connection()
    dialect = connection.dialect.name
    raised = connection.execute(_raising(dialect), {"name": name, "value": 1})
    value: int = raised.scalar_one()
    change = {"name": name, "about": about, "value": value}
    connection.execute(_noting(dialect), change)
    session.info.setdefault(_BUMPED, set()).add(name)
    return value


# Built once, since that costs as much as running them.
@cache
def _raising(dialect: str) -> Any:
    # In one statement: two who raise it first must not both find no row.
    raised = insert_for(dialect, SiteState).on_conflict_do_update(
        index_elements=["name"], set_={"value": SiteState.value + 1}
    )
    return raised.returning(col(SiteState.value))


@cache
def _noting(dialect: str) -> Any:
    change = insert_for(dialect, SiteChange)
    return change.on_conflict_do_update(
        index_elements=["name", "about"], set_={"value": change.excluded.value}
    )


def changed_since(session: Session, name: str, value: int) -> set[str]:
    """Return what changed after a counter had this value; ANYTHING is one of them."""
    found = select(col(SiteChange.about)).where(
        col(SiteChange.name) == name, col(SiteChange.value) > value
    )
    return set(session.scalars(found))


def current(session: Session, name: str) -> int:
    """Return a counter; 0 when it was never raised."""
    # Asked on every page: a statement that is built and compiled once.
    return session.connection().execute(_CURRENT, {"name": name}).scalar() or 0


def remember(session: Session, what: str, word: str) -> None:
    """Keep one word for `what`, in place of the one before."""
    forget(session, what)
    session.add(SiteState(name=f"{what} {word}"))


def remembers(session: Session, what: str, word: str) -> bool:
    """Tell whether this is the word that is kept for `what`."""
    return session.get(SiteState, f"{what} {word}") is not None


def forget(session: Session, what: str) -> None:
    """Keep no word for `what` any more."""
    session.execute(delete(SiteState).where(col(SiteState.name).startswith(f"{what} ")))


def on_bump(
    database: Database, react: Callable[[], None], *, name: str = CONTENT
) -> None:
    """Call a function right after any commit of this process that raised a counter."""

    def raised(session: Session) -> None:
        if name in session.info.get(_BUMPED, ()):
            react()

    database.after_commit(raised)
