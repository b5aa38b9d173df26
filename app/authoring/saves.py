"""The saves of a draft: a list of everything anybody kept."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.authoring.models import DraftSave
from app.platform.errors import NotFound
from app.platform.i18n import N_

MOST = 200


@dataclass(frozen=True)
class Kept:
    """A save and who made it."""

    save: DraftSave
    author: str | None


def saves_of(session: Session, document_id: int) -> list[Kept]:
    """Return the newest saves of a document's draft, at most 200."""
    found = (
        select(DraftSave, col(User.name))
        .outerjoin(User, col(User.id) == col(DraftSave.author_id))
        .where(col(DraftSave.document_id) == document_id)
        .order_by(col(DraftSave.id).desc())
        .limit(MOST)
    )
    return [Kept(*row) for row in session.execute(found)]


def get_save(session: Session, document_id: int, save_id: int) -> Kept:
    """Return a save of a document's draft; raise NotFound."""
    found = session.execute(
        select(DraftSave, col(User.name))
        .outerjoin(User, col(User.id) == col(DraftSave.author_id))
        .where(col(DraftSave.id) == save_id, col(DraftSave.document_id) == document_id)
    ).first()
    if found is None:
        raise NotFound(N_("There is no such save of this draft."))
    return Kept(*found)
