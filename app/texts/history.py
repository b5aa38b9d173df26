"""What became of a document: its published versions, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.texts.models import Document, Revision


@dataclass(frozen=True)
class Version:
    """A version readers got: which, when, what its author said; None: nobody signed in.

    `before` is the number of the version it followed, 0 for the first.
    """

    document_id: int
    number: int
    made_at: datetime
    message: str
    author: str | None
    before: int


def versions_of(
    session: Session, document_ids: Sequence[int], *, limit: int, offset: int = 0
) -> list[Version]:
    """Return versions of some documents, the newest first."""
    found = (
        select(
            col(Revision.document_id),
            col(Revision.number),
            col(Revision.created_at),
            col(Revision.message),
            col(User.name),
            func.coalesce(col(Revision.parent_number), 0),
        )
        .join(Document, col(Document.id) == col(Revision.document_id))
        .outerjoin(User, col(User.id) == col(Revision.author_id))
        .where(_published(document_ids))
        .order_by(col(Revision.created_at).desc(), col(Revision.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [Version(*row) for row in session.execute(found)]


def count_versions(session: Session, document_ids: Sequence[int]) -> int:
    """Return how many versions some documents have."""
    found = (
        select(func.count(col(Revision.id)))
        .join(Document, col(Document.id) == col(Revision.document_id))
        .where(_published(document_ids))
    )
    return session.scalar(found) or 0


def get_version(session: Session, document_id: int, number: int) -> Revision:
    """Return a version readers got; raise NotFound."""
    revision = session.scalar(
        select(Revision)
        .join(Document, col(Document.id) == col(Revision.document_id))
        .where(_published([document_id]), col(Revision.number) == number)
    )
    if revision is None:
        raise NotFound(N_("There is no version with that number."))
    return revision


def _published(document_ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(
        col(Revision.document_id).in_(document_ids),
        col(Revision.number) <= col(Document.published_number),
    )
