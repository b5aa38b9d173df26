"""Everything a pack's pages show, read once and kept until content changes."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.media.queries import MediaGroup, media_of
from app.packs.models import (
    Module,
    Pack,
    PackCredit,
    PackLanguage,
    PackOrganisation,
    PackProject,
    PackSource,
)
from app.packs.queries import (
    card_languages,
    courses_of_pack,
    credits_of,
    modules_of,
    skills_of,
    sources_of,
)
from app.packs.reviewers import named_reviewers
from app.platform.languages import get_language
from app.projects.models import Organisation, Project
from app.projects.queries import organisations_by_id, projects_by_id
from app.reading.covers import Cover, cover_in
from app.reading.languages import by_progress, row_in
from app.texts.models import Document
from app.texts.reading import UnitText
from app.translation.queries import unit_texts


class Station(Struct, frozen=True):
    """A module as its pack lists it."""

    module: Module
    title: UnitText

    @property
    def number(self) -> int:
        """Its place in the pack, from 1."""
        return self.module.number


class CourseLink(Struct, frozen=True):
    """A course a pack is in."""

    slug: str
    title: UnitText


class PackView(Struct, frozen=True):
    """A pack in the best languages for a reader."""

    pack: Pack
    source_language: str
    version: int
    title: UnitText
    summary: UnitText
    goals: tuple[UnitText, ...]
    cover: Cover | None
    cover_alt: UnitText | None
    stations: tuple[Station, ...]
    languages: tuple[PackLanguage, ...]
    here: PackLanguage | None
    skills: tuple[str, ...]
    projects: tuple[Project, ...]
    organisations: tuple[Organisation, ...]
    credits: tuple[PackCredit, ...]
    sources: tuple[PackSource, ...]
    media: dict[str, MediaGroup]
    courses: tuple[CourseLink, ...]
    reviewers: frozenset[int] = frozenset()

    @property
    def skill(self) -> str:
        """The main skill."""
        return self.skills[0] if self.skills else ""

    @property
    def module_keys(self) -> tuple[str, ...]:
        """The ids of the modules in order."""
        return tuple(station.module.key for station in self.stations)

    def station(self, number: int) -> Station | None:
        """Return the module with a number."""
        return next((s for s in self.stations if s.number == number), None)


def build_pack_view(session: Session, pack: Pack, languages: Sequence[str]) -> PackView:
    """Read a pack for a reader of these languages."""
    assert pack.id is not None  # noqa: S101 (loaded rows have one)
    document = session.get_one(Document, pack.document_id)
    title, summary, *goals = unit_texts(session, document, languages)
    # It is the last of the pack's own words.
    cover_alt = goals.pop() if pack.cover else None
    media = media_of(session, pack.key)
    pictured = media.get(pack.cover)
    rows = card_languages(session, [pack.id])[pack.id]
    return PackView(
        pack=pack,
        source_language=document.source_language,
        version=document.version,
        title=title,
        summary=summary,
        goals=tuple(goals),
        cover=cover_in(pictured) if pictured else None,
        cover_alt=cover_alt,
        stations=tuple(_stations(session, pack.id, languages)),
        languages=tuple(by_progress(rows, document.source_language)),
        here=row_in(rows, languages[0]),
        skills=tuple(skills_of(session, pack.id)),
        projects=tuple(_projects(session, pack.id)),
        organisations=tuple(_organisations(session, pack.id)),
        credits=tuple(credits_of(session, pack.id)),
        sources=tuple(sources_of(session, pack.id)),
        media=media,
        courses=tuple(_courses(session, pack.slug, languages)),
        reviewers=frozenset(named_reviewers(session, pack.id)),
    )


def _stations(
    session: Session, pack_id: int, languages: Sequence[str]
) -> list[Station]:
    stations = []
    for module in modules_of(session, pack_id):
        if module.is_withdrawn:
            continue
        document = session.get_one(Document, module.document_id)
        title = unit_texts(session, document, languages, limit=1)[0]
        stations.append(Station(module, title))
    return stations


def _projects(session: Session, pack_id: int) -> list[Project]:
    found = select(col(PackProject.project_id)).where(
        col(PackProject.pack_id) == pack_id
    )
    ids = list(session.scalars(found.order_by(col(PackProject.position))))
    known = projects_by_id(session, ids)
    return [known[project_id] for project_id in ids if project_id in known]


def _organisations(session: Session, pack_id: int) -> list[Organisation]:
    found = select(col(PackOrganisation.organisation_id)).where(
        col(PackOrganisation.pack_id) == pack_id
    )
    return organisations_by_id(session, list(session.scalars(found)))


def _courses(session: Session, slug: str, languages: Sequence[str]) -> list[CourseLink]:
    links = []
    for course in courses_of_pack(session, slug):
        document = session.get_one(Document, course.document_id)
        title = unit_texts(session, document, languages, limit=1)[0]
        links.append(CourseLink(course.slug, title))
    return links


def best_language(view: PackView, wishes: Sequence[str]) -> str:
    """Return the language to send a reader to, out of those the pack is in."""
    available = {row.language for row in view.languages}
    for code in wishes:
        if code in available:
            return code
    return get_language(view.source_language).code
