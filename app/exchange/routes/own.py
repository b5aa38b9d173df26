"""One's own part in this room: conversations, requests, what fits, who is blocked."""

from typing import Any

from fastapi.responses import Response

from app.accounts.access import SignedIn
from app.accounts.current import CurrentUser
from app.accounts.queries import get_user_by_name
from app.exchange.blocking import block, blocked_by, unblock
from app.exchange.conversations import count_talks, talks_of
from app.exchange.dependencies import Desk, OpenDesk
from app.exchange.finding import needs_for
from app.exchange.models import Need
from app.exchange.need_lines import shown_need
from app.exchange.need_page import OUTCOMES
from app.exchange.needs import count_own_needs, needs_asked_of, own_needs
from app.platform.languages import get_language
from app.web.forms import SentForm
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.templates import render

PER_PAGE = 20
FEW = 5
REQUESTS = "requests"

router = page_router()


@router.get("/{lang}/me/peers", name="exchange.own")
def show_own(reader: SignedIn, desk: OpenDesk) -> Response:
    """Show whom one writes with, what one asked, and what fits what one offers."""
    if desk.said("show") == REQUESTS:
        return _requests_page(desk, reader)
    session, me = desk.session, reader.user_id
    pager = Pager.of(desk.request, PER_PAGE, count_talks(session, me))
    asked = count_own_needs(session, me)
    context = {
        "talks": talks_of(session, me, limit=PER_PAGE, offset=pager.offset),
        "pager": pager,
        "asked_of_me": [
            shown_need(one) for one in needs_asked_of(session, me, limit=PER_PAGE)
        ],
        "fitting": [
            shown_need(one.need, one.fit) for one in needs_for(session, me, limit=FEW)
        ],
        "requests": _requests(own_needs(session, me, limit=FEW)),
        "more_requests": asked > FEW,
        "blocked": blocked_by(session, me),
        "blocked_now": desk.said("blocked"),
        "only_requests": False,
    }
    return render(desk.request, "exchange/own.html", context)


@router.post("/{lang}/me/peers/blocks", name="exchange.block")
def block_somebody(reader: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Let somebody not write to one any more."""
    user = get_user_by_name(desk.session, str(data.get("name", "")))
    block(desk.session, reader.user_id, user.number)
    return desk.to("me/peers#blocked", blocked=user.name)


@router.post("/{lang}/me/peers/blocks/undo", name="exchange.unblock")
def unblock_somebody(reader: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Let somebody write again."""
    user = get_user_by_name(desk.session, str(data.get("name", "")))
    unblock(desk.session, reader.user_id, user.number)
    return desk.to("me/peers#blocked")


def _requests_page(desk: Desk, reader: CurrentUser) -> Response:
    session, me = desk.session, reader.user_id
    pager = Pager.of(desk.request, PER_PAGE, count_own_needs(session, me))
    rows = own_needs(session, me, limit=PER_PAGE, offset=pager.offset)
    context = {
        "requests": _requests(rows),
        "pager": pager,
        "only_requests": True,
    }
    return render(desk.request, "exchange/own.html", context)


def _requests(rows: list[tuple[Need, int]]) -> list[dict[str, Any]]:
    return [
        {
            "need": need,
            "language": get_language(need.language),
            "answers": answers,
            "outcome": OUTCOMES[need.outcome] if need.outcome else "",
        }
        for need, answers in rows
    ]
