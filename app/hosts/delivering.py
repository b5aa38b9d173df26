"""The job that takes messages to host sites, again and again until they arrive."""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import (
    and_,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)
from sqlmodel import Session, col

from app.hosts.job_names import DELIVER
from app.hosts.models import DeliveryState, HostDelivery, HostSite, Way
from app.hosts.records import IS_THERE, records_request
from app.hosts.sites import secrets_of
from app.hosts.webhooks import body_of, signed_headers
from app.platform import clock
from app.platform.db import Database, UTCDateTime, enum_type
from app.platform.jobs import RunningJob, request_job
from app.platform.public_line import Line
from app.platform.public_web import NotReached, PublicWeb, Seen
from app.platform.sealing import NotOurs

# As Standard Webhooks advises: soon, then ever later, for about two days.
WAITS = tuple(timedelta(seconds=n) for n in (5, 60, 300, 1800, 7200, 21600, 50400))
WAITS += (timedelta(days=1),)
AT_A_TIME = 16
# A turn ends after this, so that many messages to one site keep nobody else waiting.
TURN_SECONDS = 15.0
# Shorter than the lease of a job, which a report renews.
REPORT_SECONDS = 5.0
KEPT = {
    DeliveryState.DELIVERED: timedelta(days=14),
    DeliveryState.FAILED: timedelta(days=90),
}
GONE = 410
MAX_TARGETS = 200


class Target(Struct, frozen=True, order=True):
    """Where messages go one after another: a site, by one way."""

    site_id: int
    way: Way

    @property
    def named(self) -> dict[str, object]:
        """What `_WAITING` asks for."""
        return {"to_site": self.site_id, "to_way": self.way}


# What is on its way to a target.
_WAITING = and_(
    col(HostDelivery.site_id) == bindparam("to_site"),
    col(HostDelivery.way) == bindparam("to_way", type_=enum_type(Way)),
    # In the words of the index, which a value that comes later would not be.
    text("host_delivery.state = 'waiting'"),
)


class Delivering(Struct, frozen=True):
    """The job: `web` is asked for at each turn, so that it can be another one."""

    web: Callable[[], PublicWeb]
    keys: list[str]
    public_url: str

    def run(self, job: RunningJob) -> None:
        """Take what is due everywhere, each target in a thread; ask to come again.

        A slow site holds up its own messages: whoever is due next takes the first
        thread that is free.
        """
        with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="webhook") as threads:
            turns: dict[Future[None], Target] = {}
            told = time.monotonic()
            while True:
                for target in _due_targets(job.database, besides=set(turns.values())):
                    if len(turns) < AT_A_TIME:
                        turn = threads.submit(self._turn, job.database, target)
                        turns[turn] = target
                if not turns:
                    break
                ended, _ = wait(turns, REPORT_SECONDS, return_when=FIRST_COMPLETED)
                for turn in ended:
                    del turns[turn]
                    turn.result()
                if time.monotonic() - told > REPORT_SECONDS:
                    job.report(0)
                    told = time.monotonic()
        with job.database.transaction(is_repeatable=True) as session:
            _drop_old(session)
            if next_due := _next_due(session):
                delay = max(next_due - clock.now(), timedelta(0))
                request_job(session, DELIVER, {}, key=DELIVER, delay=delay)

    def _turn(self, database: Database, target: Target) -> None:
        """Take messages to one target, the oldest first, until one does not arrive."""
        end = time.monotonic() + TURN_SECONDS
        with database.open_session() as session:
            found = _oldest_due(session, target)
        with Line(self.web()) as line:
            while found and time.monotonic() < end:
                site, delivery = found
                seen, problem = self._send(line, site, delivery)
                with database.transaction(is_repeatable=True) as session:
                    goes_on = _note(session, delivery, seen, problem)
                    found = _oldest_due(session, target) if goes_on else None

    def _send(
        self, line: Line, site: HostSite, delivery: HostDelivery
    ) -> tuple[Seen, str]:
        if delivery.way not in site.ways:
            return Seen(GONE, ""), "no address"
        try:
            seen = line.send(*self._request(site, delivery))
        except NotReached as error:
            return Seen(0, ""), error.reason
        except NotOurs:
            return Seen(GONE, ""), "no credential"
        if delivery.way is Way.RECORDS and seen.status == IS_THERE:
            # It arrived before, and nobody heard the answer.
            return Seen(200, seen.url), ""
        return seen, ""

    def _request(
        self, site: HostSite, delivery: HostDelivery
    ) -> tuple[str, bytes, dict[str, str]]:
        if delivery.way is Way.RECORDS:
            return records_request(delivery, site, self.public_url, self.keys)
        body, now = body_of(delivery), clock.now()
        secrets = secrets_of(site, self.keys)
        headers = signed_headers(delivery.message_id, body, secrets, now=now)
        return site.webhook_url, body, headers


# Built once: it is asked for every message.
_OLDEST_DUE = (
    select(HostSite, HostDelivery)
    .join(HostDelivery, col(HostDelivery.site_id) == col(HostSite.id))
    .where(
        _WAITING,
        col(HostDelivery.due_at) <= bindparam("now", type_=UTCDateTime),
    )
    .order_by(col(HostDelivery.id))
    .limit(1)
)


def _oldest_due(
    session: Session, target: Target
) -> tuple[HostSite, HostDelivery] | None:
    """Return what is to be sent next, with the site as it is now."""
    found = session.execute(_OLDEST_DUE, {**target.named, "now": clock.now()}).first()
    return (found[0], found[1]) if found else None


def _due_targets(database: Database, *, besides: set[Target]) -> list[Target]:
    """Return who is due, those first whose messages were tried least."""
    site, way = col(HostDelivery.site_id), col(HostDelivery.way)
    due = (
        select(site, way)
        .where(
            col(HostDelivery.state) == DeliveryState.WAITING,
            col(HostDelivery.due_at) <= clock.now(),
        )
        .group_by(site, way)
        .order_by(func.min(col(HostDelivery.attempts)), func.min(col(HostDelivery.id)))
        .limit(MAX_TARGETS)
    )
    with database.open_session() as session:
        found = [Target(*row) for row in session.execute(due)]
    return [target for target in found if target not in besides]


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
    others = update(HostDelivery).where(_WAITING, col(HostDelivery.due_at) < later)
    target = Target(sent.site_id, sent.way)
    session.connection().execute(others.values(due_at=later), target.named)
    return False


def _drop_old(session: Session) -> None:
    for state, kept in KEPT.items():
        old = col(HostDelivery.ended_at) < clock.now() - kept
        gone = delete(HostDelivery).where(col(HostDelivery.state) == state, old)
        session.connection().execute(gone)
