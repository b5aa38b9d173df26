"""What came back to a translator: answers to what they asked, and thanks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.packs.models import Pack
from app.platform import clock
from app.texts.models import Document, Unit
from app.translation.desk.address import Address
from app.translation.models import Translation, TranslationThanks, UnitNote

LATELY = timedelta(days=30)
MOST = 10


@dataclass(frozen=True)
class Answer:
    """An answer to a note or question of somebody; `author` is empty when unknown."""

    question: str
    text: str
    author: str
    made_at: datetime
    href: str


@dataclass(frozen=True)
class Heard:
    """What came back lately; `thanks` counts translations somebody thanked for."""

    answers: Sequence[Answer] = ()
    thanks: int = 0


def heard(session: Session, user_id: int, page: str, languages: Sequence[str]) -> Heard:
    """Return what came back to somebody, newest first; what is settled is left out.

    `page` is the language of the site; what was asked for every language is shown in
    the first of `languages` that is not the original's.
    """
    asked, answer = aliased(UnitNote), aliased(UnitNote)
    rows = session.execute(
        select(asked, answer, col(User.name), col(Pack.slug), Document)
        .join(answer, col(answer.answers_id) == col(asked.id))
        .outerjoin(User, col(User.id) == col(answer.author_id))
        .join(Unit, col(Unit.id) == col(asked.unit_id))
        .join(Document, col(Document.id) == col(Unit.document_id))
        .join(
            Pack,
            col(Pack.document_id)
            == func.coalesce(col(Document.part_of_id), col(Document.id)),
        )
        .where(
            col(asked.author_id) == user_id,
            col(asked.resolved_at).is_(None),
            col(answer.author_id).is_distinct_from(user_id),
            col(answer.created_at) >= clock.now() - LATELY,
            col(Unit.retired_number).is_(None),
        )
        .order_by(col(answer.id).desc())
        .limit(MOST)
    )
    found = []
    for note, reply, author, slug, document in rows:
        source = document.source_language
        others = (code for code in languages if code != source)
        target = note.language or next(others, "")
        if target:
            address = Address(page, slug, source, target)
            href = f"{address.history(note.unit_id)}#n{note.id}"
            found.append(
                Answer(note.text, reply.text, author or "", reply.created_at, href)
            )
    return Heard(found, _thanks(session, user_id))


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
