"""What happens to badges when the key that signed them is known to somebody else.

Whoever has a key can sign anything with it, with any date. So the key leaves our
document, and with it every signature it ever made is refused. Badges it signed before
it got known are signed anew with the newest key, at the address they have; those
signed since then may be forged, and are revoked.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.platform.db import Database
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.recognition.keys import signing_key
from app.recognition.models import Badge, BadgeKey
from app.recognition.service import Issuer, note_key, revoke_badge
from app.recognition.signer import signed


class NoSuchKey(NotFound):
    """No badge was ever signed with a key of this name."""

    def __init__(self) -> None:
        super().__init__(N_("No badge was signed with a key of this name."))


class KeyStillUsed(Conflict):
    """The secret of the key is still among the program's."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The secret of this key is still in PASSALONG_SECRET_KEY. Put a new "
                "one there, take this one out, start the servers again, and come back."
            )
        )


class UsedKey(Struct, frozen=True):
    """A key that has signed: its name, since when, and how many badges are by it."""

    name: str
    first_used_at: datetime
    badges: int


class Leak(Struct, frozen=True):
    """That somebody else may have signed with a key since a moment."""

    key: str
    since: datetime
    reason: str


class Distrusted(Struct, frozen=True):
    """How many badges were revoked, and how many have a new signature."""

    revoked: int
    signed_anew: int


def keys_in_use(session: Session) -> list[UsedKey]:
    """Return every key that has signed badges and is trusted, the newest first."""
    newest = col(BadgeKey.first_used_at).desc()
    rows = session.scalars(select(BadgeKey).order_by(newest)).all()
    return [
        UsedKey(row.name, row.first_used_at, len(_badges_by(session, row.name)))
        for row in rows
    ]


def distrust(
    database: Database, issuer: Issuer, secrets: Sequence[str], leak: Leak
) -> Distrusted:
    """Refuse a key from now on; raise NoSuchKey, KeyStillUsed or NoSignatureNow.

    `secrets` are the program's. What was begun and did not end is gone on with by
    asking again.
    """
    if leak.key in {signing_key(secret).public.name for secret in secrets}:
        raise KeyStillUsed
    with database.transaction() as session:
        tokens = _badges_by(session, leak.key)
        if not tokens and session.get(BadgeKey, leak.key) is None:
            raise NoSuchKey
        session.connection().execute(
            delete(BadgeKey).where(col(BadgeKey.name) == leak.key)
        )
        doubtful = [token for token, at in tokens.items() if at >= leak.since]
        for token in doubtful:
            revoke_badge(session, token, leak.reason)
    good = [token for token in tokens if token not in doubtful]
    for token in good:
        _sign_anew(database, issuer, token)
    return Distrusted(len(doubtful), len(good))


def _badges_by(session: Session, key: str) -> dict[str, datetime]:
    """Return the badges a key has signed, and when; their proofs name it."""
    named = col(Badge.document).contains(f'#{key}"', autoescape=True)
    found = session.execute(select(col(Badge.token), col(Badge.issued_at)).where(named))
    return {row.token: row.issued_at for row in found}


def _sign_anew(database: Database, issuer: Issuer, token: str) -> None:
    with database.open_session() as session:
        found = select(col(Badge.document)).where(col(Badge.token) == token)
        before = session.scalar(found) or ""
    if not before:
        # Withdrawn meanwhile.
        return
    document = json.loads(before)
    del document["proof"]
    made = signed(issuer.public_url, issuer.key, document)
    with database.transaction() as session:
        note_key(session, issuer.key)
        session.connection().execute(
            update(Badge)
            .where(col(Badge.token) == token, col(Badge.document) == before)
            .values(
                document=json.dumps(made["document"], ensure_ascii=False),
                jwt=made["jwt"],
            )
        )
