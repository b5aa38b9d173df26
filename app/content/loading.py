"""Makes the database agree with the content folders, one transaction per thing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.content.derived import refresh_pack_languages, refresh_skill_totals
from app.content.library import Library
from app.content.pack_loading import load_pack
from app.content.reading import PackFolder
from app.content.record_loading import load_course, load_organisation, load_project
from app.packs.events import PackWithdrawn
from app.packs.models import Course, Pack, PublicState
from app.packs.queries import find_pack_by_key
from app.platform.db import Database
from app.platform.outbox import announce
from app.platform.states import CONTENT, bump
from app.platform.storage import Storage
from app.projects.models import Organisation, Project

REMOVED = "Its folder was taken out of this installation."


@dataclass
class LoadReport:
    """What a load changed."""

    loaded: list[str] = field(default_factory=list)
    unchanged: int = 0
    withdrawn: list[str] = field(default_factory=list)


def load_library(database: Database, storage: Storage, library: Library) -> LoadReport:
    """Load what changed and withdraw what is gone; broken things stay as they are."""
    loader = _Loader(database)
    for slug, organisation in library.organisations.items():
        loader.run(
            f"organisations/{slug}", partial(load_organisation, file=organisation)
        )
    for slug, project in library.projects.items():
        loader.run(f"projects/{slug}", partial(load_project, file=project))
    for slug, folder in library.packs.items():
        load = partial(_load_whole_pack, storage=storage, folder=folder)
        loader.run(f"learning_packs/{slug}", load)
    for slug, course in library.courses.items():
        loader.run(f"courses/{slug}", partial(load_course, folder=course))
    loader.finish(library)
    return loader.report


def _load_whole_pack(session: Session, storage: Storage, folder: PackFolder) -> bool:
    if not load_pack(session, storage, folder):
        return False
    pack = find_pack_by_key(session, folder.fields.id)
    assert pack is not None  # noqa: S101 (just loaded)
    refresh_pack_languages(session, pack)
    return True


class _Loader:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.report = LoadReport()

    def run(self, name: str, load: Callable[[Session], bool]) -> None:
        with self.database.transaction() as session:
            if load(session):
                bump(session, CONTENT)
                self.report.loaded.append(name)
            else:
                self.report.unchanged += 1

    def finish(self, library: Library) -> None:
        with self.database.transaction() as session:
            self._withdraw_packs(session, _kept(library, "learning_packs"))
            self._withdraw_courses(session, _kept(library, "courses"))
            for folder, kind in (
                ("projects", Project),
                ("organisations", Organisation),
            ):
                self._withdraw_records(session, folder, kind, _kept(library, folder))
            if self.report.loaded or self.report.withdrawn:
                refresh_skill_totals(session)
                bump(session, CONTENT)

    def _withdraw_packs(self, session: Session, kept: Collection[str]) -> None:
        gone = select(Pack).where(
            col(Pack.slug).not_in(kept), col(Pack.state) == PublicState.PUBLISHED
        )
        for pack in session.scalars(gone):
            pack.state, pack.withdrawn_reason = PublicState.WITHDRAWN, REMOVED
            announce(session, PackWithdrawn(pack.key))
            self.report.withdrawn.append(f"learning_packs/{pack.slug}")

    def _withdraw_courses(self, session: Session, kept: Collection[str]) -> None:
        gone = select(Course).where(
            col(Course.slug).not_in(kept), col(Course.state) == PublicState.PUBLISHED
        )
        for course in session.scalars(gone):
            course.state = PublicState.WITHDRAWN
            self.report.withdrawn.append(f"courses/{course.slug}")

    def _withdraw_records(
        self,
        session: Session,
        folder: str,
        kind: type[Project] | type[Organisation],
        kept: Collection[str],
    ) -> None:
        gone = (col(kind.slug).not_in(kept), col(kind.is_withdrawn).is_(False))
        for slug in session.scalars(select(col(kind.slug)).where(*gone)).all():
            self.report.withdrawn.append(f"{folder}/{slug}")
        session.execute(update(kind).where(*gone).values(is_withdrawn=True))


def _kept(library: Library, folder: str) -> list[str]:
    broken = {slug for place, slug in library.broken if place == folder}
    return sorted(broken | _slugs(library, folder))


def _slugs(library: Library, folder: str) -> set[str]:
    return {
        "learning_packs": set(library.packs),
        "courses": set(library.courses),
        "projects": set(library.projects),
        "organisations": set(library.organisations),
    }[folder]
