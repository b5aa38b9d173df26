"""Questions to the authors of a text: who is told of them, and where they wait."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.accounts.permissions import can_review
from app.accounts.roles import Grant
from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.packs.models import Pack, PackSkill
from app.texts.models import Document, Revision, RevisionCoAuthor, Unit
from app.translation.desk.board import Board
from app.translation.desk.marks import Place
from app.translation.desk.threads import LOOKED_AT, MOST, Reading, slugs_of
from app.translation.desk.titles import titles_of
from app.translation.models import NoteKind, UnitNote


class Question(Struct, frozen=True):
    """A question nobody has answered; `author` is empty when unknown."""

    text: str
    author: str
    title: str
    made_at: datetime
    href: str


def tell_about(session: Session, board: Board, place: Place, note: UnitNote) -> None:
    """Tell who wrote a text of a question, and who takes part of an answer."""
    thread = note.answers_id or note.id
    path = board.address.history(place.unit_id).removeprefix(f"/{board.address.lang}/")
    about, where = board.title.text, f"{path}#n{thread}"
    if note.answers_id:
        news = News(NoticeKind.REPLY, about, where, note.text)
        tell(
            session, news, to=_taking_part(session, note.answers_id), by=note.author_id
        )
    elif note.kind is NoteKind.QUESTION:
        news = News(NoticeKind.QUESTION, about, where, note.text)
        document_id = board.subject.parts[place.part].document_id
        tell(session, news, to=authors_of(session, document_id), by=note.author_id)


def authors_of(session: Session, document_id: int) -> set[int]:
    """Return the ids of those whose words are in what readers got of a document."""
    alone = select(col(Revision.author_id)).where(
        col(Revision.document_id) == document_id
    )
    together = (
        select(col(RevisionCoAuthor.user_id))
        .join(Revision, col(Revision.id) == col(RevisionCoAuthor.revision_id))
        .where(col(Revision.document_id) == document_id)
    )
    found = session.scalars(union(alone, together))
    return {user_id for user_id in found if user_id is not None}


class MayBeAsked(Struct, frozen=True):
    """Somebody who may be asked, and what they were granted."""

    user_id: int
    grants: Collection[Grant]


def questions_for(
    session: Session, asked: MayBeAsked, reading: Reading
) -> list[Question]:
    """Return what translators ask somebody, the oldest first: about texts that they
    wrote, or whose skill and language they review.
    """
    slugs = _texts_of(session, asked)
    rows = session.execute(_open(asked.user_id, slugs)).all() if slugs else []
    wholes = {document.whole_id for _, _, document in rows}
    titles = titles_of(session, list(wholes), reading.page)
    found = []
    for note, name, document in rows:
        if href := reading.address(note, document, slugs[document.number]):
            title = titles[document.whole_id].text
            found.append(Question(note.text, name or "", title, note.created_at, href))
    return found[:MOST]


def _texts_of(session: Session, asked: MayBeAsked) -> dict[int, str]:
    """Return the texts somebody is asked about, by document: what they are called."""
    documents = session.scalars(
        select(Document).where(
            col(Document.id).in_(
                select(col(Unit.document_id))
                .join(UnitNote, col(UnitNote.unit_id) == col(Unit.id))
                .where(*_waits())
            )
        )
    ).all()
    slugs = slugs_of(session, documents)
    written = _written_by(session, asked.user_id, slugs)
    skills = _skills(session, {document.whole_id for document in documents})
    return {
        one.number: slugs[one.number]
        for one in documents
        if one.number in written
        or (
            one.number in slugs
            and can_review(
                asked.grants,
                skills=skills.get(one.whole_id, ()),
                language=one.source_language,
            )
        )
    }


def _waits() -> tuple[ColumnElement[bool], ...]:
    """Return what is true of a question that nobody has answered or settled."""
    answer = aliased(UnitNote)
    answered = select(col(answer.answers_id)).where(col(answer.answers_id).is_not(None))
    return (
        col(UnitNote.kind) == NoteKind.QUESTION,
        col(UnitNote.answers_id).is_(None),
        col(UnitNote.resolved_at).is_(None),
        col(UnitNote.id).not_in(answered),
        col(Unit.retired_number).is_(None),
    )


def _open(user_id: int, documents: Collection[int]) -> Select[UnitNote, str, Document]:
    return (
        select(UnitNote, col(User.name), Document)
        .outerjoin(User, col(User.id) == col(UnitNote.author_id))
        .join(Unit, col(Unit.id) == col(UnitNote.unit_id))
        .join(Document, col(Document.id) == col(Unit.document_id))
        .where(
            *_waits(),
            col(Document.id).in_(list(documents)),
            col(UnitNote.author_id).is_distinct_from(user_id),
        )
        .order_by(col(UnitNote.id))
        .limit(LOOKED_AT)
    )


def _written_by(session: Session, user_id: int, documents: Collection[int]) -> set[int]:
    alone = select(col(Revision.document_id)).where(
        col(Revision.document_id).in_(list(documents)),
        col(Revision.author_id) == user_id,
    )
    together = (
        select(col(Revision.document_id))
        .join(RevisionCoAuthor, col(RevisionCoAuthor.revision_id) == col(Revision.id))
        .where(
            col(Revision.document_id).in_(list(documents)),
            col(RevisionCoAuthor.user_id) == user_id,
        )
    )
    return set(session.scalars(union(alone, together))) if documents else set()


def _skills(session: Session, wholes: Collection[int]) -> dict[int, set[str]]:
    """Return the skills of packs, by the document of their own words."""
    rows = session.execute(
        select(col(Pack.document_id), col(PackSkill.skill))
        .join(PackSkill, col(PackSkill.pack_id) == col(Pack.id))
        .where(col(Pack.document_id).in_(wholes))
    )
    found: dict[int, set[str]] = {}
    for document_id, skill in rows:
        found.setdefault(document_id, set()).add(skill)
    return found


def _taking_part(session: Session, note_id: int) -> set[int | None]:
    thread = (col(UnitNote.id) == note_id) | (col(UnitNote.answers_id) == note_id)
    return set(session.scalars(select(col(UnitNote.author_id)).where(thread)))
