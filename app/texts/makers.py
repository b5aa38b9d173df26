"""Who wrote what readers got of some documents, and who looked at it before."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from app.accounts.models import User
from app.texts.models import Document, Revision, RevisionApprover, RevisionCoAuthor

Parts = Select[*tuple[Any, ...]]


class Maker(Struct, frozen=True):
    """Somebody with a part in `versions` of them; `newest` is the row of the last."""

    user_id: int
    name: str
    versions: int
    newest: int


def writers_of(session: Session, document_ids: Sequence[int]) -> list[Maker]:
    """Return whose words came with a version readers got, who did most first."""
    own = _parts(col(Revision.author_id), document_ids)
    others = _parts(col(RevisionCoAuthor.user_id), document_ids).join(
        RevisionCoAuthor, col(RevisionCoAuthor.revision_id) == col(Revision.id)
    )
    # Nobody is both for the same version.
    return _makers(session, own, others)


def approvers_of(session: Session, document_ids: Sequence[int]) -> list[Maker]:
    """Return who looked at a version before readers got it, who did most first."""
    found = _parts(col(RevisionApprover.user_id), document_ids).join(
        RevisionApprover, col(RevisionApprover.revision_id) == col(Revision.id)
    )
    return _makers(session, found)


def _parts(
    user_id: Mapped[int] | Mapped[int | None], document_ids: Sequence[int]
) -> Parts:
    """Return pairs of who and which version, of those readers got."""
    return (
        select(user_id.label("user_id"), col(Revision.id).label("revision_id"))
        .select_from(Revision)
        .join(Document, col(Document.id) == col(Revision.document_id))
        .where(
            col(Revision.document_id).in_(document_ids),
            col(Revision.number) <= col(Document.published_number),
        )
    )


def _makers(session: Session, *parts: Parts) -> list[Maker]:
    part = union_all(*parts).subquery()
    count, newest = func.count(), func.max(part.c.revision_id)
    rows = session.execute(
        select(col(User.id), col(User.name), count, newest)
        .join(part, part.c.user_id == col(User.id))
        .group_by(col(User.id), col(User.name))
        .order_by(count.desc(), col(User.name))
    )
    return [Maker(*row) for row in rows]
