"""How often something may be tried, counted in the database for every process.

What is counted is known here only by a keyed hash: the table tells nobody whose
account or address was behind it.
"""

import hashlib
import hmac
from datetime import timedelta
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, case, delete, update
from sqlmodel import Session, col

from app.accounts.models import RateBucket
from app.platform import clock
from app.platform.db import UTCDateTime
from app.platform.errors import TooManyRequests
from app.platform.i18n import N_
from app.platform.settings import Settings
from app.platform.upserts import insert_for

KEPT = timedelta(days=1)


class Limit(Struct, frozen=True):
    """At most `most` tries in a window that begins with the first one."""

    name: str
    most: int
    window: timedelta


LOGIN_BY_ACCOUNT = Limit("login-account", 10, timedelta(minutes=5))
LOGIN_BY_ADDRESS = Limit("login-address", 10, timedelta(minutes=5))
REGISTRATION = Limit("register-address", 5, timedelta(hours=1))
PROVIDER_START = Limit("oauth-address", 60, timedelta(minutes=5))


def count_try(session: Session, limit: Limit, key: str) -> None:
    """Count one more try; raise TooManyTries when it is one too many.

    Call it in a transaction of its own, before the work it protects: a count that is
    rolled back with a failed try, or kept waiting by it, limits nothing.
    """
    now = clock.now()
    connection = session.connection()
    counted = connection.execute(
        _counting(connection.dialect.name),
        {"key_hash": key, "window_start": now, "count": 1, "over": now - limit.window},
    )
    count, start = counted.one()
    if count > limit.most:
        raise TooManyTries(limit, left=start + limit.window - now)


@cache
def _counting(dialect: str) -> Any:
    """Return what counts a try: building it costs as much as doing it."""
    statement = insert_for(dialect, RateBucket)
    first = statement.excluded
    is_over = col(RateBucket.window_start) <= bindparam("over", type_=UTCDateTime)
    return statement.on_conflict_do_update(
        index_elements=["key_hash"],
        set_={
            "count": case((is_over, first.count), else_=col(RateBucket.count) + 1),
            "window_start": case(
                (is_over, first.window_start), else_=col(RateBucket.window_start)
            ),
        },
    ).returning(col(RateBucket.count), col(RateBucket.window_start))


class TooManyTries(TooManyRequests):
    """One key was used more often than its limit allows."""

    def __init__(self, limit: Limit, *, left: timedelta) -> None:
        seconds = max(1, -(-int(left.total_seconds() * 1000) // 1000))
        super().__init__(
            N_("That was tried too often. Please wait about %(minutes)s min."),
            retry_after=seconds,
            minutes=-(-seconds // 60),
        )
        self.limit = limit


def take_back(session: Session, key: str) -> None:
    """Uncount a try that succeeded: a full room behind one address may sign in."""
    counted = (col(RateBucket.key_hash) == key) & (col(RateBucket.count) > 0)
    lowered = update(RateBucket).where(counted)
    session.execute(lowered.values(count=col(RateBucket.count) - 1))


def drop_old_counts(session: Session) -> None:
    """Delete counts that no limit looks at any more."""
    old = col(RateBucket.window_start) < clock.now() - KEPT
    session.execute(delete(RateBucket).where(old))


def limit_key(limit: Limit, who: str, settings: Settings) -> str:
    """Return the keyed hash under which tries are counted."""
    secret = settings.signing_keys[-1].encode()
    return hmac.new(
        secret, f"{limit.name}\x1f{who}".encode(), hashlib.sha256
    ).hexdigest()
