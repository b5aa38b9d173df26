"""What this room does by itself: it reminds, closes what is over, and tells peers."""

from datetime import timedelta

from sqlmodel import Session

from app.exchange.confirming import remind_to_confirm
from app.exchange.ending import close_expired, remind_of_ends
from app.exchange.job_names import REMIND
from app.exchange.telling import tell_peers
from app.platform.jobs import RunningJob, request_job

AGAIN = timedelta(hours=12)
# Each tells whether there is anything left to wait for.
DUTIES = (close_expired, remind_of_ends, remind_to_confirm)


def ask_to_remind(session: Session) -> None:
    """Ask for the reminders, which go on as long as there is anybody to remind."""
    request_job(session, REMIND, {}, key=REMIND, delay=AGAIN)


def remind(job: RunningJob) -> None:
    """Send what is due, and come back while there is anything to wait for."""
    with job.database.transaction() as session:
        # All of them, whatever the first says.
        waits = [one(session) for one in DUTIES]
        if any(waits):
            ask_to_remind(session)


def match(job: RunningJob) -> None:
    """Tell peers of a request that fits what they offer."""
    with job.database.transaction() as session:
        tell_peers(session, job.payload["need_id"])
