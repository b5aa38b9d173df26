"""Jobs that failed too often: how many there are, and another round for them."""

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.platform import clock
from app.platform.jobs import Job, JobState


def failed_jobs(session: Session) -> int:
    """Count the jobs that failed too often."""
    failed = select(func.count()).where(col(Job.state) == JobState.FAILED)
    return session.scalar(failed) or 0


def requeue_failed_jobs(session: Session) -> int:
    """Give jobs that failed too often another round; return how many."""
    again = {"state": JobState.QUEUED, "attempts": 0, "run_at": clock.now()}
    failed = update(Job).where(col(Job.state) == JobState.FAILED).values(again)
    return session.connection().execute(failed).rowcount
