"""Reading needs: what people want help with.

Public ones are everybody's to read, direct ones only for the two. Core rows, a few
statements for a whole list.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import User
from app.exchange.blocking import may_meet
from app.exchange.matching import Nearness, related_skills
from app.exchange.models import Conversation, Need, NeedLanguage
from app.exchange.people import Looking, forms_of
from app.packs.skills import SKILLS
from app.platform import clock
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import find_language


class NeedLine(Struct, frozen=True):
    """A need as a list shows it.

    `language` is that of the title, `languages` those help is wanted in; `times` are
    in the hours of `utc_offset`; `conversations` is how many offered help.
    """

    id: int
    title: str
    skill: str
    language: str
    languages: tuple[str, ...]
    times: int
    utc_offset: int | None
    asker: str
    created_at: datetime
    conversations: int = 0


class OpenedNeed(Struct, frozen=True):
    """A need with the names of who asks and who is asked; `to` is None for everybody.

    `is_answerable`: open, not hidden, and who asks is still there.
    """

    need: Need
    asker: str
    to: str | None
    languages: tuple[str, ...]
    is_answerable: bool


def is_open_need() -> ColumnElement[bool]:
    """Return the rule of which needs everybody is shown, for a query on `Need`."""
    return and_(
        col(Need.to_id).is_(None),
        col(Need.hidden_at).is_(None),
        col(Need.closed_at).is_(None),
        col(Need.open_until) > clock.now(),
        _asker_is_there(),
    )


def _asker_is_there() -> ColumnElement[bool]:
    there = exists().where(
        col(User.id) == col(Need.asker_id),
        col(User.blocked_at).is_(None),
        col(User.vanished_at).is_(None),
    )
    return there.correlate(Need)


def open_needs(
    session: Session, looking: Looking, *, limit: int, offset: int = 0
) -> list[NeedLine]:
    """Return open requests to everybody, the newest first."""
    found = _lines().where(*_rules(looking))
    newest = found.order_by(col(Need.created_at).desc(), col(Need.id).desc())
    return _read(session, newest.limit(limit).offset(offset))


def count_open_needs(session: Session, looking: Looking) -> int:
    """Return how many open requests there are."""
    found = select(func.count()).select_from(Need).where(*_rules(looking))
    return session.scalar(found) or 0


def need_lines(session: Session, ids: Collection[int]) -> dict[int, NeedLine]:
    """Return the lines of needs by id; whoever asks knows that they may be shown."""
    if not ids:
        return {}
    found = _lines().where(col(Need.id).in_(ids))
    return {one.id: one for one in _read(session, found)}


def own_needs(
    session: Session, user_id: int, *, limit: int, offset: int = 0
) -> list[tuple[Need, int]]:
    """Return what somebody asked, with how many answered: what is open comes first."""
    found = (
        select(Need, _answers())
        .where(col(Need.asker_id) == user_id)
        .order_by(col(Need.closed_at).is_not(None), col(Need.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [(need, count) for need, count in session.execute(found)]


def count_own_needs(session: Session, user_id: int) -> int:
    """Return how much somebody asked."""
    mine = col(Need.asker_id) == user_id
    return session.scalar(select(func.count()).select_from(Need).where(mine)) or 0


def needs_asked_of(session: Session, user_id: int, *, limit: int) -> list[NeedLine]:
    """Return what somebody is asked directly and has not answered, the newest first.

    Nothing of who cannot write to them.
    """
    answered = exists().where(
        col(Conversation.need_id) == col(Need.id),
        col(Conversation.helper_id) == user_id,
    )
    found = _lines().where(
        col(Need.to_id) == user_id,
        col(Need.hidden_at).is_(None),
        col(Need.closed_at).is_(None),
        col(Need.open_until) > clock.now(),
        _asker_is_there(),
        ~answered.correlate(Need),
        *may_meet(Need.asker_id, user_id),
    )
    return _read(session, found.order_by(col(Need.id).desc()).limit(limit))


def get_need(session: Session, need_id: int, viewer_id: int | None) -> OpenedNeed:
    """Return a need somebody may read; raise NotFound.

    Who asks sees it always; a direct one only who is asked, a public one everybody.
    Neither is shown once it is hidden, or when who asked is blocked or has left.
    """
    asker, asked = aliased(User), aliased(User)
    found = (
        select(Need, asker, col(asked.name))
        .join(asker, col(asker.id) == col(Need.asker_id))
        .outerjoin(asked, col(asked.id) == col(Need.to_id))
        .where(col(Need.id) == need_id)
    )
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such request."))
    need, who, to = row
    is_shown = need.hidden_at is None and not who.is_blocked and not who.vanished_at
    is_for = need.to_id is None or need.to_id == viewer_id
    if need.asker_id != viewer_id and not (is_shown and is_for):
        raise NotFound(N_("There is no such request."))
    is_open = need.closed_at is None and need.open_until > clock.now()
    languages = languages_of_needs(session, [need_id])[need_id]
    return OpenedNeed(need, who.name, to, tuple(languages), is_open and is_shown)


def languages_of_needs(
    session: Session, ids: Collection[int]
) -> defaultdict[int, list[str]]:
    """Return the languages help is wanted in, by need, the best first."""
    languages: defaultdict[int, list[str]] = defaultdict(list)
    found = (
        select(col(NeedLanguage.need_id), col(NeedLanguage.language))
        .where(col(NeedLanguage.need_id).in_(ids))
        .order_by(col(NeedLanguage.position), col(NeedLanguage.language))
    )
    for number, code in session.execute(found):
        if find_language(code):
            languages[number].append(code)
    return languages


def _rules(looking: Looking) -> list[ColumnElement[bool]]:
    rules = [is_open_need()]
    if looking.skill:
        near = related_skills(looking.skill)
        within = [one for one, how in near.items() if how is not Nearness.BROADER]
        rules.append(col(Need.skill).in_(within))
    if looking.language:
        wanted = exists().where(
            col(NeedLanguage.need_id) == col(Need.id),
            col(NeedLanguage.language).in_(forms_of(looking.language)),
        )
        rules.append(wanted.correlate(Need))
    return rules


def _answers() -> Any:
    return (
        select(func.count())
        .select_from(Conversation)
        .where(col(Conversation.need_id) == col(Need.id))
        .correlate(Need)
        .scalar_subquery()
    )


def _lines() -> Select[Any]:
    return select(
        col(Need.id),
        col(Need.title),
        col(Need.skill),
        col(Need.language),
        col(Need.times),
        col(Need.utc_offset),
        col(User.name),
        col(Need.created_at),
        _answers().label("conversations"),
    ).join(User, col(User.id) == col(Need.asker_id))


def _read(session: Session, found: Select[Any]) -> list[NeedLine]:
    """Return the lines of a query with their languages: two statements."""
    rows: Sequence[Any] = session.execute(found).all()
    languages = languages_of_needs(session, [row.id for row in rows]) if rows else {}
    return [
        NeedLine(
            id=row.id,
            title=row.title,
            skill=row.skill,
            language=row.language,
            languages=tuple(languages.get(row.id, ())),
            times=row.times,
            utc_offset=row.utc_offset,
            asker=row.name,
            created_at=row.created_at,
            conversations=row.conversations,
        )
        for row in rows
        if row.skill in SKILLS
    ]
