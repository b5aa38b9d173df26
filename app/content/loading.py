"""Makes the database agree with the content folders, one transaction per thing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
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
from app.platform.i18n import N_
from app.platform.outbox import announce
from app.platform.prepared import forget_prepared
from app.platform.states import CONTENT, bump
from app.platform.storage import Storage
from app.projects.models import Organisation, Project

log = structlog.get_logger()

REMOVED = N_("Its folder was taken out of this installation.")


@dataclass
class LoadReport:
    """What a load changed."""

    loaded: list[str] = field(default_factory=list)
    unchanged: int = 0
    withdrawn: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def load_library(database: Database, storage: Storage, library: Library) -> LoadReport:
    """Load what changed and withdraw what is gone; broken things stay as they are."""
    if not any((library.root / shelf).is_dir() for shelf in library.shelves):
        # A wrong setting, or a disk that is not there, is no reason to withdraw all.
        return LoadReport()
    with database.transaction() as session:
        forget_prepared(session)
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
        self.failed: set[tuple[str, str]] = set()

    def run(self, name: str, load: Callable[[Session], bool]) -> None:
        try:
            with self.database.transaction() as session:
                is_changed = load(session)
                if is_changed:
                    bump(session, CONTENT)
        # Whatever is wrong with one thing, it stays as it was and the others load.
        except (SQLAlchemyError, OSError, ValueError, LookupError) as error:
            log.exception("load_failed", name=name)
            self.report.failed.append(f"{name}: {type(error).__name__}")
            shelf, slug = name.split("/")
            self.failed.add((shelf, slug))
            return
        if is_changed:
            self.report.loaded.append(name)
        else:
            self.report.unchanged += 1

    def finish(self, library: Library) -> None:
        with self.database.transaction() as session:
            self._withdraw_packs(session, self._kept(library, "learning_packs"))
            self._withdraw_courses(session, self._kept(library, "courses"))
            for folder, kind in (
                ("projects", Project),
                ("organisations", Organisation),
            ):
                kept = self._kept(library, folder)
                self._withdraw_records(session, folder, kind, kept)
            # Every time: a load that was killed may have left them as they were.
            if refresh_skill_totals(session) or self.report.withdrawn:
                bump(session, CONTENT)

    def _kept(self, library: Library, shelf: str) -> list[str]:
        failed = {slug for place, slug in self.failed if place == shelf}
        return sorted(failed | library.names(shelf))

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
