"""The pages of a request: the form to ask, and the request itself."""

from collections.abc import Sequence
from typing import Any, Protocol

from markupsafe import Markup
from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.accounts.current import CurrentUser
from app.exchange.asking import Asked
from app.exchange.blocking import must_be_let
from app.exchange.conversations import TalkLine, talks_about
from app.exchange.dependencies import Desk
from app.exchange.ending import ENDS_SOON
from app.exchange.finding import NeedSide, peers_for
from app.exchange.models import NeedOutcome, Peer
from app.exchange.needs import OpenedNeed, get_need
from app.exchange.people import PeerLine, find_listed_peer
from app.exchange.shown import ShownPeer, shown_peer
from app.exchange.viewing import known_languages, language_choices
from app.exchange.words import (
    autonyms,
    offset_choices,
    skill_groups,
    skill_name,
    time_choices,
    when_said,
)
from app.exchange.writing import find_conversation
from app.packs.models import Pack, PackSkill, PublicState
from app.packs.skills import SKILLS, taught_as
from app.platform import clock
from app.platform.errors import Invalid, NotFound
from app.platform.i18n import N_, current_locale
from app.platform.languages import Language, get_language

MOST_PACKS, MOST_TALKS = 3, 50
OUTCOMES = {
    NeedOutcome.HELPED: N_("Closed: somebody helped."),
    NeedOutcome.ELSEWHERE: N_("Closed: help was found elsewhere."),
    NeedOutcome.DROPPED: N_("Closed: help is not needed any more."),
    NeedOutcome.EXPIRED: N_("Closed: two months have passed."),
}


class PackTitle(Protocol):
    """A pack's title in the language that suits the page, and where it is."""

    @property
    def text(self) -> str: ...
    @property
    def language(self) -> Language: ...
    @property
    def href(self) -> str: ...


class ShownRequest(Struct, frozen=True):
    """A request in words; `talk_id` is the reader's conversation about it, 0: none.

    `talks`, `peers` and `packs` are for who asked.
    """

    opened: OpenedNeed
    language: Language
    skill: str
    languages: Markup
    when: str
    outcome: str
    is_own: bool
    ends_soon: bool
    talk_id: int = 0
    talks: Sequence[TalkLine] = ()
    peers: Sequence[ShownPeer] = ()
    packs: Sequence[PackTitle] = ()


def shown_request(desk: Desk, reader: CurrentUser | None, need_id: int) -> ShownRequest:
    """Return a request as its reader sees it; raise NotFound."""
    user_id = reader.user_id if reader else None
    opened = get_need(desk.session, need_id, user_id)
    need = opened.need
    is_own = need.asker_id == user_id
    talk = find_conversation(desk.session, need_id, user_id) if user_id else None
    talks = talks_about(desk.session, need, limit=MOST_TALKS) if is_own else []
    is_helped_out = is_own and opened.is_answerable
    return ShownRequest(
        opened=opened,
        language=get_language(need.language),
        skill=skill_name(need.skill),
        languages=autonyms(opened.languages),
        when=when_said(need.times, need.utc_offset),
        outcome=OUTCOMES[need.outcome] if need.outcome else "",
        is_own=is_own,
        ends_soon=opened.is_answerable and need.open_until < clock.now() + ENDS_SOON,
        talk_id=talk.number if talk else 0,
        talks=talks,
        peers=_others_who_fit(desk.session, opened, talks) if is_helped_out else (),
        packs=_packs(desk, need.skill) if is_helped_out else (),
    )


def _others_who_fit(
    session: Session, opened: OpenedNeed, talks: Sequence[TalkLine]
) -> list[ShownPeer]:
    need = opened.need
    side = NeedSide(need.skill, opened.languages, need.times, need.utc_offset)
    known = {opened.to, *(talk.other for talk in talks)}
    found = peers_for(session, side, viewer_id=need.asker_id)
    fitting = [one for one in found if one.peer.name not in known]
    return [shown_peer(one.peer, one.fit, need.skill) for one in fitting]


def _packs(desk: Desk, skill: str) -> list[PackTitle]:
    """Return packs that teach a skill, those it is central to first."""
    if skill not in SKILLS:
        return []
    found = (
        select(col(Pack.key))
        .join(PackSkill, col(PackSkill.pack_id) == col(Pack.id))
        .where(
            col(PackSkill.skill).in_(taught_as(skill)),
            col(Pack.state) == PublicState.PUBLISHED,
        )
        .group_by(col(Pack.id), col(Pack.key))
        .order_by(func.min(col(PackSkill.position)), col(Pack.id))
        .limit(MOST_PACKS)
    )
    keys = desk.session.scalars(found).all()
    titles = desk.request.app.state.pack_titles(desk.session, keys, desk.page)
    return [titles[key] for key in keys if key in titles]


def peer_to_ask(session: Session, name: str, asker_id: int) -> PeerLine | None:
    """Return who is asked, None for everybody.

    Raises NotFound, Invalid for oneself, or CannotWrite.
    """
    if not name:
        return None
    peer = find_listed_peer(session, name)
    if peer is None:
        raise NotFound(N_("This person is not in the list of peers any more."))
    if peer.user_id == asker_id:
        raise Invalid(N_("This is your own account."))
    must_be_let(session, asker_id, peer.user_id)
    return peer


def first_asked(desk: Desk, reader: CurrentUser) -> Asked:
    """Return what the form begins with: what is known of who asks, and how they came.

    With `like` it is what they asked before, to be asked of one more.
    """
    asked = desk.request.query_params
    like = asked.get("like", "")
    if like.isascii() and like.isdigit() and len(like) < len(str(2**31)):
        before = get_need(desk.session, int(like), reader.user_id)
        if before.need.asker_id == reader.user_id:
            return asked_before(before)
    peer = desk.session.get(Peer, reader.user_id)
    skill = asked.get("skill", "")
    return Asked(
        title="",
        text="",
        skill=skill if skill in SKILLS else "",
        language=current_locale(),
        languages=known_languages(desk.request, desk.page),
        times=peer.times if peer else 0,
        utc_offset=peer.utc_offset if peer else None,
    )


def asked_before(opened: OpenedNeed) -> Asked:
    """Return what a request says, to be changed or asked again."""
    need = opened.need
    return Asked(
        title=need.title,
        text=need.text,
        skill=need.skill,
        language=need.language,
        languages=opened.languages,
        times=need.times,
        utc_offset=need.utc_offset,
    )


def choices_of(desk: Desk, chosen: str) -> dict[str, Any]:
    """Return what can be chosen in the form of a request."""
    return {
        "skills": skill_groups(),
        "times": time_choices(),
        "offsets": offset_choices(),
        "text_languages": language_choices(desk.request, desk.page, chosen),
    }
