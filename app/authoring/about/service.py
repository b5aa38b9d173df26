"""Keeping what a pack says of itself, and letting readers have it."""

from datetime import datetime
from typing import TypeVarTuple

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.authoring.about.forms import fields_of
from app.authoring.drafts import Working, settled_text, working_text
from app.authoring.filters import Filters
from app.authoring.judges import Judge
from app.authoring.models import DraftSave
from app.authoring.pack_files import show_cover
from app.authoring.publishing import tell
from app.content.derived import refresh_skill_totals
from app.content.pack_details import set_details
from app.notices.models import NoticeKind, NoticeOutcome
from app.notices.service import News
from app.notices.service import tell as tell_people
from app.packs.models import Pack, PublicState
from app.platform.errors import Conflict, Forbidden
from app.platform.i18n import N_
from app.texts.linking import NewText
from app.texts.models import Document, Revision
from app.texts.service import publish_text
from app.translation.pack_languages import refresh_pack_languages

BEHIND = N_("Another version was published since. Save the draft once more first.")
NOT_ALONE = N_("You wrote part of this. Somebody else has to look at it.")

_Columns = TypeVarTuple("_Columns")


class WaitingPack(Struct, frozen=True):
    """A pack whose own words wait for a reviewer: its newest save."""

    slug: str
    document_id: int
    message: str
    author: str | None
    since: datetime


def about_document(session: Session, pack: Pack) -> Document:
    """Return the document of a pack's own words."""
    return session.get_one(Document, pack.document_id)


def about_draft(session: Session, pack: Pack) -> Working:
    """Return what a pack says of itself as it stands in the draft."""
    return working_text(session, about_document(session, pack))


def writers_of(session: Session, pack: Pack) -> list[int]:
    """Return who saved something since readers got the words last."""
    document = about_document(session, pack)
    found = select(col(DraftSave.author_id)).where(
        col(DraftSave.document_id) == document.id,
        col(DraftSave.base_number) == document.published_number,
        col(DraftSave.author_id).is_not(None),
    )
    return [writer for writer in session.scalars(found.distinct()) if writer]


def publish_about(session: Session, pack: Pack, judge: Judge) -> None:
    """Let readers have the draft; raise Forbidden for one's own words.

    Raise Conflict when something else was published since it was saved.
    """
    working = settled_text(session, about_document(session, pack))
    if working.is_behind:
        raise Conflict(BEHIND)
    writers = writers_of(session, pack)
    if judge.user_id in writers and not judge.is_alone_allowed:
        raise Forbidden(NOT_ALONE)
    put_in_force(session, pack, working, writers)
    title = fields_of(working.text).title
    path = f"edit/{pack.slug}/about"
    news = News(NoticeKind.REVIEW, title, path, outcome=NoticeOutcome.PUBLISHED)
    tell_people(session, news, to=writers, by=judge.user_id)


def put_in_force(
    session: Session, pack: Pack, working: Working, writers: list[int]
) -> None:
    """Make a draft what readers get, and note everything it says beside its words."""
    save = working.save
    new = NewText(
        working.text,
        f"{pack.key}/pack",
        message=save.message if save else "",
        author_id=save.author_id if save else None,
        co_author_ids=writers,
    )
    publish_text(session, about_document(session, pack), new)
    set_details(session, pack, fields_of(working.text))
    show_cover(session, pack)
    session.flush()  # What is counted next is read from the rows.
    refresh_pack_languages(session, pack)
    refresh_skill_totals(session)
    tell(session, pack)


def waiting_packs(
    session: Session, filters: Filters, *, limit: int, offset: int
) -> list[WaitingPack]:
    """Return the packs whose words have a draft that readers do not have, those that
    wait longest first.
    """
    found = _waiting(
        select(
            col(Pack.slug),
            col(Pack.document_id),
            col(DraftSave.message),
            col(User.name),
            col(DraftSave.created_at),
        ),
        filters,
    )
    found = found.outerjoin(User, col(User.id) == col(DraftSave.author_id))
    ordered = found.order_by(col(DraftSave.created_at), col(DraftSave.id))
    rows = session.execute(ordered.limit(limit).offset(offset))
    return [WaitingPack(*row) for row in rows]


def count_waiting(session: Session, filters: Filters) -> int:
    """Count the packs whose words have a draft that readers do not have."""
    return session.scalar(_waiting(select(func.count(col(Pack.id))), filters)) or 0


def _waiting(statement: Select[*_Columns], filters: Filters) -> Select[*_Columns]:
    newest = (
        select(func.max(col(DraftSave.id)))
        .join(Pack, col(Pack.document_id) == col(DraftSave.document_id))
        .group_by(col(DraftSave.document_id))
    )
    return (
        statement.select_from(Pack)
        .join(Document, col(Document.id) == col(Pack.document_id))
        .join(DraftSave, col(DraftSave.document_id) == col(Document.id))
        .join(
            Revision,
            (col(Revision.document_id) == col(Document.id))
            & (col(Revision.number) == col(Document.published_number)),
        )
        .where(
            col(DraftSave.id).in_(newest),
            col(DraftSave.text) != col(Revision.text),
            col(Pack.state) == PublicState.PUBLISHED,
            *filters.limits(None),
        )
    )
