"""The job that takes messages to host sites, again and again until they arrive."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlmodel import Session, col

from app.hosts.job_names import DELIVER
from app.hosts.models import DeliveryState, HostDelivery, HostSite
from app.hosts.sites import secrets_of
from app.hosts.webhooks import body_of, signed_headers
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import RunningJob, request_job
from app.platform.public_web import NotReached, PublicWeb, Seen

# As Standard Webhooks advises: soon, then ever later, for about two days.
WAITS = tuple(timedelta(seconds=n) for n in (5, 60, 300, 1800, 7200, 21600, 50400))
WAITS += (timedelta(days=1),)
AT_A_TIME = 8
# A lease is kept by a report after each round: with one slow answer still below it.
TURN_SECONDS = 15.0
KEPT = {
    DeliveryState.DELIVERED: timedelta(days=14),
    DeliveryState.FAILED: timedelta(days=90),
}
GONE = 410
MAX_SITES = 200


@dataclass(frozen=True)
class Delivering:
    """The job: `web` is asked for at each message, so that it can be another one."""

    web: Callable[[], PublicWeb]
    keys: list[str]

    def run(self, job: RunningJob) -> None:
        """Take what is due to every site, each in its own thread; ask to come again."""
        with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="webhook") as threads:
            while sites := _due_sites(job.database):
                turns = [threads.submit(self._turn, job.database, n) for n in sites]
                for turn in turns:
                    turn.result()
                job.report(0)
        with job.database.transaction(is_repeatable=True) as session:
            _drop_old(session)
            if next_due := _next_due(session):
                delay = max(next_due - clock.now(), timedelta(0))
                request_job(session, DELIVER, {}, key=DELIVER, delay=delay)

    def _turn(self, database: Database, site_id: int) -> None:
        """Take messages to one site, the oldest first, until one does not arrive."""
        end = time.monotonic() + TURN_SECONDS
        while time.monotonic() < end and self._deliver_next(database, site_id):
            pass

    def _deliver_next(self, database: Database, site_id: int) -> bool:
        with database.open_session() as session:
            site = session.get(HostSite, site_id)
            delivery = session.scalar(_oldest_due(site_id))
        if site is None or delivery is None:
            return False
        seen, problem = self._send(site, delivery)
        with database.transaction(is_repeatable=True) as session:
            return _note(session, delivery, seen, problem)

    def _send(self, site: HostSite, delivery: HostDelivery) -> tuple[Seen, str]:
        if not site.webhook_url:
            return Seen(GONE, ""), "no address"
        body = body_of(delivery)
        secrets = secrets_of(site, self.keys)
        headers = signed_headers(delivery.message_id, body, secrets, now=clock.now())
        try:
            seen = self.web().send(site.webhook_url, body, headers)
        except NotReached as error:
            return Seen(0, ""), error.reason
        return seen, ""


def _oldest_due(site_id: int) -> Select[HostDelivery]:
    return (
        select(HostDelivery)
        .where(
            col(HostDelivery.site_id) == site_id,
            col(HostDelivery.state) == DeliveryState.WAITING,
            col(HostDelivery.due_at) <= clock.now(),
        )
        .order_by(col(HostDelivery.id))
        .limit(1)
    )


def _due_sites(database: Database) -> list[int]:
    due = select(col(HostDelivery.site_id)).where(
        col(HostDelivery.state) == DeliveryState.WAITING,
        col(HostDelivery.due_at) <= clock.now(),
    )
    with database.open_session() as session:
        return list(session.scalars(due.distinct().limit(MAX_SITES)))


def _next_due(session: Session) -> datetime | None:
    waiting = col(HostDelivery.state) == DeliveryState.WAITING
    return session.scalar(select(func.min(col(HostDelivery.due_at))).where(waiting))


def _note(session: Session, sent: HostDelivery, seen: Seen, problem: str) -> bool:
    """Write down what became of a message; tell whether the site takes more now."""
    now = clock.now()
    values: dict[str, object] = {
        "attempts": sent.attempts + 1,
        "status": seen.status,
        "problem": problem[:40],
    }
    is_there = 200 <= seen.status < 300
    is_over = sent.attempts >= len(WAITS) or seen.status == GONE
    if is_there or is_over:
        state = DeliveryState.DELIVERED if is_there else DeliveryState.FAILED
        values |= {"state": state, "ended_at": now}
    later = now if is_there or is_over else now + WAITS[sent.attempts]
    mine = update(HostDelivery).where(col(HostDelivery.id) == sent.id)
    session.connection().execute(mine.values(**values, due_at=later))
    if is_there or seen.status:
        return is_there
    # Nobody answers there: the others wait as long, instead of each waiting in vain.
    session.connection().execute(
        update(HostDelivery)
        .where(
            col(HostDelivery.site_id) == sent.site_id,
            col(HostDelivery.state) == DeliveryState.WAITING,
            col(HostDelivery.due_at) < later,
        )
        .values(due_at=later)
    )
    return False


def _drop_old(session: Session) -> None:
    for state, kept in KEPT.items():
        old = col(HostDelivery.ended_at) < clock.now() - kept
        gone = delete(HostDelivery).where(col(HostDelivery.state) == state, old)
        session.connection().execute(gone)
