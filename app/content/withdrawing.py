"""Takes from readers what is in no folder any more; nothing of it is deleted."""

from collections.abc import Callable, Collection
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session, col

from app.content.making_room import Addressed
from app.packs.events import CourseChanged, PackWithdrawn
from app.packs.models import Course, Pack, PublicState
from app.platform import clock
from app.platform.i18n import N_
from app.platform.outbox import Event, announce
from app.platform.states import CONTENT, bump
from app.projects.events import OrganisationChanged, ProjectChanged
from app.projects.models import Organisation, Project

REMOVED = N_("Its folder was taken out of this installation.")


class Withdrawal(Struct, frozen=True):
    """How things of one kind are withdrawn: which are open, and what is set then."""

    model: Addressed
    word: str
    is_open: ColumnElement[bool]
    values: dict[str, Any]
    fact: Callable[[str], Event]


BY_SHELF = {
    "learning_packs": Withdrawal(
        Pack,
        "pack",
        # What was made or brought in here has no folder that could be taken away.
        and_(col(Pack.state) == PublicState.PUBLISHED, col(Pack.folder_hash) != ""),
        {"state": PublicState.WITHDRAWN, "withdrawn_reason": REMOVED},
        PackWithdrawn,
    ),
    "courses": Withdrawal(
        Course,
        "course",
        col(Course.state) == PublicState.PUBLISHED,
        {"state": PublicState.WITHDRAWN},
        CourseChanged,
    ),
    "projects": Withdrawal(
        Project,
        "project",
        ~col(Project.is_withdrawn),
        {"is_withdrawn": True},
        ProjectChanged,
    ),
    "organisations": Withdrawal(
        Organisation,
        "organisation",
        ~col(Organisation.is_withdrawn),
        {"is_withdrawn": True},
        OrganisationChanged,
    ),
}


def withdraw_all_but(session: Session, shelf: str, kept: Collection[str]) -> list[str]:
    """Withdraw what is open and not among these slugs; return the slugs of it."""
    of = BY_SHELF[shelf]
    gone = select(of.model).where(col(of.model.slug).not_in(kept), of.is_open)
    # What the four have in common has no type: an id, an address, a key.
    things: list[Any] = list(session.scalars(gone))
    for thing in things:
        for name, value in of.values.items():
            setattr(thing, name, value)
        if isinstance(thing, Pack | Course):
            # Harvesters ask what has changed since they were here.
            thing.updated_at = clock.now()
        announce(session, of.fact(thing.key))
        bump(session, CONTENT, about=f"{of.word}:{thing.key}")
    return [thing.slug for thing in things]
