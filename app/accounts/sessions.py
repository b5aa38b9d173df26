"""Browsers that are signed in: opening, finding and ending their sessions.

The token has 192 random bits and lives in the browser's cookie only. A session ends
30 days after it was last used, and a year after it began at the latest.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Engine, Row, bindparam, delete, select, update
from sqlmodel import Session, col

from app.accounts.models import LoginSession, RoleGrant, User
from app.accounts.roles import Grant
from app.platform import clock
from app.platform.ids import secret_token, text_hash

IDLE = timedelta(days=30)
LONGEST = timedelta(days=365)
SEEN_EVERY = timedelta(days=1)
MAX_TOKEN_CHARACTERS = 64
MAX_SESSIONS_PER_USER = 50

# Built once: it runs for every page of everyone who is signed in, and building it
# would take three times as long as running it.
_WHO = (
    select(
        col(User.id),
        col(User.name),
        col(User.preferences),
        col(User.unread_notices),
        col(LoginSession.last_seen_at),
        col(LoginSession.created_at),
        col(LoginSession.expires_at),
        col(RoleGrant.role),
        col(RoleGrant.skill),
        col(RoleGrant.language),
    )
    .select_from(LoginSession)
    .join(User, col(User.id) == col(LoginSession.user_id))
    .outerjoin(RoleGrant, col(RoleGrant.user_id) == col(User.id))
    .where(
        col(LoginSession.token_hash) == bindparam("token_hash"),
        col(User.blocked_at).is_(None),
        col(User.vanished_at).is_(None),
    )
)


class SessionOwner(Struct, frozen=True):
    """Whose session it is, with what every page needs."""

    user_id: int
    name: str
    preferences: dict[str, str]
    grants: frozenset[Grant]
    token_hash: str
    last_seen_at: datetime
    created_at: datetime
    unread_notices: int


def open_login_session(session: Session, user: User) -> str:
    """Sign a browser in and return the token for its cookie."""
    token, now = secret_token(), clock.now()
    session.add(
        LoginSession(
            token_hash=text_hash(token),
            user_id=user.number,
            created_at=now,
            last_seen_at=now,
            expires_at=now + IDLE,
        )
    )
    session.flush()
    _drop_old_sessions(session, user, now, kept=text_hash(token))
    return token


def find_owner(engine: Engine, token: str) -> SessionOwner | None:
    """Return whose token this is, unless it ended or its user is shut out."""
    if len(token) > MAX_TOKEN_CHARACTERS:
        return None
    token_hash, now = text_hash(token), clock.now()
    with engine.connect() as connection:
        rows = connection.execute(_WHO, {"token_hash": token_hash}).all()
    if not rows or rows[0].expires_at <= now:
        return None
    return SessionOwner(
        user_id=rows[0].id,
        name=rows[0].name,
        preferences=rows[0].preferences,
        grants=_grants(rows),
        token_hash=token_hash,
        last_seen_at=rows[0].last_seen_at,
        created_at=rows[0].created_at,
        unread_notices=rows[0].unread_notices,
    )


def _grants(rows: Sequence[Row[*tuple[Any, ...]]]) -> frozenset[Grant]:
    return frozenset(
        Grant(row.role, row.skill or None, row.language or None)
        for row in rows
        if row.role is not None
    )


def is_due(owner: SessionOwner) -> bool:
    """Tell whether today's use of a session has not been noted yet."""
    return clock.now() - owner.last_seen_at >= SEEN_EVERY


def note_use(session: Session, owner: SessionOwner) -> None:
    """Note that a session is in use, which moves its end forward."""
    now = clock.now()
    session.execute(
        update(LoginSession)
        .where(col(LoginSession.token_hash) == owner.token_hash)
        .values(
            last_seen_at=now, expires_at=min(now + IDLE, owner.created_at + LONGEST)
        )
    )


def end_session(session: Session, token: str) -> None:
    """Sign one browser out."""
    mine = col(LoginSession.token_hash) == text_hash(token)
    session.execute(delete(LoginSession).where(mine))


def end_all_sessions(session: Session, user: User) -> None:
    """Sign every browser of a user out."""
    theirs = col(LoginSession.user_id) == user.id
    session.execute(delete(LoginSession).where(theirs))


def _drop_old_sessions(
    session: Session, user: User, now: datetime, *, kept: str
) -> None:
    # After a clock was set back, the one that was just opened looks like the oldest.
    is_another = col(LoginSession.token_hash) != kept
    others = (col(LoginSession.user_id) == user.id) & is_another
    newest = (
        select(col(LoginSession.token_hash))
        .where(others)
        .order_by(col(LoginSession.created_at).desc())
        .limit(MAX_SESSIONS_PER_USER - 1)
    )
    too_many = others & col(LoginSession.token_hash).not_in(newest)
    ended = col(LoginSession.expires_at) <= now
    session.execute(delete(LoginSession).where(too_many | ended))
