"""Questions to the authors of a text: who is told of them, and where they wait."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.accounts.permissions import can_review
from app.accounts.roles import Grant
from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.packs.models import Pack
from app.packs.queries import skills_of
from app.texts.models import Document, Revision, RevisionCoAuthor, Unit
from app.translation.desk.address import Address
from app.translation.desk.board import Board
from app.translation.desk.marks import Place
from app.translation.desk.titles import titles_of
from app.translation.models import NoteKind, UnitNote

MOST, LOOKED_AT = 10, 200


@dataclass(frozen=True)
class Question:
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


@dataclass(frozen=True)
class MayBeAsked:
    """Somebody who may be asked, and what they were granted."""

    user_id: int
    grants: Collection[Grant]


def questions_for(
    session: Session, asked: MayBeAsked, page: str, languages: Sequence[str]
) -> list[Question]:
    """Return what translators ask somebody, the oldest first: about texts that they
    wrote, or whose skill and language they review.

    `page` is the language of the site; a question from every language is shown in the
    first of `languages` that is not the original's.
    """
    found = []
    for note, name, pack, document in session.execute(_open()):
        is_own = note.author_id == asked.user_id
        if is_own or not _is_for(session, asked, pack, document):
            continue
        others = (
            code for code in (*languages, page) if code != document.source_language
        )
        if target := note.language or next(others, ""):
            address = Address(page, pack.slug, document.source_language, target)
            href = f"{address.history(note.unit_id)}#n{note.id}"
            title = titles_of(session, [pack.document_id], page)[pack.document_id].text
            found.append(Question(note.text, name or "", title, note.created_at, href))
        if len(found) == MOST:
            break
    return found


def _open() -> Select[UnitNote, str, Pack, Document]:
    answer = aliased(UnitNote)
    return (
        select(UnitNote, col(User.name), Pack, Document)
        .outerjoin(User, col(User.id) == col(UnitNote.author_id))
        .outerjoin(answer, col(answer.answers_id) == col(UnitNote.id))
        .join(Unit, col(Unit.id) == col(UnitNote.unit_id))
        .join(Document, col(Document.id) == col(Unit.document_id))
        .join(
            Pack,
            col(Pack.document_id)
            == func.coalesce(col(Document.part_of_id), col(Document.id)),
        )
        .where(
            col(UnitNote.kind) == NoteKind.QUESTION,
            col(UnitNote.answers_id).is_(None),
            col(UnitNote.resolved_at).is_(None),
            col(answer.id).is_(None),
            col(Unit.retired_number).is_(None),
        )
        .order_by(col(UnitNote.id))
        .limit(LOOKED_AT)
    )


def _is_for(
    session: Session, asked: MayBeAsked, pack: Pack, document: Document
) -> bool:
    if asked.user_id in authors_of(session, document.number):
        return True
    skills = skills_of(session, pack.id or 0)
    return can_review(asked.grants, skills=skills, language=document.source_language)


def _taking_part(session: Session, note_id: int) -> set[int | None]:
    thread = (col(UnitNote.id) == note_id) | (col(UnitNote.answers_id) == note_id)
    return set(session.scalars(select(col(UnitNote.author_id)).where(thread)))
