"""What needs a translator: small pieces of work, the smallest that help first.

A task is one document in one language: what changed since it was translated, what
waits for a second pair of eyes, or what nobody has translated yet.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.packs.models import (
    Course,
    Module,
    Pack,
    PackLanguage,
    PackSkill,
    PublicState,
)
from app.projects.models import Project
from app.texts.models import Document, UnitVersion
from app.texts.queries import join_published_units
from app.translation.desk.subjects import COURSE, FIELDS, INTERFACE, PROJECT
from app.translation.interface import KEY, find_interface
from app.translation.models import Translation, TranslationHead, TranslationState
from app.translation.wordings import fits_again

# Letters somebody translates, or reads once more, in a minute: estimates of ours, of
# some 400 words an hour and of reading both texts aloud.
TRANSLATED_A_MINUTE = 40
REVIEWED_A_MINUTE = 200
# Texts looked at for each language; those furthest along come first.
MAX_PACKS = 60
MAX_OTHERS = 30


class TaskKind(StrEnum):
    """What is to be done, the most useful first."""

    OUTDATED = "outdated"
    REVIEW = "review"
    TODO = "todo"


class Text(Struct, frozen=True):
    """A document that can be translated, and where the workbench has it.

    `whole_id` is the document of the pack a module is part of, or its own.
    """

    document_id: int
    whole_id: int
    slug: str
    part: str
    number: int
    skills: frozenset[str] = frozenset()


class Task(Struct, frozen=True):
    """A piece of work in a language."""

    kind: TaskKind
    text: Text
    source: str
    language: str
    units: int
    minutes: int


class Wanted(Struct, frozen=True):
    """What somebody looks for: work in their languages, first of all on their skills.

    `reviews` are the languages in which they may approve.
    """

    languages: Sequence[str]
    skills: Collection[str] = ()
    reviews: Collection[str] = ()


def tasks(session: Session, wanted: Wanted) -> list[Task]:
    """Return what there is to do, smallest first; somebody's skills before others."""
    found = [task for code in wanted.languages for task in _in(session, code, wanted)]
    skills = set(wanted.skills)
    kinds = list(TaskKind)
    return sorted(
        found,
        key=lambda task: (
            not skills & task.text.skills,
            task.minutes,
            kinds.index(task.kind),
            wanted.languages.index(task.language),
            task.text.slug,
            task.text.number,
        ),
    )


def _in(session: Session, language: str, wanted: Wanted) -> list[Task]:
    texts = {text.document_id: text for text in _texts(session, language)}
    rows = session.execute(_work(list(texts), language)).all()
    found = []
    for document_id, source, *amounts in rows:
        for kind, units, letters in zip(
            TaskKind, amounts[::2], amounts[1::2], strict=True
        ):
            is_theirs = kind != TaskKind.REVIEW or language in wanted.reviews
            if not units or not is_theirs:
                continue
            is_review = kind == TaskKind.REVIEW
            speed = REVIEWED_A_MINUTE if is_review else TRANSLATED_A_MINUTE
            minutes = max(1, -(-letters // speed))
            text = texts[document_id]
            found.append(Task(kind, text, source, language, units, minutes))
    return found


def _work(document_ids: Sequence[int], language: str) -> Select[*tuple[Any, ...]]:
    """Select units and letters of each kind of work, by document."""
    pinned = aliased(UnitVersion)
    state = col(Translation.state)
    is_missing = or_(state.is_(None), state == TranslationState.REJECTED)
    is_old = and_(
        ~is_missing,
        col(pinned.meaning_hash) != col(UnitVersion.meaning_hash),
        ~fits_again(language),
    )
    to_review = [TranslationState.SUGGESTION, TranslationState.TRANSLATED]
    is_unread = and_(~is_old, state.in_(to_review))
    is_todo = or_(is_missing, and_(~is_old, state == TranslationState.NEEDS_WORK))
    amounts: list[ColumnElement[int]] = []
    for condition in (is_old, is_unread, is_todo):
        letters = func.length(col(UnitVersion.text))
        amounts += [
            func.coalesce(func.sum(case((condition, 1), else_=0)), 0),
            func.coalesce(func.sum(case((condition, letters), else_=0)), 0),
        ]
    statement = (
        select(col(Document.id), col(Document.source_language), *amounts)
        .select_from(Document)
        .where(
            col(Document.id).in_(document_ids),
            col(Document.source_language) != language,
        )
        .group_by(col(Document.id), col(Document.source_language))
    )
    return (
        join_published_units(statement)
        .outerjoin(
            TranslationHead,
            (col(TranslationHead.unit_id) == col(UnitVersion.unit_id))
            & (col(TranslationHead.language) == language),
        )
        .outerjoin(
            Translation, col(Translation.id) == col(TranslationHead.translation_id)
        )
        .outerjoin(pinned, col(pinned.id) == col(Translation.unit_version_id))
    )


def _texts(session: Session, language: str) -> list[Text]:
    """Return what may need work in a language, the furthest along first."""
    progress = (col(PackLanguage.pack_id) == col(Pack.id)) & (
        col(PackLanguage.language) == language
    )
    rows = session.execute(
        select(col(Pack.id), col(Pack.slug), col(Pack.document_id))
        .outerjoin(PackLanguage, progress)
        .where(
            col(Pack.state) == PublicState.PUBLISHED,
            or_(
                col(PackLanguage.pack_id).is_(None),
                col(PackLanguage.reviewed) < col(PackLanguage.units),
            ),
        )
        .order_by(
            func.coalesce(col(PackLanguage.current), 0).desc(), col(Pack.id).desc()
        )
        .limit(MAX_PACKS)
    ).all()
    ids = [pack_id for pack_id, _, _ in rows]
    skills = _skills(session, ids)
    packs = {pack_id: (document_id, slug) for pack_id, slug, document_id in rows}
    found = [Text(d, d, slug, FIELDS, 0, skills[i]) for i, (d, slug) in packs.items()]
    modules = session.scalars(
        select(Module).where(
            col(Module.pack_id).in_(ids), col(Module.is_withdrawn).is_(False)
        )
    )
    found += [
        Text(m.document_id, *packs[m.pack_id], m.key, m.number, skills[m.pack_id])
        for m in modules
    ]
    return [*found, *_others(session)]


def _skills(session: Session, pack_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    rows = session.execute(
        select(col(PackSkill.pack_id), col(PackSkill.skill)).where(
            col(PackSkill.pack_id).in_(pack_ids)
        )
    )
    found: dict[int, set[str]] = {pack_id: set() for pack_id in pack_ids}
    for pack_id, skill in rows:
        found[pack_id].add(skill)
    return {pack_id: frozenset(skills) for pack_id, skills in found.items()}


def _others(session: Session) -> list[Text]:
    courses = session.execute(
        select(col(Course.document_id), col(Course.slug))
        .where(col(Course.state) == PublicState.PUBLISHED)
        .order_by(col(Course.id).desc())
        .limit(MAX_OTHERS)
    )
    projects = session.execute(
        select(col(Project.document_id), col(Project.slug))
        .where(col(Project.is_withdrawn).is_(False))
        .order_by(col(Project.id).desc())
        .limit(MAX_OTHERS)
    )
    found = [
        Text(document_id, document_id, f"{kind}:{slug}", "", 0)
        for kind, rows in ((COURSE, courses), (PROJECT, projects))
        for document_id, slug in rows
    ]
    interface = find_interface(session)
    if interface is not None:
        number = interface.number
        found.append(Text(number, number, f"{INTERFACE}:{KEY}", "", 0))
    return found
