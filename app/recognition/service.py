"""Making badges, and taking them back."""

import json
from datetime import date

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col

from app.platform import clock
from app.platform.db import Database
from app.platform.ids import random_below, random_urn, secret_token, short_id
from app.platform.rows import insert_once
from app.recognition.credentials import LIST_BITS, Achievement, Claim, badge_document
from app.recognition.keys import SigningKey
from app.recognition.models import Badge, BadgeKey
from app.recognition.queries import (
    NoBadge,
    find_same_badge,
    get_badge,
    last_number,
)
from app.recognition.signer import NoSignatureNow, signed

SALT_CHARACTERS = 16


class Wish(Struct, frozen=True):
    """What somebody wants a badge to say, and whether programs may list it."""

    user_id: int
    holder: str
    evidence: tuple[str, ...] = ()
    narrative: str = ""
    is_listed: bool = False


class Achieved(Struct, frozen=True):
    """An achievement somebody reached on a day."""

    achievement: Achievement
    completed_on: date


class Issuer(Struct, frozen=True):
    """Who signs: this site at its address, with its newest key."""

    public_url: str
    key: SigningKey


def issue(database: Database, issuer: Issuer, achieved: Achieved, wish: Wish) -> str:
    """Sign a badge and return its token: that of the one there is, if there is one.

    No connection is held while another process signs. Raise NoSignatureNow.
    """
    about = achieved.achievement
    once = "\x1f".join((str(wish.user_id), about.kind, about.key, about.version))
    with database.open_session() as session:
        if same := find_same_badge(session, once):
            return same.token
        number = last_number(session)
    claim = Claim(
        achievement=about,
        token=secret_token(),
        recipient=random_urn(),
        holder=wish.holder,
        salt=short_id(SALT_CHARACTERS),
        evidence=wish.evidence,
        narrative=wish.narrative,
        completed_on=achieved.completed_on,
        # Half of a list stays free, so that a random place rarely is taken.
        status_index=number // (LIST_BITS // 2) * LIST_BITS + random_below(LIST_BITS),
        issued_at=clock.now(),
    )
    document = badge_document(issuer.public_url, claim)
    made = signed(issuer.public_url, issuer.key, document)
    with database.transaction() as session:
        return _keep(session, issuer.key, _row(claim, wish, once, made))


def _row(
    claim: Claim, wish: Wish, once: str, made: dict[str, object]
) -> dict[str, object]:
    about = asdict(claim.achievement)
    return {
        "thing_key": about.pop("key"),
        **about,
        "token": claim.token,
        "user_id": wish.user_id,
        "once": once,
        "completed_on": claim.completed_on,
        "holder": claim.holder,
        "evidence": list(claim.evidence),
        "narrative": claim.narrative,
        "document": json.dumps(made["document"], ensure_ascii=False),
        "jwt": made["jwt"],
        "status_index": claim.status_index,
        "is_listed": wish.is_listed,
        "issued_at": claim.issued_at,
        "reason": "",
    }


def note_key(session: Session, key: SigningKey) -> None:
    """Remember the public half of a key that has signed, for our document."""
    public = {"name": key.public.name, "public": key.public.multikey}
    insert_once(session, BadgeKey, {**public, "first_used_at": clock.now()})


def _keep(session: Session, key: SigningKey, row: dict[str, object]) -> str:
    note_key(session, key)
    if insert_once(session, Badge, row):
        return str(row["token"])
    # Another request of theirs was first by a moment, or the place was taken.
    same = find_same_badge(session, str(row["once"]))
    if same is None:
        raise NoSignatureNow
    return same.token


def set_listed(session: Session, user_id: int, token: str, *, is_listed: bool) -> None:
    """Let programs see a badge under its holder's name, or no longer."""
    badge = _own_badge(session, user_id, token)
    badge.is_listed = is_listed
    session.add(badge)


def withdraw_badge(session: Session, user_id: int, token: str) -> None:
    """Take one's badge back: name, evidence and credential are forgotten."""
    _own_badge(session, user_id, token)
    _revoke(session, col(Badge.token) == token, "")


def revoke_badge(session: Session, token: str, reason: str) -> None:
    """Take somebody's badge back, and say why."""
    get_badge(session, token)
    _revoke(session, col(Badge.token) == token, reason)


def withdraw_badges_of(session: Session, user_id: int) -> None:
    """Take back every badge of somebody, and forget whose they were."""
    _revoke(session, col(Badge.user_id) == user_id, "")
    session.connection().execute(
        update(Badge).where(col(Badge.user_id) == user_id).values(user_id=None)
    )


def _own_badge(session: Session, user_id: int, token: str) -> Badge:
    badge = get_badge(session, token)
    if badge.user_id != user_id:
        raise NoBadge
    return badge


def _revoke(session: Session, which: ColumnElement[bool], reason: str) -> None:
    session.connection().execute(
        update(Badge)
        .where(which, col(Badge.revoked_at).is_(None))
        .values(
            once=None,
            holder="",
            evidence=[],
            narrative="",
            document="",
            jwt="",
            is_listed=False,
            reason=reason,
            revoked_at=clock.now(),
        )
    )
