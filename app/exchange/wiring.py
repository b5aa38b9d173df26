"""What `app.main` has of the exchange: read in when somebody leaves or exports."""

from typing import Any

from sqlmodel import Session

from app.accounts.events import AccountVanished
from app.exchange.job_names import MATCH, REMIND
from app.platform.jobs import RunningJob
from app.platform.worker import Worker

# Everything else of this room is read in inside of functions: who only reads packs
# should not wait for it.


def wire(worker: Worker) -> None:
    """Hear who leaves; remind, close what is over, tell peers what fits."""
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
