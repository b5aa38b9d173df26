"""Who may be in a live draft at this moment: asked again every second, for everybody.

What a browser was allowed when it came in says nothing about now: somebody signs out,
is blocked or loses a role while the socket stays open.
"""

from collections.abc import Collection, Iterator
from enum import IntEnum
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import LoginSession, RoleGrant, User
from app.accounts.roles import Grant, Role, all_roles
from app.packs.models import Module, Pack, Protection, PublicState
from app.platform import clock

# SQLite takes so many values in one question without complaint, however it is built.
AT_ONCE = 500


class Closing(IntEnum):
    """Why a socket is closed. Browsers come again for those under 4400."""

    BROKEN = 1011
    RESTART = 1012
    LATER = 1013
    UNREADABLE = 4400
    SIGNED_OUT = 4401
    NOT_ALLOWED = 4403
    NOT_THERE = 4404
    OTHER_EPOCH = 4409
    TOO_LONG = 4413
    TOO_MANY = 4429


def editors_among(session: Session, hashes: Collection[str]) -> dict[str, bool]:
    """Return, of these sessions, those that have not ended: whether they may edit."""
    grants: dict[str, set[Grant]] = {}
    for some in _some(list(hashes)):
        found = (
            select(col(LoginSession.token_hash), col(RoleGrant.role))
            .join(User, col(User.id) == col(LoginSession.user_id))
            .outerjoin(RoleGrant, col(RoleGrant.user_id) == col(User.id))
            .where(
                col(LoginSession.token_hash).in_(some),
                col(LoginSession.expires_at) > clock.now(),
                col(User.blocked_at).is_(None),
                col(User.vanished_at).is_(None),
            )
        )
        for token_hash, role in session.execute(found):
            held = grants.setdefault(token_hash, set())
            if role is not None:
                held.add(Grant(role))
    return {one: Role.EDITOR in all_roles(held) for one, held in grants.items()}


def open_documents(session: Session, document_ids: Collection[int]) -> set[int]:
    """Return, of these documents, those that are modules every editor may edit."""
    opened: set[int] = set()
    for some in _some(list(document_ids)):
        found = (
            select(col(Module.document_id))
            .join(Pack, col(Pack.id) == col(Module.pack_id))
            .where(
                col(Module.document_id).in_(some),
                ~col(Module.is_withdrawn),
                col(Pack.state) != PublicState.WITHDRAWN,
                col(Pack.protection) == Protection.EDITORS,
            )
        )
        opened.update(session.scalars(found))
    return opened


_Value = TypeVar("_Value")


def _some(values: list[_Value]) -> Iterator[list[_Value]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
