"""The job that looks whether what modules link to is still there."""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import zip_longest
from urllib.parse import urlsplit

from msgspec import Struct, field
from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.freshness.asking import CHECK_LINKS
from app.authoring.freshness.links import forget_unused, gather
from app.authoring.freshness.models import LinkCheck
from app.platform import clock
from app.platform.jobs import RunningJob, request_job
from app.platform.public_web import NotReached, PublicWeb, Seen

AGENT = "Passalong/0.1 (learning packs; looks once in two weeks whether links work)"
AGAIN = timedelta(hours=6)
GOOD_FOR = timedelta(days=14)
TRY_AGAIN = timedelta(days=1)
GIVEN_UP = timedelta(days=7)
AT_ONCE = 200
# One bad day is no broken link.
BROKEN_AFTER = 3
_GONE = frozenset({404, 410})
# Somebody may read these, only a program may not.
_NOT_FOR_US = frozenset({401, 403, 405, 406, 418, 429, 451, 999})


class LinkChecking(Struct):
    """The job: `pause` is how many seconds one server is left alone in between."""

    web: PublicWeb = field(default_factory=lambda: PublicWeb(AGENT))
    pause: float = 2.0
    _asked: dict[str, float] = field(default_factory=dict)

    def run(self, job: RunningJob) -> None:
        """Look at the links whose time has come, then ask to be run again."""
        self._gather(job)
        with job.database.open_session() as session:
            due = _due(session)
        for done, check in enumerate(_mixed(due)):
            self._wait(job, check.url)
            job.report(100 * done // len(due))
            changed = judged(check, self._look(check))
            with job.database.transaction() as session:
                session.merge(changed)
        with job.database.transaction() as session:
            request_job(session, CHECK_LINKS, {}, key=CHECK_LINKS, delay=AGAIN)

    def _gather(self, job: RunningJob) -> None:
        is_more = True
        while is_more:
            with job.database.transaction() as session:
                is_more = gather(session)
            job.report(0)
        with job.database.transaction() as session:
            forget_unused(session)

    def _look(self, check: LinkCheck) -> Seen | NotReached:
        try:
            return self.web.look(check.url, etag=check.etag)
        except NotReached as error:
            return error

    def _wait(self, job: RunningJob, url: str) -> None:
        host = urlsplit(url).hostname or ""
        left = self._asked.get(host, 0.0) + self.pause - time.monotonic()
        if left > 0:
            job.stopping.wait(left)
        self._asked[host] = time.monotonic()


def judged(check: LinkCheck, answer: Seen | NotReached) -> LinkCheck:
    """Return what is known of a link after an answer, and when to look again."""
    now = clock.now()
    status = answer.status if isinstance(answer, Seen) else 0
    reason = answer.reason if isinstance(answer, NotReached) else ""
    etag = answer.etag if isinstance(answer, Seen) else check.etag
    is_well = 200 <= status < 400 or status in _NOT_FOR_US
    failures = 0 if is_well else check.failures + 1
    weight = failures + (status in _GONE)
    is_broken = not is_well and weight >= BROKEN_AFTER
    after = GOOD_FOR if is_well else GIVEN_UP if is_broken else TRY_AGAIN
    if isinstance(answer, Seen) and answer.retry_after.isdigit():
        asked = timedelta(seconds=int(answer.retry_after[:7]))
        after = min(max(after, asked), GOOD_FOR)
    return LinkCheck(
        url=check.url,
        status=status,
        reason=reason,
        etag=etag or check.etag,
        failures=failures,
        checked_at=now,
        broken_since=(check.broken_since or now) if is_broken else None,
        asked_at=check.asked_at,
        next_at=now + after,
    )


def _due(session: Session) -> list[LinkCheck]:
    found = (
        select(LinkCheck)
        .where(col(LinkCheck.next_at) <= clock.now())
        .order_by(col(LinkCheck.next_at), col(LinkCheck.url))
        .limit(AT_ONCE)
    )
    return list(session.scalars(found))


def _mixed(checks: Sequence[LinkCheck]) -> Iterator[LinkCheck]:
    """Yield them so that no server is asked twice while others wait."""
    by_host: dict[str, list[LinkCheck]] = {}
    for check in checks:
        by_host.setdefault(urlsplit(check.url).hostname or "", []).append(check)
    for row in zip_longest(*by_host.values()):
        yield from (check for check in row if check is not None)
