"""What `app.main` has of onboarding: read in when somebody learns or signs in."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from sqlmodel import Session
from starlette.requests import Request

from app.accounts.events import AccountVanished
from app.accounts.models import User
from app.learning.dependencies import Visitor
from app.learning.device_format import cookie_name
from app.learning.events import (
    ModuleCompleted,
    PackCompleted,
    PackStarted,
    ProgressDeleted,
)
from app.learning.joined_paths import JoinedPath
from app.learning.learner import Learner
from app.onboarding.job_names import REMIND
from app.packs.models import Pack
from app.platform.jobs import RunningJob
from app.platform.worker import Worker
from app.projects.models import Organisation
from app.reading.record_view import OrganisationPath

# Everything else of this room is read in inside of functions: most servers are asked
# for no path, and those who only read should not wait for it.


def wire(app: FastAPI, worker: Worker) -> None:
    """Hear what is learnt and who leaves; add to the export; know who signs in."""
    for kind in (PackStarted, ModuleCompleted, PackCompleted):
        worker.bus.subscribe(kind, hear)
    worker.bus.subscribe(ProgressDeleted, forget_progress)
    worker.bus.subscribe(AccountVanished, forget_account)
    worker.register(REMIND, remind)
    app.state.exports["paths"] = export_paths
    app.state.joined_paths = joined_paths
    app.state.listed_paths = listed_paths
    app.state.organisations_showing = organisations_showing
    # Before the learning room takes the cookie from the browser.
    app.state.on_sign_in.append(take_along)


def hear(session: Session, fact: PackStarted | ModuleCompleted | PackCompleted) -> None:
    """Note what somebody on a path has done."""
    if fact.learner:
        from app.onboarding import progress  # noqa: PLC0415 - see above

        progress.hear(session, fact)


def forget_progress(session: Session, fact: ProgressDeleted) -> None:
    """Take somebody off their paths who has deleted their progress."""
    from app.onboarding import progress  # noqa: PLC0415 - see above

    progress.forget_progress(session, fact)


def forget_account(session: Session, fact: AccountVanished) -> None:
    """Take somebody off their paths whose account has vanished."""
    from app.onboarding import progress  # noqa: PLC0415 - see above

    progress.forget_account(session, fact)


def remind(job: RunningJob) -> None:
    """Send the reminders that are due."""
    from app.onboarding import reminding  # noqa: PLC0415 - see above

    reminding.remind(job)


def export_paths(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return the paths somebody takes, for their data."""
    from app.onboarding import joining  # noqa: PLC0415 - see above

    return joining.export_paths(session, user_id)


def joined_paths(session: Session, visitor: Visitor) -> list[JoinedPath]:
    """Return the paths somebody takes, for the page of their learning."""
    if visitor.learner.user_id is None and not visitor.learner.sign:
        return []
    from app.onboarding import joined_paths as joined  # noqa: PLC0415 - see above

    return joined.joined_paths(session, visitor)


def listed_paths(
    session: Session, organisation: Organisation, languages: Sequence[str]
) -> list[OrganisationPath]:
    """Return the paths an organisation shows, for its page."""
    from app.onboarding import listed_paths as listed  # noqa: PLC0415 - see above

    return listed.listed_paths(session, organisation, languages)


def organisations_showing(session: Session, pack: Pack) -> list[Organisation]:
    """Return who shows a path that leads through a pack, for its page."""
    from app.onboarding import queries  # noqa: PLC0415 - see above

    return queries.organisations_showing(session, pack.key, pack.slug)


def take_along(session: Session, request: Request, user: User) -> None:
    """Give an account the paths that the browser joined before it signed in."""
    settings = request.app.state.settings
    cookie = request.cookies.get(cookie_name(secure=settings.is_secure))
    device = Learner.of(None, cookie, settings.signing_keys) if cookie else None
    if device and device.sign:
        from app.onboarding import joining  # noqa: PLC0415 - see above

        joining.take_along(session, device, user)
