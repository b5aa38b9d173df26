"""Counting what is wanted, wishing to be told, taking on the work, and telling."""

import hashlib
import hmac
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from app.platform import clock
from app.platform.errors import Conflict, Forbidden
from app.platform.i18n import N_
from app.platform.ids import secret_token
from app.platform.rows import insert_once
from app.platform.states import CONTENT, bump
from app.wishes.marks import WINDOW, count, mark_of
from app.wishes.models import Wanted, Wish
from app.wishes.queries import PACK, SHOWN_FROM, find_wanted
from app.wishes.sayable import normal_text, same_text

MAX_WISHES = 100


class Subject(Struct, frozen=True):
    """What is wanted in a language: a pack by its key, or what a search said."""

    language: str
    pack_key: str = ""
    text: str = ""


class Visitor(Struct, frozen=True):
    """Who asks, for counting only: a network, and the secret it is hashed with."""

    network: str
    secret: str


def count_wanted_once(session: Session, subject: Subject, visitor: Visitor) -> Wanted:
    """Count somebody who asks for a thing; asking again counts once.

    The words of a search are kept from the moment on when enough people used them:
    until then nobody can read them here.
    """
    wanted = _row_of(session, subject, visitor.secret)
    now = clock.now()
    if not wanted.salt or wanted.counted_since <= now - WINDOW:
        wanted.marks, wanted.salt, wanted.counted_since = 0, secret_token(), now
    wanted.marks |= mark_of(visitor.network, salt=wanted.salt, secret=visitor.secret)
    people = max(wanted.people, count(wanted.marks))
    if people > wanted.people and people >= SHOWN_FROM:
        wanted.text = normal_text(subject.text)
        if subject.pack_key:
            # The pack's page of languages, ready in memory, shows the number.
            bump(session, CONTENT, about=f"wished:{subject.pack_key}")
    # Whoever asks in vain once more has not found what there was for a while.
    wanted.people, wanted.answered_at = people, None
    return wanted


def _row_of(session: Session, subject: Subject, secret: str) -> Wanted:
    name = _name(subject, secret)
    blank = {"people": 0, "marks": 0, "salt": "", "text": ""}
    row = {"subject": name, "language": subject.language, "counted_since": clock.now()}
    insert_once(session, Wanted, {**row, **blank})
    found = find_wanted(session, name, subject.language)
    assert found is not None  # noqa: S101 - inserted above, and never deleted by others' writes
    return found


def _name(subject: Subject, secret: str) -> str:
    if subject.pack_key:
        return f"{PACK}{subject.pack_key}"
    words = same_text(normal_text(subject.text))
    digest = hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()
    return f"text:{digest[:40]}"


class TooManyWishes(Conflict):
    """Somebody waits for as many things as one may."""

    def __init__(self) -> None:
        sentence = N_("You wait for %(most)s things already. Take one away first.")
        super().__init__(sentence, most=MAX_WISHES)


def wish(session: Session, subject: Subject, visitor: Visitor, *, user_id: int) -> None:
    """Count somebody, and tell them when there is one; raise TooManyWishes."""
    wanted = count_wanted_once(session, subject, visitor)
    session.flush()
    own = select(func.count()).where(col(Wish.user_id) == user_id)
    if (session.scalar(own) or 0) >= MAX_WISHES:
        # Without an end somebody could fill the table; dropping one would lose it.
        raise TooManyWishes
    row = {
        "user_id": user_id,
        "wanted_id": wanted.id,
        "text": normal_text(subject.text),
        "created_at": clock.now(),
    }
    insert_once(session, Wish, row)


def drop_wish(session: Session, user_id: int, wish_id: int) -> None:
    """Forget a wish of somebody's own; another's stays as it is."""
    session.connection().execute(
        delete(Wish).where(col(Wish.id) == wish_id, col(Wish.user_id) == user_id)
    )


def claim(wanted: Wanted, user_id: int) -> None:
    """Take on the work; raise Forbidden when somebody else has."""
    if wanted.claimed_by not in {None, user_id}:
        raise Forbidden(N_("Somebody else is working on this already."))
    if wanted.claimed_by is None:
        wanted.claimed_by, wanted.claimed_at = user_id, clock.now()


def release(wanted: Wanted, user_id: int, *, is_moderator: bool) -> None:
    """Give the work back; raise Forbidden when it is somebody else's."""
    if wanted.claimed_by is None:
        return
    if wanted.claimed_by != user_id and not is_moderator:
        raise Forbidden(N_("Only who has taken this on can give it back."))
    wanted.claimed_by = wanted.claimed_at = None


def answer(session: Session, wanted_ids: Sequence[int]) -> None:
    """Take things off the list that there are by now, and tell who wished for them."""
    if not wanted_ids:
        return
    now = clock.now()
    session.connection().execute(
        update(Wish)
        .where(col(Wish.wanted_id).in_(wanted_ids), col(Wish.told_at).is_(None))
        .values(told_at=now)
    )
    session.connection().execute(
        update(Wanted)
        .where(col(Wanted.id).in_(wanted_ids), col(Wanted.answered_at).is_(None))
        .values(answered_at=now, claimed_by=None, claimed_at=None)
    )


def forget_old_marks(session: Session) -> None:
    """Throw away salts and bits whose time is over, and what too few asked for."""
    old = col(Wanted.counted_since) <= clock.now() - WINDOW
    is_wished = (
        select(col(Wish.id)).where(col(Wish.wanted_id) == col(Wanted.id)).exists()
    )
    session.connection().execute(
        delete(Wanted).where(old, col(Wanted.people) < SHOWN_FROM, ~is_wished)
    )
    session.connection().execute(
        update(Wanted).where(old, col(Wanted.salt) != "").values(marks=0, salt="")
    )
