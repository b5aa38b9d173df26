"""What needs people: the page that leads to translating, reviewing and writing."""

from collections.abc import Collection, Sequence

from msgspec import Struct
from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.authoring.begun import begun_packs
from app.authoring.filters import Filters
from app.authoring.queries import count_queue
from app.exchange.reporting import count_reports
from app.packs.models import PackProject
from app.projects.models import Project
from app.translation.desk.tasks import Task, Wanted, tasks

MOST_PROJECTS = 5
MOST_LANGUAGES = 4


class Needs(Struct, frozen=True):
    """What there is to do: drafts and reviews for editors, reports for moderators."""

    task: Task | None
    tasks: int
    reviews: int
    reports: int
    drafts: Sequence[tuple[str, str]]
    projects: Sequence[Project]


def needs(session: Session, languages: Sequence[str], roles: Collection[str]) -> Needs:
    """Return what needs somebody who knows these languages and holds these roles."""
    is_editor, moderates = "editor" in roles, "moderator" in roles
    found = tasks(session, Wanted(languages[:MOST_LANGUAGES]))
    return Needs(
        task=found[0] if found else None,
        tasks=len(found),
        reviews=count_queue(session, Filters()) if is_editor else 0,
        reports=count_reports(session, settled=False) if moderates else 0,
        drafts=begun_packs(session) if is_editor else (),
        projects=_without_pack(session),
    )


def _without_pack(session: Session) -> list[Project]:
    """Return the newest projects that no pack was made from."""
    made = exists().where(col(PackProject.project_id) == col(Project.id))
    found = select(Project).where(~made, ~col(Project.is_withdrawn))
    newest = found.order_by(col(Project.ends).desc(), col(Project.id))
    return list(session.scalars(newest.limit(MOST_PROJECTS)))
