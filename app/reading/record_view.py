"""Projects, organisations and courses in the best language for a reader."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlmodel import Session

from app.packs.models import Course
from app.packs.queries import (
    PackRow,
    course_entries,
    packs_by_slug,
    successors,
    withdrawn_by_slug,
)
from app.platform.i18n import N_, gettext
from app.platform.languages import Language
from app.projects.models import (
    Organisation,
    OrganisationKind,
    OrganisationRole,
    Project,
    ProjectSource,
)
from app.projects.queries import ProjectDetails, project_details
from app.reading.cards import PackCard, pack_cards
from app.texts.models import Document
from app.texts.reading import UnitText
from app.translation.queries import unit_texts

KIND_NAMES = {
    OrganisationKind.AFFILIATE: N_("Wikimedia affiliate"),
    OrganisationKind.GLAM: N_("Gallery, library, archive or museum"),
    OrganisationKind.SCHOOL: N_("School"),
    OrganisationKind.UNIVERSITY: N_("University"),
    OrganisationKind.LIBRARY: N_("Library"),
    OrganisationKind.ARCHIVE: N_("Archive"),
    OrganisationKind.MUSEUM: N_("Museum"),
    OrganisationKind.FOUNDATION: N_("Foundation"),
    OrganisationKind.OTHER: N_("Organisation"),
}
ROLE_NAMES = {
    OrganisationRole.LEAD: N_("led it"),
    OrganisationRole.PARTNER: N_("partner"),
    OrganisationRole.FUNDER: N_("funder"),
    OrganisationRole.HOST: N_("host"),
}


def place_words(project: Project) -> str:
    """Return where a project was; only what is no place has a word of ours."""
    return gettext("Online") if project.place == "Online" else project.place


class Finding(Struct, frozen=True):
    """What worked, or did not, and who says so."""

    text: UnitText
    source: ProjectSource


class Figure(Struct, frozen=True):
    """A number with its source."""

    label: UnitText
    value: str
    source: ProjectSource


class ProjectView(Struct, frozen=True):
    """A project."""

    project: Project
    title: UnitText
    summary: UnitText
    details: ProjectDetails
    worked: tuple[Finding, ...]
    failed: tuple[Finding, ...]
    figures: tuple[Figure, ...]

    @property
    def place(self) -> str:
        """Where it was, in the words of the interface."""
        return place_words(self.project)


class ProjectLine(Struct, frozen=True):
    """A project in a list of titles."""

    project: Project
    title: UnitText

    @property
    def when(self) -> str:
        """When it ended, or began; "" when nobody says."""
        return self.project.ends or self.project.starts

    @property
    def place(self) -> str:
        """Where it was, in the words of the interface."""
        return place_words(self.project)


class OrganisationView(Struct, frozen=True):
    """An organisation."""

    organisation: Organisation
    about: UnitText


class OrganisationPath(Struct, frozen=True):
    """A path an organisation shows on its page, made in a room above."""

    title: str
    language: Language
    href: str


class CourseStep(Struct, frozen=True):
    """A pack of a course: `card` if readers get it, else what it was."""

    slug: str
    card: PackCard | None
    withdrawn: PackCard | None
    successor: PackCard | None
    note: UnitText | None
    is_required: bool
    after: tuple[str, ...]


class CourseView(Struct, frozen=True):
    """A course."""

    course: Course
    title: UnitText
    summary: UnitText
    audience: UnitText
    steps: tuple[CourseStep, ...]

    @property
    def minutes(self) -> int:
        """Minutes of all packs together."""
        return sum(step.card.pack.minutes for step in self.steps if step.card)


def build_project_view(
    session: Session, project: Project, languages: Sequence[str]
) -> ProjectView:
    """Read a project for a reader of these languages."""
    assert project.id is not None  # noqa: S101 (loaded rows have one)
    document = session.get_one(Document, project.document_id)
    title, summary, *rest = unit_texts(session, document, languages)
    details = project_details(session, project.id)
    sources = {source.key: source for source in details.sources}
    findings = {
        kind: [f for f in details.findings if f.kind == kind]
        for kind in ("worked", "failed")
    }
    texts = iter(rest)
    worked, failed = (
        tuple(Finding(next(texts), sources[f.source_key]) for f in findings[kind])
        for kind in ("worked", "failed")
    )
    figures = tuple(
        Figure(next(texts), number.value, sources[number.source_key])
        for number in details.numbers
    )
    return ProjectView(project, title, summary, details, worked, failed, figures)


def project_lines(
    session: Session, projects: Sequence[Project], languages: Sequence[str]
) -> list[ProjectLine]:
    """Return what some projects are called, for a reader of these languages."""
    lines = []
    for project in projects:
        document = session.get_one(Document, project.document_id)
        title = unit_texts(session, document, languages, limit=1)[0]
        lines.append(ProjectLine(project, title))
    return lines


def build_organisation_view(
    session: Session, organisation: Organisation, languages: Sequence[str]
) -> OrganisationView:
    """Read an organisation for a reader of these languages."""
    document = session.get_one(Document, organisation.document_id)
    return OrganisationView(organisation, unit_texts(session, document, languages)[0])


def build_course_view(
    session: Session, course: Course, languages: Sequence[str]
) -> CourseView:
    """Read a course for a reader of these languages."""
    assert course.id is not None  # noqa: S101 (loaded rows have one)
    document = session.get_one(Document, course.document_id)
    title, summary, audience, *notes = unit_texts(session, document, languages)
    entries = course_entries(session, course.id)
    slugs = [entry.pack_slug for entry in entries]
    withdrawn = withdrawn_by_slug(session, slugs)
    successor = successors(session, withdrawn.values())
    packs = packs_by_slug(session, slugs)
    card, gone, instead = (
        _cards(session, found, languages) for found in (packs, withdrawn, successor)
    )
    # A note is a unit of its own only where there is one.
    texts = iter(notes)
    return CourseView(
        course=course,
        title=title,
        summary=summary,
        audience=audience,
        steps=tuple(
            CourseStep(
                slug=entry.pack_slug,
                card=card.get(entry.pack_slug),
                withdrawn=gone.get(entry.pack_slug),
                successor=instead.get(entry.pack_slug),
                note=next(texts) if entry.has_note else None,
                is_required=entry.is_required,
                after=tuple(map(str, entry.after)),
            )
            for entry in entries
        ),
    )


def _cards(
    session: Session, packs: Mapping[str, PackRow], languages: Sequence[str]
) -> dict[str, PackCard]:
    cards = pack_cards(session, list(packs.values()), languages)
    return dict(zip(packs, cards, strict=True))
