"""The links of a draft that lead out: what is known of them, and asking for a look."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.authoring.freshness.asking import CHECK_LINKS
from app.authoring.freshness.models import LinkCheck
from app.platform import clock
from app.platform.jobs import request_job
from app.platform.public_web import MAX_ADDRESS
from app.platform.rows import insert_once


class LinkState(StrEnum):
    """What is known of an address."""

    WORKS = "works"
    FAILED = "failed"
    WAITING = "waiting"
    UNKNOWN = "unknown"


class DraftLink(Struct, frozen=True):
    """An address outside of this site, and the line of a draft it is on first."""

    line: int
    url: str
    state: LinkState


def links_in(session: Session, links: Sequence[tuple[int, str]]) -> list[DraftLink]:
    """Return what is known of addresses, given each with its line."""
    urls = [url for _, url in links]
    rows = session.scalars(select(LinkCheck).where(col(LinkCheck.url).in_(urls)))
    known = {row.url: row for row in rows}
    return [DraftLink(line, url, _state(known.get(url))) for line, url in links]


def ask_for_look(session: Session, urls: Sequence[str]) -> None:
    """Have the job look at addresses that nobody has looked at yet."""
    now = clock.now()
    blank = {"status": 0, "reason": "", "etag": "", "failures": 0}
    for url in urls:
        if len(url.encode()) <= MAX_ADDRESS:
            insert_once(session, LinkCheck, {"url": url, "next_at": now, **blank})
    asked = update(LinkCheck).where(col(LinkCheck.url).in_(urls))
    session.execute(asked.values(asked_at=now))
    request_job(session, CHECK_LINKS, {}, key=CHECK_LINKS)


def _state(known: LinkCheck | None) -> LinkState:
    if known is None:
        return LinkState.UNKNOWN
    if known.checked_at is None:
        return LinkState.WAITING
    return LinkState.FAILED if known.failures else LinkState.WORKS
