"""Which projects did another one again: what came before one, and what after it."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.projects.models import Project, ProjectRepeat


def repeated_by(session: Session, project: Project) -> list[Project]:
    """Return the projects that one did again, the first one first."""
    theirs = select(col(ProjectRepeat.earlier_slug)).where(
        col(ProjectRepeat.project_id) == project.id
    )
    return _in_time(session, select(Project).where(col(Project.slug).in_(theirs)))


def repeats_of(session: Session, slugs: Sequence[str]) -> list[Project]:
    """Return the projects that did one of these again, the first one first."""
    later = select(col(ProjectRepeat.project_id)).where(
        col(ProjectRepeat.earlier_slug).in_(slugs)
    )
    return _in_time(session, select(Project).where(col(Project.id).in_(later)))


def _in_time(session: Session, found: Select[Project]) -> list[Project]:
    there = found.where(col(Project.is_withdrawn).is_(False))
    ordered = there.order_by(col(Project.ends), col(Project.starts), col(Project.id))
    return list(session.scalars(ordered))
