"""What became of a document: its published versions, newest first."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.texts.models import (
    Document,
    Revision,
    RevisionApprover,
    RevisionCoAuthor,
    RevisionThanks,
)


class Version(Struct, frozen=True):
    """A version readers got: which, when, what its author said; None: nobody signed in.

    `before` is the number of the version it followed, 0 for the first. `approvers`
    looked at it before readers got it; `thanks` is how many people thanked for it.
    """

    document_id: int
    number: int
    made_at: datetime
    message: str
    author: str | None
    before: int
    revision_id: int = 0
    co_authors: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    thanks: int = 0


def versions_of(
    session: Session, document_ids: Sequence[int], *, limit: int, offset: int = 0
) -> list[Version]:
    """Return versions of some documents, the newest first."""
    return _versions(session, _published(document_ids), limit=limit, offset=offset)


def _versions(
    session: Session, wanted: ColumnElement[bool], *, limit: int, offset: int = 0
) -> list[Version]:
    found = (
        select(
            col(Revision.document_id),
            col(Revision.number),
            col(Revision.created_at),
            col(Revision.message),
            col(User.name),
            func.coalesce(col(Revision.parent_number), 0),
            col(Revision.id),
        )
        .join(Document, col(Document.id) == col(Revision.document_id))
        .outerjoin(User, col(User.id) == col(Revision.author_id))
        .where(wanted)
        .order_by(col(Revision.created_at).desc(), col(Revision.id).desc())
        .limit(limit)
        .offset(offset)
    )
    versions = [Version(*row) for row in session.execute(found)]
    ids = [version.revision_id for version in versions]
    others, thanks = _names(session, RevisionCoAuthor, ids), _thanks(session, ids)
    approvers = _names(session, RevisionApprover, ids)
    return [
        replace(
            version,
            co_authors=tuple(others.get(version.revision_id, ())),
            approvers=tuple(approvers.get(version.revision_id, ())),
            thanks=thanks.get(version.revision_id, 0),
        )
        for version in versions
    ]


def find_version(session: Session, document_id: int, number: int) -> Version | None:
    """Return what is known of a version besides its text, or None."""
    # Not by its place in their order: a clock may have been set back between two.
    wanted = _published([document_id]) & (col(Revision.number) == number)
    return next(iter(_versions(session, wanted, limit=1)), None)


def version_after(session: Session, document_id: int, number: int) -> int:
    """Return the number of the version that follows another one, 0 for none."""
    wanted = _published([document_id]) & (col(Revision.number) > number)
    found = (
        select(func.min(col(Revision.number)))
        .join(Document, col(Document.id) == col(Revision.document_id))
        .where(wanted)
    )
    return session.scalar(found) or 0


def was_written_by_others(
    session: Session, document_ids: Sequence[int], user_id: int
) -> bool:
    """Tell whether somebody with an account, not this one, wrote a version of these."""
    written = (
        select(col(Revision.id))
        .join(Document, col(Document.id) == col(Revision.document_id))
        .where(_published(document_ids), col(Revision.author_id) != user_id)
    )
    return session.scalar(written.limit(1)) is not None


def thanked_by(session: Session, user_id: int, ids: Sequence[int]) -> frozenset[int]:
    """Return those of some revisions that somebody has thanked for."""
    found = select(col(RevisionThanks.revision_id)).where(
        col(RevisionThanks.user_id) == user_id,
        col(RevisionThanks.revision_id).in_(ids),
    )
    return frozenset(session.scalars(found))


def makers_of(session: Session, revision: Revision) -> set[int]:
    """Return whose words came with a revision, as far as they have accounts."""
    found = select(col(RevisionCoAuthor.user_id)).where(
        col(RevisionCoAuthor.revision_id) == revision.id
    )
    own = {revision.author_id} if revision.author_id else set()
    return own | set(session.scalars(found))


def _names(
    session: Session,
    part: type[RevisionCoAuthor] | type[RevisionApprover],
    ids: Sequence[int],
) -> dict[int, list[str]]:
    """Return the names of who had a part in some revisions, by revision."""
    found = (
        select(col(part.revision_id), col(User.name))
        .join(User, col(User.id) == col(part.user_id))
        .where(col(part.revision_id).in_(ids))
        .order_by(col(User.name))
    )
    names: dict[int, list[str]] = {}
    for revision_id, name in session.execute(found):
        names.setdefault(revision_id, []).append(name)
    return names


def _thanks(session: Session, ids: Sequence[int]) -> dict[int, int]:
    found = (
        select(col(RevisionThanks.revision_id), func.count())
        .where(col(RevisionThanks.revision_id).in_(ids))
        .group_by(col(RevisionThanks.revision_id))
    )
    return dict(session.execute(found).all())


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
