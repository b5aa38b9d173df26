"""An event, and an effect that shows how often it happened."""

from collections.abc import Callable
from typing import ClassVar

from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.outbox import Event
from app.platform.states import SiteState, bump

moments: list[Callable[[], None]] = []


class Greeted(Event, frozen=True):
    """Somebody was greeted."""

    name: ClassVar[str] = "tests.greeted"

    name_of_person: str


class Changed(Event, frozen=True):
    """Something of somebody has changed: told at once with others."""

    name: ClassVar[str] = "tests.changed"
    gathers: ClassVar[bool] = True

    name_of_person: str


def count_up(session: Session, name: str) -> None:
    """Have an effect that is there twice when it is done twice."""
    bump(session, f"greeted {name}")


def greet(session: Session, fact: Greeted) -> None:
    """Serve the event; `moments` may look on while it is being served."""
    count_up(session, fact.name_of_person)
    for look in moments:
        look()


def counted(session: Session, name: str) -> int:
    """Return how often the effect happened."""
    found = select(col(SiteState.value)).where(col(SiteState.name) == f"greeted {name}")
    return session.scalar(found) or 0
