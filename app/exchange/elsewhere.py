"""Peers and requests on pages of other rooms: a few lines each, ready to be shown."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.exchange.finding import needs_for, peers_with
from app.exchange.need_lines import ShownNeed, shown_need
from app.exchange.people import Looking, listed_peers, peers_of_organisation
from app.exchange.shown import ShownPeer, shown_peer
from app.packs.models import PackSkill
from app.packs.skills import SKILLS

FEW = 3
# Of an organisation; who wants all of them goes to the list.
OF_ORGANISATION = 6
REQUESTS = 2


def skill_helpers(session: Session, skill: str) -> list[ShownPeer]:
    """Return the first who offer a skill, for its page."""
    lines = listed_peers(session, Looking(skill=skill), limit=FEW)
    return [shown_peer(line, skill=skill) for line in lines]


def organisation_peers(session: Session, organisation_id: int) -> list[ShownPeer]:
    """Return peers of an organisation, for its page."""
    lines = peers_of_organisation(session, organisation_id, limit=OF_ORGANISATION)
    return [shown_peer(line) for line in lines]


def pack_helpers(
    session: Session, pack_id: int, languages: Sequence[str], viewer_id: int | None
) -> list[ShownPeer]:
    """Return who can help with what a pack teaches, for the page at its end."""
    skills = pack_skills(session, pack_id)
    if not skills:
        return []
    found = peers_with(session, skills, languages, viewer_id=viewer_id, limit=FEW)
    return [shown_peer(one.peer, one.fit) for one in found]


def pack_skills(session: Session, pack_id: int) -> list[str]:
    """Return the skills a pack teaches."""
    found = select(col(PackSkill.skill)).where(col(PackSkill.pack_id) == pack_id)
    return [skill for skill in session.scalars(found) if skill in SKILLS]


def fitting_requests(session: Session, user_id: int) -> list[ShownNeed]:
    """Return open requests that fit what somebody offers, for the front page."""
    found = needs_for(session, user_id, limit=REQUESTS)
    return [shown_need(one.need, one.fit) for one in found]
