"""The saves of a draft: a list of everything anybody kept."""

from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import Session, col

from app.accounts.models import User
from app.authoring.models import DraftSave
from app.platform.errors import NotFound
from app.platform.i18n import N_

MOST = 1_000
TOGETHER = timedelta(minutes=10)


class Kept(Struct, frozen=True):
    """A save and who made it; `earlier` are those of the same stretch of typing."""

    save: DraftSave
    author: str | None
    earlier: tuple[DraftSave, ...] = ()


def saves_of(session: Session, document_id: int) -> list[Kept]:
    """Return the newest saves of a document's draft, without their texts.

    What one person typed within ten minutes is one: its last automatic save, with
    those before it. What somebody saved by hand stands alone.
    """
    found = (
        select(DraftSave, col(User.name))
        .outerjoin(User, col(User.id) == col(DraftSave.author_id))
        .where(col(DraftSave.document_id) == document_id)
        .order_by(col(DraftSave.id).desc())
        .limit(MOST)
        .options(defer(_text()))
    )
    kept: list[Kept] = []
    for save, author in session.execute(found):
        if kept and _is_one_stretch(kept[-1].save, save):
            kept[-1] = replace(kept[-1], earlier=(*kept[-1].earlier, save))
        else:
            kept.append(Kept(save, author))
    return kept


def _text() -> QueryableAttribute[str]:
    # The class of a table says what its rows hold, not what it holds itself.
    column: object = DraftSave.text
    assert isinstance(column, QueryableAttribute)  # noqa: S101 - a mistake in our code, not input
    return column


def _is_one_stretch(last: DraftSave, before: DraftSave) -> bool:
    return (
        last.is_automatic
        and before.is_automatic
        and last.author_id == before.author_id
        and last.created_at - before.created_at < TOGETHER
    )


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
