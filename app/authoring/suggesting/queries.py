"""Reading suggestions: one, those that wait, and one's own."""

from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.authoring.filters import IS_OPEN, Filters
from app.authoring.suggesting.models import Suggestion, SuggestionState
from app.packs.models import Module, Pack
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.texts.models import Document

MINE = 50
Rows = Select[*tuple[Any, ...]]


class SuggestionRow(Struct, frozen=True):
    """A suggestion, whose it is, and who looks at it."""

    suggestion: Suggestion
    author: str | None
    claimed_by: str | None


def get_suggestion(session: Session, suggestion_id: int) -> Suggestion:
    """Return a suggestion; raise NotFound."""
    found = session.get(Suggestion, suggestion_id)
    if found is None:
        raise NotFound(N_("There is no such suggestion."))
    return found


def open_suggestions(
    session: Session, filters: Filters, *, limit: int, offset: int
) -> list[SuggestionRow]:
    """Return the suggestions that wait, the oldest first."""
    author, claimer = aliased(User), aliased(User)
    found = (
        _waiting(select(Suggestion, col(author.name), col(claimer.name)), filters)
        .outerjoin(author, col(author.id) == col(Suggestion.author_id))
        .outerjoin(claimer, col(claimer.id) == col(Suggestion.claimed_by))
        .order_by(col(Suggestion.created_at), col(Suggestion.id))
        .limit(limit)
        .offset(offset)
    )
    return [SuggestionRow(*row) for row in session.execute(found)]


def count_open(session: Session, filters: Filters) -> int:
    """Return how many suggestions wait."""
    found = _waiting(select(func.count(col(Suggestion.id))), filters)
    return session.scalar(found) or 0


def own_suggestions(
    session: Session, document_id: int, user_id: int
) -> list[Suggestion]:
    """Return what somebody has suggested for a document, the newest first."""
    found = (
        select(Suggestion)
        .where(
            col(Suggestion.document_id) == document_id,
            col(Suggestion.author_id) == user_id,
        )
        .order_by(col(Suggestion.id).desc())
        .limit(MINE)
    )
    return list(session.scalars(found))


def _waiting(found: Rows, filters: Filters) -> Rows:
    return (
        found.select_from(Suggestion)
        .join(Module, col(Module.document_id) == col(Suggestion.document_id))
        .join(Pack, col(Pack.id) == col(Module.pack_id))
        .join(Document, col(Document.id) == col(Suggestion.document_id))
        .where(
            col(Suggestion.state) == SuggestionState.OPEN,
            IS_OPEN,
            *filters.limits(Suggestion.claimed_by),
        )
    )
