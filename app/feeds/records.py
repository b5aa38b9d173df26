"""Packs and courses as records: which there are, and what each says in Dublin Core."""

import re
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Select,
    SQLColumnExpression,
    and_,
    case,
    literal,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from app.feeds.asking import Place, Refused, Selection
from app.packs.models import Course, Pack, PackSkill, PublicState
from app.packs.queries import card_languages, credited_names, skills_of
from app.packs.skills import SKILLS, TOP_SKILLS, top_skill
from app.platform.languages import get_language
from app.reading.record_view import build_course_view
from app.texts.models import Document

PAGE_LENGTH = 50
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
KINDS = {"pack": "Learning packs", "course": "Courses"}
_MODELS: dict[str, type[Pack] | type[Course]] = {"pack": Pack, "course": Course}
_UNSHOWN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Record(Struct, frozen=True):
    """A pack or course: what it is known by, and whether readers still get it."""

    kind: str
    key: str
    row_id: int
    slug: str
    changed_at: datetime
    is_deleted: bool
    sets: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Where it is in the order of all records."""
        return Place(self.changed_at, self.kind, self.key)


class Words(Struct, frozen=True):
    """A text with its language."""

    text: str
    tag: str


class DublinCore(Struct, frozen=True):
    """What a record says; every language of a pack is in it."""

    titles: list[Words]
    descriptions: list[Words]
    creators: list[str]
    subjects: list[str]
    languages: list[str]
    addresses: list[str]
    published_on: str
    kind: str


def all_sets() -> dict[str, str]:
    """Return the sets with their names."""
    return KINDS | {f"skill:{skill.slug}": skill.name for skill in TOP_SKILLS}


def find_records(
    session: Session, selection: Selection, limit: int = PAGE_LENGTH
) -> list[Record]:
    """Return the next records of a selection, those changed longest ago first."""
    if selection.in_set and selection.in_set not in all_sets():
        return []
    every = union_all(
        _of_kind(Pack, "pack", selection), _of_kind(Course, "course", selection)
    ).subquery()
    found = select(every).order_by(every.c.changed_at, every.c.kind, every.c.key)
    if place := selection.after:
        found = found.where(
            or_(
                every.c.changed_at > place.moment,
                and_(
                    every.c.changed_at == place.moment,
                    or_(
                        every.c.kind > place.kind,
                        and_(every.c.kind == place.kind, every.c.key > place.key),
                    ),
                ),
            )
        )
    rows = session.execute(found.limit(limit)).all()
    return [_record(session, *row) for row in rows]


def get_record(session: Session, kind: str, key: str) -> Record:
    """Return a record; raise Refused."""
    if model := _MODELS.get(kind):
        one = _of_kind(model, kind, Selection()).where(col(model.key) == key)
        if row := session.execute(one).first():
            return _record(session, *row)
    raise Refused("idDoesNotExist", "nothing has this identifier")


def earliest(session: Session) -> datetime:
    """Return when the first record was changed."""
    found = find_records(session, Selection(), limit=1)
    return found[0].changed_at if found else datetime(2000, 1, 1, tzinfo=UTC)


def dublin_core(session: Session, record: Record, public_url: str) -> DublinCore:
    """Return what a record says of a pack or course readers get."""
    if record.kind == "course":
        return _course(session, record, public_url)
    pack = session.get_one(Pack, record.row_id)
    rows = card_languages(session, [record.row_id])[record.row_id]
    titled = [one for one in rows if one.title]
    return DublinCore(
        titles=[_words(one.title, one.language) for one in titled],
        descriptions=[_words(one.summary, one.language) for one in titled],
        creators=credited_names(session, [record.row_id])[record.row_id],
        subjects=[SKILLS[skill].name for skill in skills_of(session, record.row_id)],
        languages=[get_language(one.language).tag for one in titled],
        addresses=[
            f"{public_url}/p/{record.slug}",
            *(f"{public_url}/{one.language}/packs/{record.slug}" for one in titled),
        ],
        published_on=pack.published_at.date().isoformat(),
        kind="LearningResource",
    )


def _course(session: Session, record: Record, public_url: str) -> DublinCore:
    course = session.get_one(Course, record.row_id)
    document = session.get_one(Document, course.document_id)
    view = build_course_view(session, course, [document.source_language])
    language = view.title.language
    return DublinCore(
        titles=[_words(view.title.text, language)],
        descriptions=[_words(view.summary.text, language)],
        creators=[],
        subjects=[],
        languages=[get_language(language).tag],
        addresses=[f"{public_url}/{language}/courses/{record.slug}"],
        published_on=course.published_at.date().isoformat(),
        kind="Course",
    )


def _words(text: str, language: str) -> Words:
    # XML has no way to write the others.
    return Words(_UNSHOWN.sub("", text), get_language(language).tag)


def _of_kind(
    model: type[Pack] | type[Course], kind: str, selection: Selection
) -> Select[*tuple[Any, ...]]:
    changed_at = _changed_at(model)
    found: Select[*tuple[Any, ...]] = select(
        literal(kind).label("kind"),
        col(model.key).label("key"),
        col(model.id).label("row_id"),
        col(model.slug).label("slug"),
        changed_at.label("changed_at"),
        (col(model.state) == PublicState.WITHDRAWN).label("is_deleted"),
    ).where(col(model.state) != PublicState.DRAFT)
    if selection.since:
        found = found.where(changed_at >= selection.since)
    if selection.before:
        found = found.where(changed_at < selection.before)
    if selection.in_set in KINDS and selection.in_set != kind:
        found = found.where(literal(value=False))
    if selection.in_set.startswith("skill:"):
        if kind == "course":
            return found.where(literal(value=False))
        top = selection.in_set.removeprefix("skill:")
        skills = [slug for slug in SKILLS if top_skill(slug).slug == top]
        taught = select(col(PackSkill.pack_id)).where(col(PackSkill.skill).in_(skills))
        found = found.where(col(model.id).in_(taught))
    return found


def _changed_at(model: type[Pack] | type[Course]) -> SQLColumnExpression[datetime]:
    """Return when what a record says has changed last: a pack's says all languages."""
    changed = col(model.updated_at)
    if not issubclass(model, Pack):
        return changed
    translated = col(model.translated_at)
    return case((translated > changed, translated), else_=changed)


def _record(session: Session, *row: object) -> Record:
    kind, key, row_id, slug, changed_at, is_deleted = row
    assert isinstance(row_id, int)  # noqa: S101 - a column of ours
    assert isinstance(changed_at, datetime)  # noqa: S101 - a column of ours
    sets = [str(kind)]
    if kind == "pack":
        tops = [top_skill(skill).slug for skill in skills_of(session, row_id)]
        sets += [f"skill:{top}" for top in dict.fromkeys(tops)]
    return Record(
        str(kind),
        str(key),
        row_id,
        str(slug),
        changed_at,
        bool(is_deleted),
        tuple(sets),
    )
