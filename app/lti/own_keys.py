"""Our keys: what platforms read to prove us, and what signs, sealed in the database.

A private key is kept encrypted (Fernet) with a key derived from the program's own, so a
copy of the database signs nothing. A new key is published for a day before it signs,
and an old one for as long as anything it signed is good.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.lti.models import SigningKey
from app.platform import clock
from app.platform.sealing import NotOurs, seal, unseal

LIFE = timedelta(days=90)
# How long a key is known before it signs, and after it has signed for the last time.
AHEAD = timedelta(days=1)
AFTER = timedelta(days=2)
ALGORITHM = "RS256"
BITS = 2048
PURPOSE = b"seals keys of LTI"
PROOF_SECONDS = 300


def public_keys(session: Session, secrets: Sequence[str]) -> dict[str, Any]:
    """Return our keys as a JWK Set (RFC 7517), made or changed if it is time."""
    _keep_up(session, secrets)
    return {"keys": [key.public for key in _all(session)]}


def sign(session: Session, claims: dict[str, Any], secrets: Sequence[str]) -> str:
    """Return claims as a token of ours, good from now for five minutes."""
    from joserfc import jwt  # noqa: PLC0415 - read in when something is signed
    from joserfc.jwk import RSAKey  # noqa: PLC0415 - see above

    _keep_up(session, secrets)
    now = int(clock.now().timestamp())
    key = _signing(_all(session))
    private = RSAKey.import_key(json.loads(unseal(key.sealed, PURPOSE, secrets)))
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": key.kid}
    times = {"iat": now, "exp": now + PROOF_SECONDS}
    return jwt.encode(header, {**times, **claims}, private)


def replace_keys(session: Session, secrets: Sequence[str]) -> None:
    """Make a new key and forget all others, as after a theft."""
    session.connection().execute(delete(SigningKey))
    _make(session, secrets)


def _keep_up(session: Session, secrets: Sequence[str]) -> None:
    keys = _all(session)
    usable = [key for key in keys if _is_unsealable(key, secrets)]
    for key in keys:
        # The secret it was sealed with is gone, and with it what signs.
        if key not in usable:
            session.delete(key)
    newest = usable[-1] if usable else None
    if newest is None or newest.created_at < clock.now() - LIFE + AHEAD:
        _make(session, secrets)
    for key, follower in pairwise(usable):
        if follower.created_at + AHEAD + AFTER < clock.now():
            session.delete(key)
    session.flush()


def _signing(keys: Sequence[SigningKey]) -> SigningKey:
    """Return the newest key that has been known for a while, or the first."""
    known = [key for key in keys if key.created_at <= clock.now() - AHEAD]
    return known[-1] if known else keys[0]


def _all(session: Session) -> list[SigningKey]:
    ordered = select(SigningKey).order_by(
        col(SigningKey.created_at), col(SigningKey.kid)
    )
    return list(session.scalars(ordered))


def _make(session: Session, secrets: Sequence[str]) -> None:
    from joserfc.jwk import RSAKey  # noqa: PLC0415 - read in when a key is made

    key = RSAKey.generate_key(BITS, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    private = json.dumps(key.as_dict(private=True))
    session.add(
        SigningKey(
            kid=str(key.kid),
            public=dict(key.as_dict(private=False)),
            sealed=seal(private, PURPOSE, secrets),
        )
    )
    session.flush()


def _is_unsealable(key: SigningKey, secrets: Sequence[str]) -> bool:
    try:
        unseal(key.sealed, PURPOSE, secrets)
    except NotOurs:
        return False
    return True
