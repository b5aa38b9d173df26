"""What the worker has of the memory: read in when there is something to remember."""

from collections.abc import Sequence

from sqlmodel import Session

from app.packs.events import CourseChanged, PackLoaded
from app.platform.jobs import RunningJob
from app.platform.worker import Worker
from app.projects.events import OrganisationChanged, ProjectChanged
from app.translation.events import TranslationSaved
from app.translation.memory.asking import CATCH_UP, request_catching_up

Loaded = PackLoaded | CourseChanged | ProjectChanged | OrganisationChanged


def wire(worker: Worker) -> None:
    """Listen to what is translated and loaded."""
    worker.register(CATCH_UP, catch_up)
    worker.bus.subscribe_to_many(TranslationSaved, remember_saved)
    for kind in (PackLoaded, CourseChanged, ProjectChanged, OrganisationChanged):
        worker.bus.subscribe_to_many(kind, remember_loaded)


def remember_saved(session: Session, facts: Sequence[TranslationSaved]) -> None:
    """Remember what was translated or judged."""
    from app.translation.memory.service import remember  # noqa: PLC0415 - see above

    for language in dict.fromkeys(fact.language for fact in facts):
        there = [fact.unit_id for fact in facts if fact.language == language]
        remember(session, language, there)


def remember_loaded(session: Session, _facts: Sequence[Loaded]) -> None:
    """Ask for everything new to be remembered after content was loaded."""
    request_catching_up(session)


def catch_up(job: RunningJob) -> None:
    """Do what was asked for."""
    from app.translation.memory.jobs import remember_unseen  # noqa: PLC0415 - see above

    for done, whole in remember_unseen(job.database):
        job.report(100 * done // whole)
