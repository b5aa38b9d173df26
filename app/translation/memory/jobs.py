"""Keeping the memory up to date outside requests, and making it anew."""

from collections.abc import Iterator

from sqlmodel import Session

from app.packs.events import CourseChanged, PackLoaded
from app.platform.db import Database
from app.platform.jobs import RunningJob, request_job
from app.platform.outbox import EventBus
from app.platform.worker import Worker
from app.projects.events import OrganisationChanged, ProjectChanged
from app.translation.events import TranslationSaved
from app.translation.memory.service import (
    BATCH,
    forget_derived,
    remember,
    unseen_units,
)

CATCH_UP = "translation.remember"
Loaded = PackLoaded | CourseChanged | ProjectChanged | OrganisationChanged


def wire(worker: Worker) -> None:
    """Listen to what is translated and loaded."""
    worker.register(CATCH_UP, catch_up)
    _subscribe(worker.bus)


def _subscribe(bus: EventBus) -> None:
    bus.subscribe(TranslationSaved, remember_saved)
    for kind in (PackLoaded, CourseChanged, ProjectChanged, OrganisationChanged):
        bus.subscribe(kind, remember_loaded)


def remember_saved(session: Session, fact: TranslationSaved) -> None:
    """Remember what somebody has translated or judged."""
    remember(session, fact.language, [fact.unit_id])


def remember_loaded(session: Session, _fact: Loaded) -> None:
    """Ask for everything new to be remembered after content was loaded."""
    request_catching_up(session)


def request_catching_up(session: Session) -> None:
    """Ask for everything that is not remembered yet to be."""
    request_job(session, CATCH_UP, {}, key=CATCH_UP)


def catch_up(job: RunningJob) -> None:
    """Do what was asked for."""
    for done, whole in remember_unseen(job.database):
        job.report(100 * done // whole)


def remember_unseen(database: Database) -> Iterator[tuple[int, int]]:
    """Remember what is not remembered yet, bit by bit; yield how much, of how much."""
    with database.open_session() as session:
        work = unseen_units(session)
    whole, done = sum(map(len, work.values())), 0
    for language, unit_ids in work.items():
        for start in range(0, len(unit_ids), BATCH):
            some = unit_ids[start : start + BATCH]
            with database.transaction() as session:
                remember(session, language, some)
            done += len(some)
            yield done, whole


def remember_anew(database: Database) -> Iterator[tuple[int, int]]:
    """Make anew what is derived; yield how many units, of how many."""
    with database.transaction() as session:
        forget_derived(session)
    yield from remember_unseen(database)
