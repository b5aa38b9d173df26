"""Reading what is wanted. Nothing that fewer than `SHOWN_FROM` asked for is shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.packs.models import Pack, PackLanguage, PublicState
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.wishes.models import Wanted, Wish

SHOWN_FROM = 3
PACK = "pack:"
# From this share on a pack counts as being in a language.
ENOUGH_PERCENT = 50


class WantedRow(Struct, frozen=True):
    """A line of the work list; `pack_key` or `text` says what it is about."""

    id: int
    subject: str
    text: str
    language: str
    people: int
    claimed_by: int | None
    claimer: str
    claimed_at: datetime | None

    @property
    def pack_key(self) -> str:
        """The pack that is wished for, if it is one."""
        return self.subject.removeprefix(PACK) if self.is_pack else ""

    @property
    def is_pack(self) -> bool:
        """Whether a whole pack is wished for."""
        return self.subject.startswith(PACK)


def wanted_in(
    session: Session, language: str, *, limit: int, offset: int = 0
) -> list[WantedRow]:
    """Return what is wanted in a language, what most people asked for first."""
    found = (
        select(
            col(Wanted.id),
            col(Wanted.subject),
            col(Wanted.text),
            col(Wanted.language),
            col(Wanted.people),
            col(Wanted.claimed_by),
            func.coalesce(col(User.name), ""),
            col(Wanted.claimed_at),
        )
        .join(User, col(User.id) == col(Wanted.claimed_by), isouter=True)
        .where(*_is_listed(language))
        .order_by(col(Wanted.people).desc(), col(Wanted.id))
    )
    return [
        WantedRow(*row) for row in session.execute(found.limit(limit).offset(offset))
    ]


def count_wanted(session: Session, language: str) -> int:
    """Count what is wanted in a language."""
    found = select(func.count()).select_from(Wanted).where(*_is_listed(language))
    return session.scalar(found) or 0


def wanted_languages(session: Session) -> list[tuple[str, int]]:
    """Return the languages in which something is wanted, with how much."""
    found = (
        select(col(Wanted.language), func.count())
        .where(*_is_listed(None))
        .group_by(col(Wanted.language))
        .order_by(func.count().desc(), col(Wanted.language))
    )
    return [(code, number) for code, number in session.execute(found)]


def _is_listed(language: str | None) -> list[Any]:
    rules = [
        col(Wanted.people) >= SHOWN_FROM,
        col(Wanted.answered_at).is_(None),
    ]
    return [*rules, col(Wanted.language) == language] if language else rules


def get_wanted(session: Session, wanted_id: int) -> Wanted:
    """Return a line of the work list to change it; raise NotFound."""
    found = session.scalar(
        select(Wanted)
        .where(col(Wanted.id) == wanted_id, *_is_listed(None))
        .with_for_update()
    )
    if found is None:
        raise NotFound(N_("This is no longer on the list. Perhaps there is one now."))
    return found


def find_wanted(session: Session, subject: str, language: str) -> Wanted | None:
    """Return what is counted about a subject, for changing it."""
    return session.scalar(
        select(Wanted)
        .where(col(Wanted.subject) == subject, col(Wanted.language) == language)
        .with_for_update()
    )


def asked_for(
    session: Session, pack_keys: Iterable[str], language: str
) -> dict[str, int]:
    """Return how many asked for these packs in a language, where enough did."""
    subjects = [f"{PACK}{key}" for key in pack_keys]
    rows = session.execute(
        select(col(Wanted.subject), col(Wanted.people)).where(
            col(Wanted.subject).in_(subjects), *_is_listed(language)
        )
    )
    return {subject.removeprefix(PACK): people for subject, people in rows}


def languages_asked_for(session: Session, pack_key: str) -> list[tuple[str, int]]:
    """Return the languages enough people asked for a pack in, the most wanted first."""
    rows = session.execute(
        select(col(Wanted.language), col(Wanted.people))
        .where(col(Wanted.subject) == f"{PACK}{pack_key}", *_is_listed(None))
        .order_by(col(Wanted.people).desc(), col(Wanted.language))
    )
    return [(code, people) for code, people in rows]


class OwnWish(Struct, frozen=True):
    """What somebody wishes; `is_granted` when there is one now."""

    id: int
    text: str
    subject: str
    language: str
    created_at: datetime
    is_granted: bool

    @property
    def pack_key(self) -> str:
        """The pack that is wished for, if it is one."""
        return self.subject[len(PACK) :] if self.subject.startswith(PACK) else ""


def wishes_of(session: Session, user_id: int) -> list[OwnWish]:
    """Return what somebody wishes, what they can be told first."""
    rows = session.execute(
        select(
            col(Wish.id),
            col(Wish.text),
            col(Wanted.subject),
            col(Wanted.language),
            col(Wish.created_at),
            col(Wish.told_at).is_not(None),
        )
        .join(Wanted, col(Wanted.id) == col(Wish.wanted_id))
        .where(col(Wish.user_id) == user_id)
        .order_by(col(Wish.told_at).is_(None), col(Wish.id))
    )
    return [OwnWish(*row) for row in rows]


def open_texts(
    session: Session, *, after: int, limit: int
) -> list[tuple[int, str, str]]:
    """Return searches nobody could be answered yet: id, words, language; by id.

    Also those whose words are only in a wish: whoever left it wants to be told.
    """
    wished = select(func.max(col(Wish.text))).where(
        col(Wish.wanted_id) == col(Wanted.id), col(Wish.told_at).is_(None)
    )
    own = wished.correlate(Wanted).scalar_subquery()
    words = func.coalesce(own, col(Wanted.text))
    return _open(session, (words, ""), after=after, limit=limit)


def open_packs(
    session: Session, *, after: int, limit: int
) -> list[tuple[int, str, str]]:
    """Return packs that are wished for: id, pack key, language; by id."""
    found = _open(session, (col(Wanted.subject), PACK), after=after, limit=limit)
    return [
        (number, subject.removeprefix(PACK), code) for number, subject, code in found
    ]


def _open(
    session: Session, what: tuple[Any, str], *, after: int, limit: int
) -> list[tuple[int, str, str]]:
    words, beginning = what
    is_told = select(col(Wish.id)).where(
        col(Wish.wanted_id) == col(Wanted.id), col(Wish.told_at).is_(None)
    )
    is_pack = col(Wanted.subject).startswith(PACK)
    found: Select[Any] = (
        select(col(Wanted.id), words, col(Wanted.language))
        .where(
            col(Wanted.id) > after,
            is_pack if beginning else ~is_pack,
            words != "",
            col(Wanted.answered_at).is_(None) | is_told.exists(),
        )
        .order_by(col(Wanted.id))
        .limit(limit)
    )
    return [(number, text, code) for number, text, code in session.execute(found)]


def packs_now_in(session: Session, wanted: Sequence[tuple[int, str, str]]) -> list[int]:
    """Return which of these wished-for packs are in the language by now."""
    rows = session.execute(
        select(col(Pack.key), col(PackLanguage.language))
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(
            col(Pack.key).in_([key for _, key, _ in wanted]),
            col(Pack.state) == PublicState.PUBLISHED,
            100 * col(PackLanguage.current) >= ENOUGH_PERCENT * col(PackLanguage.units),
        )
    )
    there = {(key, code) for key, code in rows}
    return [number for number, key, code in wanted if (key, code) in there]
