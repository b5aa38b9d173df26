"""Who acts for an organisation: named by stewards at first, then by each other."""

from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.events import AccountVanished
from app.accounts.models import User
from app.platform.outbox import EventBus
from app.platform.rows import insert_once
from app.projects.models import Organisation, OrganisationEditor


def is_editor_of(session: Session, organisation: Organisation, user_id: int) -> bool:
    """Tell whether somebody acts for an organisation."""
    key = (organisation.id, user_id)
    return session.get(OrganisationEditor, key) is not None


def editors_of(session: Session, organisation: Organisation) -> list[User]:
    """Return who acts for an organisation, those named first first."""
    found = (
        select(User)
        .join(OrganisationEditor, col(OrganisationEditor.user_id) == col(User.id))
        .where(col(OrganisationEditor.organisation_id) == organisation.id)
        .order_by(col(OrganisationEditor.created_at), col(User.id))
    )
    return list(session.scalars(found))


def organisations_of(session: Session, user_id: int) -> list[Organisation]:
    """Return the organisations somebody acts for, by name."""
    found = (
        select(Organisation)
        .join(
            OrganisationEditor,
            col(OrganisationEditor.organisation_id) == col(Organisation.id),
        )
        .where(
            col(OrganisationEditor.user_id) == user_id,
            col(Organisation.is_withdrawn).is_(False),
        )
        .order_by(col(Organisation.name), col(Organisation.id))
    )
    return list(session.scalars(found))


def add_editor(
    session: Session, organisation: Organisation, user: User, *, by: int | None
) -> bool:
    """Let somebody act for an organisation; return False when they do already."""
    row = {"organisation_id": organisation.id, "user_id": user.number, "added_by": by}
    return insert_once(session, OrganisationEditor, row)


def remove_editor(session: Session, organisation: Organisation, user: User) -> bool:
    """Take that back; return False when they did not."""
    theirs = delete(OrganisationEditor).where(
        col(OrganisationEditor.organisation_id) == organisation.id,
        col(OrganisationEditor.user_id) == user.id,
    )
    return bool(session.connection().execute(theirs).rowcount)


def export_editing(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return the organisations somebody acts for, as JSON can hold it."""
    rows = session.execute(
        select(col(Organisation.key), col(OrganisationEditor.created_at))
        .join(
            Organisation,
            col(Organisation.id) == col(OrganisationEditor.organisation_id),
        )
        .where(col(OrganisationEditor.user_id) == user_id)
        .order_by(col(Organisation.key))
    )
    return [{"organisation": key, "since": since.isoformat()} for key, since in rows]


def forget_editing(session: Session, fact: AccountVanished) -> None:
    """Take somebody who vanished from every organisation."""
    theirs = col(OrganisationEditor.user_id) == fact.user_id
    session.connection().execute(delete(OrganisationEditor).where(theirs))


def wire(bus: EventBus) -> None:
    """Subscribe this room's listeners."""
    bus.subscribe(AccountVanished, forget_editing)
