"""Reading packs and courses. Lists show what is published; nothing else leaks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from app.packs.models import (
    Course,
    CoursePack,
    Module,
    Pack,
    PackCredit,
    PackLanguage,
    PackOrganisation,
    PackProject,
    PackSkill,
    PackSource,
    PublicState,
    SkillTotal,
)
from app.packs.renaming import raise_if_moved
from app.packs.skills import taught_as
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.texts.models import Document

Rows = Select[*tuple[Any, ...]]

_IS_LIVE = col(Pack.state) == PublicState.PUBLISHED
# Built once, since that costs as much as running them.
_WITH_SLUG = select(Pack).where(col(Pack.slug) == bindparam("slug"))
_SKILLS = (
    select(col(PackSkill.skill))
    .where(col(PackSkill.pack_id) == bindparam("pack"))
    .order_by(col(PackSkill.position))
)


class PackRow(Struct, frozen=True):
    """What a card shows of a pack, apart from its words."""

    id: int
    key: str
    slug: str
    level: str
    minutes: int
    module_count: int
    text_bytes: int
    media_bytes: int
    source_language: str
    published_at: datetime
    updated_at: datetime
    cover: str


def find_pack_by_key(session: Session, key: str) -> Pack | None:
    """Return the pack with this id from its folder, withdrawn or not."""
    return session.scalar(select(Pack).where(col(Pack.key) == key))


def find_course_by_key(session: Session, key: str) -> Course | None:
    """Return the course with this id from its folder, withdrawn or not."""
    return session.scalar(select(Course).where(col(Course.key) == key))


def get_pack(session: Session, slug: str, *, sees_drafts: bool = False) -> Pack:
    """Return a pack that is or was public, or a draft for who may see those.

    Raise Moved or NotFound.
    """
    pack = session.scalar(_WITH_SLUG, {"slug": slug})
    if pack is None or (pack.state == PublicState.DRAFT and not sees_drafts):
        raise_if_moved(session, slug)
        raise NotFound(N_("There is no pack here. It may have moved: try a search."))
    return pack


def find_successor(session: Session, pack: Pack) -> str:
    """Return the address, without a language, of what took a pack's place; or ""."""
    found = packs_by_slug(session, [pack.successor_slug or ""])
    return "".join(f"packs/{slug}" for slug in found)


def modules_of(session: Session, pack_id: int) -> list[Module]:
    """Return every module a pack ever had, by number, withdrawn ones last."""
    found = select(Module).where(col(Module.pack_id) == pack_id)
    return list(
        session.scalars(found.order_by(col(Module.is_withdrawn), col(Module.number)))
    )


def _rows(state: PublicState = PublicState.PUBLISHED) -> Rows:
    return (
        select(
            col(Pack.id),
            col(Pack.key),
            col(Pack.slug),
            col(Pack.level),
            col(Pack.minutes),
            col(Pack.module_count),
            col(Pack.text_bytes),
            col(Pack.media_bytes),
            col(Document.source_language),
            col(Pack.published_at),
            col(Pack.updated_at),
            col(Pack.cover),
        )
        .join(Document, col(Document.id) == col(Pack.document_id))
        .where(col(Pack.state) == state)
    )


def newest_packs(session: Session, *, limit: int, offset: int = 0) -> list[PackRow]:
    """Return published packs, the newest first."""
    found = _rows().order_by(col(Pack.published_at).desc(), col(Pack.id).desc())
    return _packs(session, found.limit(limit).offset(offset))


def nearly_ready(
    session: Session, languages: Sequence[str], *, newest: int, limit: int
) -> list[tuple[PackRow, PackLanguage]]:
    """Return what is begun in some languages, what lacks the fewest units first.

    Only among the newest packs, so that it costs the same however many there are.
    """
    latest = (
        select(col(Pack.id))
        .where(_IS_LIVE)
        .order_by(col(Pack.published_at).desc(), col(Pack.id).desc())
        .limit(newest)
    )
    begun = (
        select(PackLanguage)
        .join(Pack, col(Pack.id) == col(PackLanguage.pack_id))
        .join(Document, col(Document.id) == col(Pack.document_id))
        .where(
            col(Pack.id).in_(latest),
            col(PackLanguage.language).in_(languages),
            col(PackLanguage.language) != col(Document.source_language),
            col(PackLanguage.current) + col(PackLanguage.outdated) > 0,
            col(PackLanguage.current) < col(PackLanguage.units),
        )
        .order_by(
            col(PackLanguage.units) - col(PackLanguage.current),
            col(PackLanguage.pack_id),
        )
    )
    rows = list(session.scalars(begun.limit(limit)))
    packs = packs_by_id(session, [row.pack_id for row in rows])
    return [(packs[row.pack_id], row) for row in rows]


