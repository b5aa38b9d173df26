"""Makes the database agree with the content folders, one transaction per thing."""

from collections.abc import Callable
from functools import partial

import structlog
from msgspec import Struct, field
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.content.derived import refresh_skill_totals
from app.content.library import Library
from app.content.pack_loading import load_pack
from app.content.reading import PackFolder
from app.content.record_loading import load_course, load_organisation, load_project
from app.content.withdrawing import withdraw_all_but
from app.packs.queries import find_pack_by_key
from app.platform.db import Database
from app.platform.prepared import forget_prepared
from app.platform.states import CONTENT, bump
from app.platform.storage import Storage
from app.translation.pack_languages import refresh_pack_languages

log = structlog.get_logger()

# Numbers beside skills; nothing that can be found has changed.
SKILL_TOTALS = "skill:totals"


class LoadReport(Struct):
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
        load = partial(load_organisation, file=organisation)
        about = f"organisation:{organisation.fields.id}"
        loader.run(f"organisations/{slug}", load, about)
    for slug, project in library.projects.items():
        load = partial(load_project, file=project)
        loader.run(f"projects/{slug}", load, f"project:{project.fields.id}")
    for slug, folder in library.packs.items():
        load = partial(_load_whole_pack, storage=storage, folder=folder)
        loader.run(f"learning_packs/{slug}", load, f"pack:{folder.fields.id}")
    for slug, course in library.courses.items():
        load = partial(load_course, folder=course)
        loader.run(f"courses/{slug}", load, f"course:{course.fields.id}")
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

    def run(self, name: str, load: Callable[[Session], bool], about: str) -> None:
        try:
            with self.database.transaction() as session:
                is_changed = load(session)
                if is_changed:
                    bump(session, CONTENT, about=about)
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
            for shelf in library.shelves:
                self._withdraw(session, library, shelf)
            # Every time: a load that was killed may have left them as they were.
            if refresh_skill_totals(session):
                bump(session, CONTENT, about=SKILL_TOTALS)

    def _kept(self, library: Library, shelf: str) -> list[str]:
        failed = {slug for place, slug in self.failed if place == shelf}
        return sorted(failed | library.names(shelf))

    def _withdraw(self, session: Session, library: Library, shelf: str) -> None:
        for slug in withdraw_all_but(session, shelf, self._kept(library, shelf)):
            self.report.withdrawn.append(f"{shelf}/{slug}")
