"""The history beside a draft: the newest versions of a module, in two queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.texts.models import Document, Revision, RevisionThanks, RevisionUnit

MOST_SHOWN = 5


class PastVersion(Struct, frozen=True):
    """A version readers got. `before` is the one it followed, 0 for the first.

    `is_thanked` when who looks has thanked for it; `units` is how many units came
    with it or read otherwise than before.
    """

    number: int
    made_at: datetime
    message: str
    author: str | None
    before: int
    revision_id: int
    is_thanked: bool
    units: int = 0


class Rail(Struct, frozen=True):
    """The newest versions, the newest first, and how many there are in all."""

    versions: tuple[PastVersion, ...] = ()
    total: int = 0


def rail_of(session: Session, document: Document, reader_id: int) -> Rail:
    """Return the newest versions of a document, as somebody sees them."""
    is_thanked = (
        select(col(RevisionThanks.user_id))
        .where(
            col(RevisionThanks.revision_id) == col(Revision.id),
            col(RevisionThanks.user_id) == reader_id,
        )
        .exists()
    )
    found = session.execute(
        select(
            col(Revision.number),
            col(Revision.created_at),
            col(Revision.message),
            col(User.name),
            func.coalesce(col(Revision.parent_number), 0),
            col(Revision.id),
            is_thanked,
            func.count().over(),
        )
        .outerjoin(User, col(User.id) == col(Revision.author_id))
        .where(
            col(Revision.document_id) == document.id,
            col(Revision.number) <= document.published_number,
        )
        .order_by(col(Revision.number).desc())
        # One more: what the oldest that is shown has changed is told by it.
        .limit(MOST_SHOWN + 1)
    ).all()
    total = found[0][-1] if found else 0
    versions = [PastVersion(*row[:-1]) for row in found]
    return Rail(tuple(_with_units(session, versions)[:MOST_SHOWN]), total)


def _with_units(session: Session, versions: Sequence[PastVersion]) -> list[PastVersion]:
    held: defaultdict[int, set[int]] = defaultdict(set)
    ids = [version.revision_id for version in versions]
    rows = select(col(RevisionUnit.revision_id), col(RevisionUnit.unit_version_id))
    for revision_id, wording in session.execute(
        rows.where(col(RevisionUnit.revision_id).in_(ids))
    ):
        held[revision_id].add(wording)
    known = {version.number: held[version.revision_id] for version in versions}
    return [
        replace(one, units=len(known[one.number] - known.get(one.before, set())))
        if one.before in known or not one.before
        else one
        for one in versions
    ]
