"""Peers: the page that leads to them, all of them, and one."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session

from app.accounts.access import Public
from app.exchange.finding import NeedSide, peers_for
from app.exchange.need_lines import ShownNeed, shown_need
from app.exchange.needs import count_open_needs, open_needs
from app.exchange.people import (
    Looking,
    count_listed_peers,
    find_listed_peer,
    listed_peers,
)
from app.exchange.shown import ShownPeer, shown_peer
from app.exchange.viewing import known_languages, language_choices
from app.exchange.words import skill_groups, skill_name
from app.platform.languages import Language, find_language
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.redirects import see_other
from app.web.templates import render

PER_PAGE = 20
# Of people and of requests, on the page that leads to both.
FIRST = 5

router = page_router()


class Filter(Struct, frozen=True):
    """What somebody looks for, and the choices of the forms that say it."""

    looking: Looking
    skill: str
    language: Language | None
    groups: list[tuple[str, list[tuple[str, str]]]]
    languages: list[Language]

    @property
    def query(self) -> dict[str, str | None]:
        """The query of links that keep what is looked for."""
        return {
            "skill": self.looking.skill or None,
            "in": self.looking.language or None,
        }


class PeersPage(Struct, frozen=True):
    """The first requests and the first people for what is looked for."""

    filter: Filter
    needs: list[ShownNeed]
    all_needs: int
    peers: list[ShownPeer]
    all_peers: int


class PeoplePage(Struct, frozen=True):
    """All who offer help, a page at a time; `is_nobody`: one was asked for in vain."""

    filter: Filter
    peers: list[ShownPeer]
    pager: Pager
    is_nobody: bool = False


def read_filter(request: Request, page: Language) -> Filter:
    """Return what the address of a page asks for; what makes no sense is any."""
    asked = request.query_params
    looking = Looking.of(asked.get("skill"), asked.get("in"))
    return Filter(
        looking=looking,
        skill=skill_name(looking.skill) if looking.skill else "",
        language=find_language(looking.language) if looking.language else None,
        groups=skill_groups(),
        languages=language_choices(request, page, looking.language),
    )


@router.get("/{lang}/peers", name="exchange.peers")
def show_peers(
    reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show the two ways in, and the first requests and people."""
    asked = read_filter(request, page)
    looking, viewer_id = asked.looking, reader.user_id if reader else None
    languages = (
        (looking.language,) if looking.language else known_languages(request, page)
    )
    context = PeersPage(
        filter=asked,
        needs=[shown_need(one) for one in open_needs(session, looking, limit=FIRST)],
        all_needs=count_open_needs(session, looking),
        peers=_first_peers(session, looking, languages, viewer_id),
        all_peers=count_listed_peers(session, looking),
    )
    return render(request, "exchange/peers.html", context)


def _first_peers(
    session: Session, looking: Looking, languages: Sequence[str], viewer_id: int | None
) -> list[ShownPeer]:
    """Return who fits a skill best, and how; for any skill, who confirmed last."""
    if not looking.skill:
        return [shown_peer(one) for one in listed_peers(session, looking, limit=FIRST)]
    need = NeedSide(looking.skill, languages)
    found = peers_for(session, need, viewer_id=viewer_id, limit=FIRST)
    return [shown_peer(one.peer, one.fit, looking.skill) for one in found]


@router.get("/{lang}/peers/people", name="exchange.people")
def show_people(
    _reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show all who offer help with what is looked for."""
    return render(request, "exchange/people.html", _people(session, page, request))


@router.get("/{lang}/peers/people/{name}", name="exchange.person")
def show_person(
    reader: Public,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    name: str,
) -> Response:
    """Show one peer: what they offer, and how to ask them."""
    line = find_listed_peer(session, name)
    is_own = reader is not None and reader.name == name
    if line is None and is_own:
        return see_other(f"/{page.code}/me/peers/offers")
    if line is None:
        return _nobody(session, page, request)
    context = {"one": shown_peer(line), "is_own": is_own}
    return render(request, "exchange/peer.html", context)


def _people(
    session: Session, page: Language, request: Request, *, is_nobody: bool = False
) -> PeoplePage:
    asked = read_filter(request, page)
    pager = Pager.of(request, PER_PAGE, count_listed_peers(session, asked.looking))
    lines = listed_peers(session, asked.looking, limit=PER_PAGE, offset=pager.offset)
    peers = [shown_peer(one, skill=asked.looking.skill) for one in lines]
    return PeoplePage(asked, peers, pager, is_nobody)


def _nobody(session: Session, page: Language, request: Request) -> Response:
    """Say that there is no such peer, above those there are."""
    context = _people(session, page, request, is_nobody=True)
    return render(request, "exchange/people.html", context, status=404)
