"""What `app.main` has of the exchange: read in when somebody leaves or exports."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from sqlmodel import Session

from app.accounts.events import AccountVanished
from app.exchange.job_names import MATCH, REMIND
from app.platform.jobs import RunningJob
from app.platform.worker import Worker

if TYPE_CHECKING:
    from app.exchange.need_lines import ShownNeed
    from app.exchange.shown import ShownPeer

# Everything else of this room is read in inside of functions: who only reads packs
# should not wait for it.


def wire(app: FastAPI, worker: Worker) -> None:
    """Hear who leaves; remind, close what is over, tell peers what fits.

    The learning room asks by the app: no room on its line may be imported there.
    """
    app.state.pack_helpers = pack_helpers
    worker.bus.subscribe(AccountVanished, forget_account)
    worker.register(REMIND, remind)
    worker.register(MATCH, match)


def forget_account(session: Session, fact: AccountVanished) -> None:
    """Delete what somebody offered, asked and wrote."""
    from app.exchange import own  # noqa: PLC0415 - see above

    own.forget_account(session, fact)


def export_own(session: Session, user_id: int) -> dict[str, Any]:
    """Return what somebody offers, asked and wrote, for their data."""
    from app.exchange import own  # noqa: PLC0415 - see above

    return own.export_own(session, user_id)


def remind(job: RunningJob) -> None:
    """Ask whether all is still so, and close what is over."""
    from app.exchange import jobs  # noqa: PLC0415 - see above

    jobs.remind(job)


def match(job: RunningJob) -> None:
    """Tell peers of a request that fits what they offer."""
    from app.exchange import jobs  # noqa: PLC0415 - see above

    jobs.match(job)


def skill_helpers(session: Session, skill: str) -> "list[ShownPeer]":
    """Return the first who offer a skill, for its page."""
    from app.exchange import elsewhere  # noqa: PLC0415 - see above

    return elsewhere.skill_helpers(session, skill)


def organisation_peers(session: Session, organisation_id: int) -> "list[ShownPeer]":
    """Return peers of an organisation, for its page."""
    from app.exchange import elsewhere  # noqa: PLC0415 - see above

    return elsewhere.organisation_peers(session, organisation_id)


def pack_helpers(
    session: Session, pack_id: int, languages: Sequence[str], viewer_id: int | None
) -> "list[ShownPeer]":
    """Return who can help with what a pack teaches, for the page at its end."""
    from app.exchange import elsewhere  # noqa: PLC0415 - see above

    return elsewhere.pack_helpers(session, pack_id, languages, viewer_id)


def fitting_requests(session: Session, user_id: int) -> "list[ShownNeed]":
    """Return open requests that fit what somebody offers, for the front page."""
    from app.exchange import elsewhere  # noqa: PLC0415 - see above

    return elsewhere.fitting_requests(session, user_id)
