"""Reading projects and organisations; withdrawn ones are not found."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.projects.models import (
    Organisation,
    OrganisationRole,
    Project,
    ProjectFinding,
    ProjectNumber,
    ProjectOrganisation,
    ProjectPerson,
    ProjectSkill,
    ProjectSource,
)


class ProjectDetails(Struct, frozen=True):
    """All that is known about a project, apart from its words."""

    organisations: list[tuple[Organisation, OrganisationRole]]
    people: list[ProjectPerson]
    findings: list[ProjectFinding]
    numbers: list[ProjectNumber]
    sources: list[ProjectSource]
    skills: list[str]


def get_project(session: Session, slug: str) -> Project:
    """Return a project; raise NotFound."""
    project = session.scalar(
        select(Project).where(
            col(Project.slug) == slug, col(Project.is_withdrawn).is_(False)
        )
    )
    if project is None:
        raise NotFound(N_("There is no project here. It may have moved: try a search."))
    return project


def get_organisation(session: Session, slug: str) -> Organisation:
    """Return an organisation; raise NotFound."""
    organisation = session.scalar(
        select(Organisation).where(
            col(Organisation.slug) == slug, col(Organisation.is_withdrawn).is_(False)
        )
    )
    if organisation is None:
        raise NotFound(
            N_("There is no organisation here. It may have moved: try a search.")
        )
    return organisation


def projects_by_id(session: Session, ids: list[int]) -> dict[int, Project]:
    """Return projects by id, without withdrawn ones."""
    found = select(Project).where(
        col(Project.id).in_(ids), col(Project.is_withdrawn).is_(False)
    )
    return {project.id: project for project in session.scalars(found) if project.id}


def organisations_by_id(session: Session, ids: list[int]) -> list[Organisation]:
    """Return organisations by id, by name, without withdrawn ones."""
    found = select(Organisation).where(
        col(Organisation.id).in_(ids), col(Organisation.is_withdrawn).is_(False)
    )
    ordered = found.order_by(col(Organisation.name), col(Organisation.id))
    return list(session.scalars(ordered))


def latest_projects(
    session: Session, *, limit: int, offset: int = 0, skills: Sequence[str] = ()
) -> list[Project]:
    """Return projects, those that ended last first: all, or who used one of these."""
    found = select(Project).where(_is_shown(skills))
    ordered = found.order_by(
        col(Project.ends).desc(), col(Project.starts).desc(), col(Project.id)
    )
    return list(session.scalars(ordered.limit(limit).offset(offset)))


def named_organisations(
    session: Session, *, limit: int, offset: int = 0
) -> list[Organisation]:
    """Return organisations by name."""
    found = select(Organisation).where(col(Organisation.is_withdrawn).is_(False))
    ordered = found.order_by(col(Organisation.name), col(Organisation.id))
    return list(session.scalars(ordered.limit(limit).offset(offset)))


def projects_of_organisation(
    session: Session, organisation_id: int
) -> list[tuple[Project, OrganisationRole]]:
    """Return the projects of an organisation with its part in each."""
    rows = session.execute(
        select(Project, col(ProjectOrganisation.role))
        .join(ProjectOrganisation, col(ProjectOrganisation.project_id) == Project.id)
        .where(
            col(ProjectOrganisation.organisation_id) == organisation_id,
            col(Project.is_withdrawn).is_(False),
        )
        .order_by(col(Project.ends).desc(), col(Project.id))
    )
    return list(rows.all())


class Partner(Struct, frozen=True):
    """Who worked with an organisation, and in which projects, the newest first."""

    organisation: Organisation
    projects: tuple[Project, ...]


def partners_of(session: Session, organisation_id: int) -> list[Partner]:
    """Return who had a part in the projects of an organisation, by name."""
    theirs = select(col(ProjectOrganisation.project_id)).where(
        col(ProjectOrganisation.organisation_id) == organisation_id
    )
    rows = session.execute(
        select(Organisation, Project)
        .join(
            ProjectOrganisation,
            col(ProjectOrganisation.organisation_id) == col(Organisation.id),
        )
        .join(Project, col(Project.id) == col(ProjectOrganisation.project_id))
        .where(
            col(Project.id).in_(theirs),
            col(Organisation.id) != organisation_id,
            col(Organisation.is_withdrawn).is_(False),
            col(Project.is_withdrawn).is_(False),
        )
        .order_by(
            col(Organisation.name),
            col(Organisation.id),
            col(Project.ends).desc(),
            col(Project.id),
        )
    )
    # Who had two parts in a project is named once for it.
    found: dict[int, tuple[Organisation, dict[str, Project]]] = {}
    for organisation, project in rows:
        _, projects = found.setdefault(organisation.id or 0, (organisation, {}))
        projects[project.key] = project
    return [
        Partner(organisation, tuple(projects.values()))
        for organisation, projects in found.values()
    ]


def project_details(session: Session, project_id: int) -> ProjectDetails:
    """Return all that is known about a project."""
    organisations = session.execute(
        select(Organisation, col(ProjectOrganisation.role))
        .join(
            ProjectOrganisation,
            col(ProjectOrganisation.organisation_id) == Organisation.id,
        )
        .where(
            col(ProjectOrganisation.project_id) == project_id,
            col(Organisation.is_withdrawn).is_(False),
        )
        .order_by(col(Organisation.name), col(Organisation.id))
    )
    skills = (
        select(col(ProjectSkill.skill))
        .where(col(ProjectSkill.project_id) == project_id)
        .order_by(col(ProjectSkill.skill))
    )
    return ProjectDetails(
        organisations=list(organisations.all()),
        people=_of(session, ProjectPerson, project_id),
        findings=_of(session, ProjectFinding, project_id),
        numbers=_of(session, ProjectNumber, project_id),
        sources=_of(session, ProjectSource, project_id),
        skills=list(session.scalars(skills)),
    )


Detail = TypeVar("Detail", ProjectPerson, ProjectFinding, ProjectNumber, ProjectSource)


def _of(session: Session, kind: type[Detail], project_id: int) -> list[Detail]:
    found = select(kind).where(col(kind.project_id) == project_id)
    return list(session.scalars(found.order_by(col(kind.position))))


def projects_like(session: Session, project_id: int, *, limit: int) -> list[Project]:
    """Return projects that used the same skills, those that share most first."""
    own = select(col(ProjectSkill.skill)).where(
        col(ProjectSkill.project_id) == project_id
    )
    shared = (
        select(col(ProjectSkill.project_id), func.count().label("many"))
        .where(
            col(ProjectSkill.skill).in_(own),
            col(ProjectSkill.project_id) != project_id,
        )
        .group_by(col(ProjectSkill.project_id))
        .subquery()
    )
    found = (
        select(Project)
        .join(shared, shared.c.project_id == col(Project.id))
        .where(_is_shown(()))
        .order_by(shared.c.many.desc(), col(Project.ends).desc(), col(Project.id))
    )
    return list(session.scalars(found.limit(limit)))


def count_projects(session: Session, skills: Sequence[str] = ()) -> int:
    """Count the projects readers can see: all, or those that used one of these."""
    found = select(func.count()).select_from(Project)
    return session.scalar(found.where(_is_shown(skills))) or 0


def _is_shown(skills: Sequence[str]) -> ColumnElement[bool]:
    is_live = col(Project.is_withdrawn).is_(False)
    if not skills:
        return is_live
    used = select(col(ProjectSkill.project_id)).where(
        col(ProjectSkill.skill).in_(skills)
    )
    return and_(is_live, col(Project.id).in_(used))


def count_organisations(session: Session) -> int:
    """Count the organisations readers can see."""
    found = select(func.count()).select_from(Organisation)
    return session.scalar(found.where(col(Organisation.is_withdrawn).is_(False))) or 0
