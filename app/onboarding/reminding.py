"""Reminders for those who want some: at the start of a cohort, then once a week.

They end with the cohort, when everything is done, or after eight weeks where there
are no dates. They are notices: who turns that kind off gets none either.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.notices.models import NoticeKind
from app.notices.service import News, tell
from app.onboarding.counting import steps_done
from app.onboarding.job_names import REMIND
from app.onboarding.models import Cohort, Path, PathLearner, PathProgress
from app.onboarding.queries import best_words
from app.onboarding.stops import path_steps
from app.platform import clock
from app.platform.jobs import RunningJob, request_job

WEEK = timedelta(weeks=1)
LONGEST = timedelta(weeks=8)
AGAIN = timedelta(hours=12)


def remind(job: RunningJob) -> None:
    """Remind everybody whose turn it is, and come back while anybody wants that."""
    with job.database.transaction() as session:
        if remind_all(session):
            request_job(session, REMIND, {}, key=REMIND, delay=AGAIN)


def remind_all(session: Session) -> bool:
    """Remind everybody whose turn it is; tell whether anybody wants reminders."""
    rows = session.execute(
        select(PathLearner, Path, Cohort)
        .join(Path, col(Path.id) == col(PathLearner.path_id))
        .outerjoin(Cohort, col(Cohort.id) == col(PathLearner.cohort_id))
        .where(
            col(PathLearner.wants_reminders).is_(True),
            col(PathLearner.user_id).is_not(None),
        )
    ).all()
    now = clock.now()
    for learner, path, cohort in rows:
        if is_due(learner, cohort, now):
            _remind(session, learner, path, now)
    return bool(rows)


def is_due(learner: PathLearner, cohort: Cohort | None, now: datetime) -> bool:
    """Tell whether it is time to remind somebody, as far as the dates say."""
    today = now.date()
    if cohort and cohort.starts_on and today < cohort.starts_on:
        return False
    if cohort and cohort.ends_on:
        is_over = today > cohort.ends_on
    else:
        is_over = now > learner.joined_at + LONGEST
    if is_over:
        return False
    if learner.reminded_at is not None:
        return now >= learner.reminded_at + WEEK
    starts_later = bool(
        cohort and cohort.starts_on and cohort.starts_on > learner.joined_at.date()
    )
    return starts_later or now >= learner.joined_at + WEEK


def _remind(session: Session, learner: PathLearner, path: Path, now: datetime) -> None:
    learner.reminded_at = now
    session.add(learner)
    steps = path_steps(session, path, [learner.language])
    rows = session.scalars(
        select(PathProgress).where(col(PathProgress.learner_id) == learner.id)
    )
    if steps and steps_done(steps, {row.pack_key: row for row in rows}) == len(steps):
        return
    title = best_words(session, path, [learner.language]).title
    news = News(NoticeKind.REMINDER, title, "me/paths")
    tell(session, news, to=[learner.user_id], by=None)