def packs_of_project(session: Session, project_id: int) -> list[PackRow]:
    """Return published packs that were built from a project."""
    found = (
        _rows()
        .join(PackProject, col(PackProject.pack_id) == col(Pack.id))
        .where(col(PackProject.project_id) == project_id)
        .order_by(col(PackProject.position), col(Pack.id))
    )
    return _packs(session, found.limit(50))


def packs_of_organisation(session: Session, organisation_id: int) -> list[PackRow]:
    """Return published packs that credit an organisation."""
    found = (
        _rows()
        .join(PackOrganisation, col(PackOrganisation.pack_id) == col(Pack.id))
        .where(col(PackOrganisation.organisation_id) == organisation_id)
        .order_by(col(Pack.id))
    )
    return _packs(session, found.limit(50))


def packs_by_slug(session: Session, slugs: Iterable[str]) -> dict[str, PackRow]:
    """Return the published packs among these slugs."""
    found = _rows().where(col(Pack.slug).in_(list(slugs)))
    return {pack.slug: pack for pack in _packs(session, found)}


def withdrawn_by_slug(session: Session, slugs: Iterable[str]) -> dict[str, PackRow]:
    """Return the packs among these slugs that readers had once."""
    found = _rows(PublicState.WITHDRAWN).where(col(Pack.slug).in_(list(slugs)))
    return {pack.slug: pack for pack in _packs(session, found)}


def successors(session: Session, packs: Iterable[PackRow]) -> dict[str, PackRow]:
    """Return the published pack that took the place of each, by the slug of the old."""
    rows = session.execute(
        select(col(Pack.slug), col(Pack.successor_slug)).where(
            col(Pack.id).in_([pack.id for pack in packs]),
            col(Pack.successor_slug).is_not(None),
        )
    ).all()
    found = packs_by_slug(session, [new for _, new in rows])
    return {old: found[new] for old, new in rows if new in found}


def _packs(session: Session, found: Rows) -> list[PackRow]:
    return [PackRow(*row) for row in session.execute(found)]


def packs_by_id(session: Session, ids: Iterable[int]) -> dict[int, PackRow]:
    """Return the published packs among these rows."""
    found = _rows().where(col(Pack.id).in_(list(ids)))
    return {pack.id: pack for pack in _packs(session, found)}


def packs_after(
    session: Session, after: int, *, limit: int, skill: str | None = None
) -> list[PackRow]:
    """Return published packs whose row comes after one, by row: a page of all."""
    found = _rows().where(col(Pack.id) > after).order_by(col(Pack.id))
    if skill is not None:
        taught = select(col(PackSkill.pack_id)).where(
            col(PackSkill.skill).in_(taught_as(skill))
        )
        found = found.where(col(Pack.id).in_(taught))
    return _packs(session, found.limit(limit))


def packs_by_key(session: Session, keys: Iterable[str]) -> dict[str, PackRow]:
    """Return the published packs among these ids."""
    found = _rows().where(col(Pack.key).in_(list(keys)))
    return {pack.key: pack for pack in _packs(session, found)}


def count_packs(session: Session) -> int:
    """Count the published packs."""
    found = select(func.count()).select_from(Pack).where(_IS_LIVE)
    return session.scalar(found) or 0


def card_languages(
    session: Session, pack_ids: Sequence[int]
) -> dict[int, list[PackLanguage]]:
    """Return the languages of some packs, the furthest first."""
    rows = session.scalars(
        select(PackLanguage)
        .where(col(PackLanguage.pack_id).in_(pack_ids))
        .order_by(col(PackLanguage.current).desc(), col(PackLanguage.language))
    )
    found: dict[int, list[PackLanguage]] = {pack_id: [] for pack_id in pack_ids}
    for row in rows:
        found[row.pack_id].append(row)
    return found


