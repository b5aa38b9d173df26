"""Recognising somebody by name and passphrase, slowly and not too often.

No database transaction is open while a passphrase is hashed: that takes long on
purpose, and SQLite has one writer.
"""

from starlette.requests import Request

from app.accounts.models import User
from app.accounts.names import skeleton
from app.accounts.passphrases import verify_passphrase
from app.accounts.queries import find_user_by_name
from app.accounts.rate_limits import (
    LOGIN_BY_ACCOUNT,
    LOGIN_BY_ADDRESS,
    Limit,
    count_try,
    drop_old_counts,
    limit_key,
    take_back,
)
from app.platform.db import Database
from app.platform.networks import address_prefix
from app.platform.settings import Settings


def recognise(request: Request, name: str, passphrase: str) -> User | None:
    """Return whose name and passphrase these are; None, after the same work, if not."""
    database: Database = request.app.state.database
    keys = {
        LOGIN_BY_ACCOUNT: _key(request, LOGIN_BY_ACCOUNT, skeleton(name)),
        LOGIN_BY_ADDRESS: address_key(request, LOGIN_BY_ADDRESS),
    }
    with database.transaction() as session:
        drop_old_counts(session)
        for limit, key in keys.items():
            count_try(session, limit, key)
    with database.open_session() as session:
        user = find_user_by_name(session, name)
    kept = user.passphrase_hash if user else None
    if not verify_passphrase(passphrase, kept):
        return None
    with database.transaction() as session:
        for key in keys.values():
            take_back(session, key)
    return user


def count_by_address(request: Request, limit: Limit) -> None:
    """Count one try of whoever shares this address; raise TooManyTries."""
    database: Database = request.app.state.database
    with database.transaction() as session:
        drop_old_counts(session)
        count_try(session, limit, address_key(request, limit))


def address_key(request: Request, limit: Limit) -> str:
    """Return the key that counts for everyone in the same network."""
    host = request.client.host if request.client else ""
    return _key(request, limit, address_prefix(host))


def _key(request: Request, limit: Limit, who: str) -> str:
    settings: Settings = request.app.state.settings
    return limit_key(limit, who, settings)
