"""What came back to a translator: answers to what they asked, and thanks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.platform import clock
from app.texts.models import Document, Unit
from app.translation.desk.threads import LOOKED_AT, MOST, Reading, slugs_of
from app.translation.models import Translation, TranslationThanks, UnitNote

LATELY = timedelta(days=30)


class Answer(Struct, frozen=True):
    """An answer to a note or question of somebody; `author` is empty when unknown."""

    question: str
    text: str
    author: str
    made_at: datetime
    href: str


class Heard(Struct, frozen=True):
    """What came back lately; `thanks` counts translations somebody thanked for."""

    answers: Sequence[Answer] = ()
    thanks: int = 0


def heard(session: Session, user_id: int, reading: Reading) -> Heard:
    """Return what came back to somebody, newest first; what is settled is left out."""
    rows = session.execute(_answered(user_id)).all()
    slugs = slugs_of(session, (document for *_, document in rows))
    found = []
    for note, reply, author, document in rows:
        slug = slugs.get(document.number)
        if slug and (href := reading.address(note, document, slug)):
            name = author or ""
            found.append(Answer(note.text, reply.text, name, reply.created_at, href))
    return Heard(found[:MOST], _thanks(session, user_id))


def _answered(user_id: int) -> Select[UnitNote, UnitNote, str, Document]:
    asked, answer = aliased(UnitNote), aliased(UnitNote)
    return (
        select(asked, answer, col(User.name), Document)
        .join(answer, col(answer.answers_id) == col(asked.id))
        .outerjoin(User, col(User.id) == col(answer.author_id))
        .join(Unit, col(Unit.id) == col(asked.unit_id))
        .join(Document, col(Document.id) == col(Unit.document_id))
        .where(
            col(asked.author_id) == user_id,
            col(asked.resolved_at).is_(None),
            col(answer.author_id).is_distinct_from(user_id),
            col(answer.created_at) >= clock.now() - LATELY,
            col(Unit.retired_number).is_(None),
        )
        .order_by(col(answer.id).desc())
        .limit(LOOKED_AT)
    )


def _thanks(session: Session, user_id: int) -> int:
    found = (
        select(func.count())
        .select_from(TranslationThanks)
        .join(Translation, col(Translation.id) == col(TranslationThanks.translation_id))
        .where(
            col(Translation.author_id) == user_id,
            col(TranslationThanks.created_at) >= clock.now() - LATELY,
        )
    )
    return session.scalar(found) or 0