def main_skills(session: Session, pack_ids: Sequence[int]) -> dict[int, str]:
    """Return the main skill of each of some packs."""
    rows = session.execute(
        select(col(PackSkill.pack_id), col(PackSkill.skill)).where(
            col(PackSkill.pack_id).in_(pack_ids), col(PackSkill.position) == 0
        )
    )
    return dict(rows.all())


def skills_of(session: Session, pack_id: int) -> list[str]:
    """Return the skills a pack teaches, the main one first."""
    return list(session.scalars(_SKILLS, {"pack": pack_id}))


def credits_of(session: Session, pack_id: int) -> list[PackCredit]:
    """Return who made a pack, in the order they are credited."""
    found = select(PackCredit).where(col(PackCredit.pack_id) == pack_id)
    return list(session.scalars(found.order_by(col(PackCredit.position))))


def credited_names(session: Session, pack_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return whom to name for each of some packs, in their order."""
    rows = session.execute(
        select(col(PackCredit.pack_id), col(PackCredit.name))
        .where(col(PackCredit.pack_id).in_(pack_ids))
        .order_by(col(PackCredit.pack_id), col(PackCredit.position))
    )
    found: dict[int, list[str]] = {pack_id: [] for pack_id in pack_ids}
    for pack_id, name in rows:
        found[pack_id].append(name)
    return found


def sources_of(session: Session, pack_id: int) -> list[PackSource]:
    """Return the sources a pack cites."""
    found = select(PackSource).where(col(PackSource.pack_id) == pack_id)
    return list(session.scalars(found.order_by(col(PackSource.position))))


def skill_totals(session: Session, language: str) -> dict[str, tuple[int, int]]:
    """Return, per skill, how many packs there are and how many in a language."""
    rows = session.execute(
        select(
            col(SkillTotal.skill), col(SkillTotal.language), col(SkillTotal.packs)
        ).where(col(SkillTotal.language).in_(["", language]))
    )
    totals: dict[str, tuple[int, int]] = {}
    for skill, in_language, packs in rows:
        everywhere, here = totals.get(skill, (0, 0))
        totals[skill] = (everywhere, packs) if in_language else (packs, here)
    return totals


def get_course(session: Session, slug: str) -> Course:
    """Return a published course; raise NotFound."""
    course = session.scalar(
        select(Course).where(
            col(Course.slug) == slug, col(Course.state) == PublicState.PUBLISHED
        )
    )
    if course is None:
        raise NotFound(N_("There is no course here. It may have moved: try a search."))
    return course


def published_courses(session: Session, *, limit: int, offset: int = 0) -> list[Course]:
    """Return the published courses, in the order they were published."""
    found = select(Course).where(col(Course.state) == PublicState.PUBLISHED)
    ordered = found.order_by(col(Course.published_at), col(Course.id))
    return list(session.scalars(ordered.limit(limit).offset(offset)))


def count_courses(session: Session) -> int:
    """Count the published courses."""
    found = select(func.count()).select_from(Course)
    return session.scalar(found.where(col(Course.state) == PublicState.PUBLISHED)) or 0


def course_entries(session: Session, course_id: int) -> list[CoursePack]:
    """Return the packs of a course in order."""
    found = select(CoursePack).where(col(CoursePack.course_id) == course_id)
    return list(session.scalars(found.order_by(col(CoursePack.position))))


def courses_of_pack(session: Session, slug: str) -> list[Course]:
    """Return the published courses a pack is in."""
    found = (
        select(Course)
        .join(CoursePack, col(CoursePack.course_id) == col(Course.id))
        .where(
            col(CoursePack.pack_slug) == slug,
            col(Course.state) == PublicState.PUBLISHED,
        )
        .order_by(col(Course.id))
    )
    return list(session.scalars(found))


class PackAddress(Struct, frozen=True):
    """A pack in a language that is far enough to be found by search engines."""

    slug: str
    language: str
    module_count: int
    updated_at: datetime


def pack_addresses(session: Session, *, limit: int) -> list[PackAddress]:
    """Return where packs can be read: the source and languages at least half there."""
    rows = session.execute(
        select(
            col(Pack.slug),
            col(PackLanguage.language),
            col(Pack.module_count),
            col(Pack.updated_at),
        )
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(_IS_LIVE, 2 * col(PackLanguage.current) >= col(PackLanguage.units))
        .order_by(col(Pack.id), col(PackLanguage.language))
        .limit(limit)
    )
    return [PackAddress(*row) for row in rows]
