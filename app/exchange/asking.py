"""Asking for help: to everybody or to one peer, changing it, closing it."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from msgspec import Struct
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.exchange.blocking import must_be_let
from app.exchange.job_names import MATCH
from app.exchange.jobs import ask_to_remind
from app.exchange.models import Conversation, Need, NeedLanguage, NeedOutcome
from app.exchange.needs import languages_of_needs
from app.exchange.telling import tell_asked
from app.exchange.writing import AT_ONCE, note_helped
from app.platform import clock
from app.platform.errors import Conflict, Invalid
from app.platform.i18n import N_
from app.platform.jobs import request_job

OPEN_FOR = timedelta(days=60)


class Asked(Struct, frozen=True):
    """What somebody wants help with, in their words, and when they have time."""

    title: str
    text: str
    skill: str
    language: str
    languages: Sequence[str]
    times: int = 0
    utc_offset: int | None = None


def ask(session: Session, asker_id: int, asked: Asked, *, to: int | None) -> Need:
    """Ask everybody, or one peer; raise CannotWrite or Invalid.

    Asked twice at once, it is one request.
    """
    if to == asker_id:
        raise Invalid(N_("This is your own account."))
    if again := _asked_just_now(session, asker_id, asked, to):
        return again
    if to is not None:
        must_be_let(session, asker_id, to)
    need = Need(
        asker_id=asker_id,
        to_id=to,
        skill=asked.skill,
        title=asked.title,
        text=asked.text,
        language=asked.language,
        times=asked.times,
        utc_offset=asked.utc_offset,
        open_until=clock.now() + OPEN_FOR,
    )
    session.add(need)
    session.flush()  # Its languages and notices need its id.
    _keep_languages(session, need, asked.languages)
    if to is None:
        _look_for_peers(session, need)
    else:
        tell_asked(session, need)
    ask_to_remind(session)
    return need


def change(session: Session, need: Need, asked: Asked) -> None:
    """Say it in other words. Who may be told of another skill is looked for again."""
    is_other = need.skill != asked.skill
    need.title, need.text, need.skill = asked.title, asked.text, asked.skill
    need.language = asked.language
    need.times, need.utc_offset = asked.times, asked.utc_offset
    session.add(need)
    _keep_languages(session, need, asked.languages)
    if is_other and need.to_id is None and need.closed_at is None:
        _look_for_peers(session, need)


def close(
    session: Session, need: Need, outcome: NeedOutcome, helped: Collection[int] = ()
) -> None:
    """Close a request; `helped` are the conversations that did. Twice is once."""
    if need.closed_at is None:
        need.closed_at = clock.now()
    need.outcome = outcome
    session.add(need)
    if outcome is not NeedOutcome.HELPED:
        return
    found = select(Conversation).where(
        col(Conversation.need_id) == need.id, col(Conversation.id).in_(helped)
    )
    for talk in session.scalars(found):
        note_helped(session, talk, need, is_so=True)


def open_again(session: Session, need: Need) -> None:
    """Ask again, or go on asking: for two months from now. Raise Conflict if hidden."""
    if need.hidden_at is not None:
        raise Conflict(N_("A moderator has taken this request away."))
    need.closed_at = need.outcome = need.reminded_at = None
    need.open_until = clock.now() + OPEN_FOR
    session.add(need)
    ask_to_remind(session)


def _look_for_peers(session: Session, need: Need) -> None:
    key = f"{MATCH}:{need.number}"
    request_job(session, MATCH, {"need_id": need.number}, key=key)


def _keep_languages(session: Session, need: Need, codes: Sequence[str]) -> None:
    session.execute(
        delete(NeedLanguage).where(col(NeedLanguage.need_id) == need.number)
    )
    for position, code in enumerate(dict.fromkeys(codes)):
        session.add(NeedLanguage(need_id=need.number, language=code, position=position))


def _asked_just_now(
    session: Session, asker_id: int, asked: Asked, to: int | None
) -> Need | None:
    found = (
        select(Need)
        .where(
            col(Need.asker_id) == asker_id,
            col(Need.to_id).is_not_distinct_from(to),
            col(Need.title) == asked.title,
            col(Need.text) == asked.text,
            col(Need.skill) == asked.skill,
            col(Need.created_at) > clock.now() - AT_ONCE,
        )
        .order_by(col(Need.id))
    )
    alike = session.scalars(found).all()
    languages = languages_of_needs(session, [need.number for need in alike])
    wanted = list(dict.fromkeys(asked.languages))
    return next((one for one in alike if languages[one.number] == wanted), None)
