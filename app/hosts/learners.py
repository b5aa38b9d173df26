"""Who learns in the frames of a site, how far they are, and forgetting it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.hosts.keys import SKEW, KeyRefused, read_key, read_session, write_session
from app.hosts.linking import keep_too
from app.hosts.models import HostLearner, HostSite, UsedKey
from app.hosts.sites import secrets_of
from app.learning.data_page import export_learning
from app.learning.device import Device
from app.learning.device_format import decode, encode
from app.learning.learner import Learner
from app.platform import clock
from app.platform.ids import short_id
from app.platform.rows import insert_once
from app.platform.upserts import insert_into

# A cookie holds less than a kilobyte; a row need not be that small.
MAX_PROGRESS_BYTES = 60_000
MARK_CHARACTERS = 24


class FramedLearner(Struct):
    """Somebody in a frame: the row that keeps their progress, as `learning` sees it."""

    row: HostLearner
    site: HostSite
    learner: Learner

    def keep(self, session: Session) -> None:
        """Write what has changed into the row, and into an account linked with it."""
        if self.learner.is_changed:
            before = decode(self.row.progress) if self.row.progress else Device()
            keep_too(session, self.row, before, self.learner.device)
            self.row.progress = encode(self.learner.device, MAX_PROGRESS_BYTES)
        self.row.seen_at = clock.now()
        session.add(self.row)


def begin(session: Session, text: str, keys: Sequence[str]) -> str:
    """Change a learner key for what a frame shows from now on; raise KeyRefused."""
    key = read_key(text)
    found = select(HostSite).where(col(HostSite.key) == key.claims.iss)
    site = session.scalar(found)
    if site is None or not key.is_signed_with(secrets_of(site, keys)):
        raise KeyRefused
    _use_up(session, key.claims.fingerprint, key.claims.expires_at)
    return introduce(session, site, key.claims.sub, keys)


def introduce(
    session: Session, site: HostSite, subject: str, keys: Sequence[str]
) -> str:
    """Return what a frame shows for somebody whom a site has vouched for.

    A subject with a blank in it can be said by no learner key.
    """
    return write_session(mark_of(session, site, subject), keys)


def find_learner(session: Session, text: str, keys: Sequence[str]) -> FramedLearner:
    """Return who a frame says it is for, locked until the end; raise KeyRefused."""
    found = select(HostLearner, HostSite).join(
        HostSite, col(HostSite.id) == col(HostLearner.site_id)
    )
    theirs = found.where(col(HostLearner.mark) == read_session(text, keys))
    known = session.execute(theirs.with_for_update(of=HostLearner)).first()
    if known is None:
        raise KeyRefused
    row, site = known
    device = decode(row.progress) if row.progress else Device()
    return FramedLearner(row, site, Learner(None, device, keys, framed_as=row.mark))


def kept(session: Session, framed: FramedLearner) -> dict[str, Any]:
    """Return everything that is kept about somebody in a frame, as JSON can hold it."""
    return {
        "site": framed.site.origin,
        "learner": framed.row.subject,
        "since": framed.row.created_at.isoformat(),
        "last_seen": framed.row.seen_at.isoformat(),
        "learning": export_learning(session, framed.learner),
    }


def forget(session: Session, framed: FramedLearner) -> None:
    """Delete somebody in a frame, and every message about them that is kept."""
    session.delete(framed.row)
    session.flush()


def _use_up(session: Session, fingerprint: str, expires_at: datetime) -> None:
    past = col(UsedKey.expires_at) < clock.now() - 2 * SKEW
    session.connection().execute(delete(UsedKey).where(past))
    row = {"key_hash": fingerprint, "expires_at": expires_at}
    if not insert_once(session, UsedKey, row):
        raise KeyRefused


def mark_of(session: Session, site: HostSite, subject: str) -> str:
    """Return the mark of who learns on a site under this sign, known or new."""
    now = clock.now()
    asked = insert_into(session, HostLearner).values(
        site_id=site.number,
        subject=subject,
        mark=short_id(MARK_CHARACTERS),
        progress=b"",
        created_at=now,
        seen_at=now,
    )
    again = asked.on_conflict_do_update(
        index_elements=["site_id", "subject"], set_={"seen_at": now}
    )
    found = session.connection().execute(again.returning(col(HostLearner.mark)))
    mark: str = found.scalar_one()
    return mark


def count_learners(session: Session, site: HostSite) -> int:
    """Count who has learnt in the frames of a site."""
    found = select(func.count()).where(col(HostLearner.site_id) == site.id)
    return session.scalar(found) or 0
