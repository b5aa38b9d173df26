"""The job that returns grades, again and again until they arrive."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, field
from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.lti.job_names import RETURN_GRADES
from app.lti.models import GradeState, Placement, Platform
from app.lti.outgoing import AskFailed
from app.lti.own_keys import sign
from app.lti.services import Service, Tokens, column_for, send_score
from app.lti.titles import title_of
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import RunningJob, request_job
from app.platform.public_web import PublicWeb

WAITS = tuple(timedelta(seconds=n) for n in (10, 60, 300, 1800, 7200, 21600, 43200))
# The platform has a newer grade than the one we send (AGS 2.0, section 3.4.9).
HAS_NEWER = 409


class Returning(Struct, frozen=True):
    """The job: `web` is asked for at each turn, so that it can be another one."""

    web: Callable[[], PublicWeb]
    keys: list[str]
    tokens: Tokens = field(default_factory=Tokens)

    def run(self, job: RunningJob) -> None:
        """Send what is due, the longest due first; ask to come again."""
        while self._send_next(job.database):
            job.report(0)
        with job.database.transaction(is_repeatable=True) as session:
            if next_due := _next_due(session):
                delay = max(next_due - clock.now(), timedelta(0))
                request_job(session, RETURN_GRADES, {}, key=RETURN_GRADES, delay=delay)

    def _send_next(self, database: Database) -> bool:
        with database.open_session() as session:
            placement = session.scalar(
                select(Placement)
                .where(_IS_WAITING, col(Placement.due_at) <= clock.now())
                .order_by(col(Placement.due_at), col(Placement.id))
                .limit(1)
            )
            if placement is None:
                return False
            platform = session.get_one(Platform, placement.platform_id)
            title = title_of(session, placement)
        service = service_of(database, platform, self.web(), self.keys)
        failure: AskFailed | None = None
        status = 0
        try:
            if not placement.line_item:
                self._give_column(database, service, placement, title)
            status = send_score(service, self.tokens, placement).status
        except AskFailed as error:
            failure, status = error, error.status
        with database.transaction(is_repeatable=True) as session:
            _note(session, placement, status, failure)
        return True

    def _give_column(
        self, database: Database, service: Service, placement: Placement, title: str
    ) -> None:
        """Keep the column of a link, for everybody who opens it; raise AskFailed."""
        column = column_for(service, self.tokens, placement, title)
        placement.line_item = column
        same_link = update(Placement).where(
            col(Placement.platform_id) == placement.platform_id,
            col(Placement.resource_link_id) == placement.resource_link_id,
            col(Placement.line_item) == "",
        )
        with database.transaction(is_repeatable=True) as session:
            session.connection().execute(same_link.values(line_item=column))


_IS_WAITING = col(Placement.state) == GradeState.WAITING


def service_of(
    database: Database, platform: Platform, web: PublicWeb, keys: list[str]
) -> Service:
    """Return a platform's services, signed for with our key of today."""

    def signed(claims: dict[str, Any]) -> str:
        with database.transaction() as session:
            return sign(session, claims, keys)

    return Service(platform, web, signed)


def _next_due(session: Session) -> datetime | None:
    return session.scalar(select(func.min(col(Placement.due_at))).where(_IS_WAITING))


def _note(
    session: Session, sent: Placement, status: int, failure: AskFailed | None
) -> None:
    """Write down what became of a grade, unless a newer one is owed by now."""
    is_there = failure is None or status == HAS_NEWER
    is_over = sent.attempts >= len(WAITS)
    values: dict[str, object] = {
        "attempts": sent.attempts + 1,
        "status": status,
        "problem": "" if is_there or failure is None else failure.reason[:40],
    }
    if is_there:
        values["state"] = GradeState.DELIVERED
    elif is_over:
        values["state"] = GradeState.FAILED
    else:
        values["due_at"] = clock.now() + WAITS[sent.attempts]
    same = update(Placement).where(
        col(Placement.id) == sent.id,
        col(Placement.earned_at) == sent.earned_at,
        col(Placement.percent) == sent.percent,
    )
    session.connection().execute(same.values(**values))
    if failure is None or failure.status:
        return
    # Nobody answers there: the others wait as long, instead of each waiting in vain.
    later = clock.now() + WAITS[min(sent.attempts, len(WAITS) - 1)]
    others = update(Placement).where(
        col(Placement.platform_id) == sent.platform_id,
        _IS_WAITING,
        col(Placement.due_at) < later,
    )
    session.connection().execute(others.values(due_at=later))
