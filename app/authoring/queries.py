"""Reading reviews: the queue, and what was said."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.authoring.filters import Filters
from app.authoring.models import Review, ReviewComment, ReviewState
from app.packs.models import Module, Pack, PublicState
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.texts.models import Document

UNDER_WAY = (ReviewState.OPEN, ReviewState.CHANGE_ASKED)


class QueueRow(Struct, frozen=True):
    """A review in the queue: what it is about, who asked, who has taken it on."""

    review_id: int
    document_id: int
    pack_slug: str
    pack_id: int
    number: int
    language: str
    state: ReviewState
    message: str
    created_at: datetime
    asked_by: str | None
    claimed_by: str | None
    claimed_by_id: int | None


class Said(Struct, frozen=True):
    """A comment of a review."""

    text: str
    author: str | None
    created_at: datetime


def queue(
    session: Session, filters: Filters, *, limit: int, offset: int
) -> list[QueueRow]:
    """Return the reviews under way, those that wait longest first."""
    asker, claimer = aliased(User), aliased(User)
    found = (
        select(
            col(Review.id),
            col(Review.document_id),
            col(Pack.slug),
            col(Pack.id),
            col(Module.number),
            col(Document.source_language),
            col(Review.state),
            col(Review.message),
            col(Review.created_at),
            col(asker.name),
            col(claimer.name),
            col(claimer.id),
        )
        .join(Module, col(Module.document_id) == col(Review.document_id))
        .join(Pack, col(Pack.id) == col(Module.pack_id))
        .join(Document, col(Document.id) == col(Review.document_id))
        .outerjoin(asker, col(asker.id) == col(Review.asked_by))
        .outerjoin(claimer, col(claimer.id) == col(Review.claimed_by))
        .where(*_wanted(filters))
        .order_by(col(Review.created_at), col(Review.id))
        .limit(limit)
        .offset(offset)
    )
    return [QueueRow(*row) for row in session.execute(found)]


def count_queue(session: Session, filters: Filters) -> int:
    """Return how many reviews are under way."""
    found = (
        select(func.count(col(Review.id)))
        .join(Module, col(Module.document_id) == col(Review.document_id))
        .join(Pack, col(Pack.id) == col(Module.pack_id))
        .join(Document, col(Document.id) == col(Review.document_id))
        .where(*_wanted(filters))
    )
    return session.scalar(found) or 0


def said_in(session: Session, review: Review) -> list[Said]:
    """Return what was said in a review, in order."""
    found = (
        select(col(ReviewComment.text), col(User.name), col(ReviewComment.created_at))
        .outerjoin(User, col(User.id) == col(ReviewComment.author_id))
        .where(col(ReviewComment.review_id) == review.id)
        .order_by(col(ReviewComment.id))
    )
    return [Said(*row) for row in session.execute(found)]


def names_of(session: Session, user_ids: Sequence[int]) -> list[str]:
    """Return the names of some people, in alphabetical order."""
    found = select(col(User.name)).where(col(User.id).in_(user_ids))
    return sorted(session.scalars(found))


def place_of_document(session: Session, document_id: int) -> tuple[str, int]:
    """Return the slug of a module's pack and its number; raise NotFound."""
    found = session.execute(
        select(col(Pack.slug), col(Module.number))
        .join(Module, col(Module.pack_id) == col(Pack.id))
        .where(col(Module.document_id) == document_id, ~col(Module.is_withdrawn))
    ).first()
    if found is None:
        raise NotFound(N_("The module of this review was taken out of its pack."))
    return found[0], found[1]


def source_languages(session: Session) -> list[str]:
    """Return the languages that packs are written in."""
    found = select(col(Document.source_language)).join(
        Pack, col(Pack.document_id) == col(Document.id)
    )
    return sorted(session.scalars(found.distinct()))


def _wanted(filters: Filters) -> list[ColumnElement[bool]]:
    limits = filters.limits(Review.claimed_by)
    # Packs that were begun here wait for their first review.
    is_there = col(Pack.state) != PublicState.WITHDRAWN
    return [
        *(col(Review.state).in_(UNDER_WAY), is_there, ~col(Module.is_withdrawn)),
        *limits,
    ]
