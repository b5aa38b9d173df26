"""Requests: all that are open, asking for help, one of them, offering help."""

from fastapi.responses import Response

from app.accounts.access import Public, SignedIn
from app.accounts.current import CurrentUser
from app.exchange.asking import ask
from app.exchange.dependencies import (
    Desk,
    OpenDesk,
    Refused,
    RowId,
    refusal,
    with_status,
)
from app.exchange.forms.asking import MessageForm, bind_need, written
from app.exchange.limits import ASKING, BEGINNING, WRITING
from app.exchange.need_lines import shown_need
from app.exchange.need_page import (
    choices_of,
    first_asked,
    peer_to_ask,
    shown_request,
)
from app.exchange.needs import count_open_needs, get_need, open_needs
from app.exchange.people import Looking
from app.exchange.telling import need_path
from app.exchange.viewing import language_choices
from app.exchange.words import skill_groups
from app.exchange.writing import begin, find_conversation
from app.platform.errors import AppError
from app.web.forms import SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.templates import render

PER_PAGE = 20
UNUSABLE = 422

router = page_router()


@router.get("/{lang}/peers/requests", name="exchange.needs")
def show_needs(_reader: Public, desk: OpenDesk, skill: str = "") -> Response:
    """Show what people want help with, the newest first."""
    looking = Looking.of(skill, desk.said("in"))
    pager = Pager.of(desk.request, PER_PAGE, count_open_needs(desk.session, looking))
    needs = open_needs(desk.session, looking, limit=PER_PAGE, offset=pager.offset)
    context = {
        "needs": [shown_need(need) for need in needs],
        "pager": pager,
        "looking": looking,
        "skills": skill_groups(),
        "languages": language_choices(desk.request, desk.page, looking.language),
    }
    return render(desk.request, "exchange/needs.html", context)


@router.get("/{lang}/peers/requests/new", name="exchange.ask")
def show_form(reader: SignedIn, desk: OpenDesk, to: str = "") -> Response:
    """Show the form to ask everybody, or one peer."""
    peer = peer_to_ask(desk.session, to, reader.user_id)
    return _form_page(desk, reader, peer.name if peer else "")


@router.post("/{lang}/peers/requests", name="exchange.send_request")
def send_request(reader: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Ask for help."""
    bound = bind_need(data)
    to = bound.first("to")
    if bound.value is None:
        return _form_page(desk, reader, to, Refused(bound, UNUSABLE))
    try:
        peer = peer_to_ask(desk.session, to, reader.user_id)
        desk.count(ASKING, reader.user_id)
        asked_of = peer.user_id if peer else None
        need = ask(desk.session, reader.user_id, bound.value.asked(), to=asked_of)
    except AppError as error:
        return _form_page(desk, reader, to, refusal(bound, "", error))
    return desk.to(f"peers/requests/{need.number}", asked="1")


@router.get("/{lang}/peers/requests/{need_id:int}", name="exchange.need")
def show_need(reader: Public, desk: OpenDesk, need_id: RowId) -> Response:
    """Show a request; to who asked also who answers it, and who else could."""
    response = _need_page(desk, reader, need_id)
    if reader is not None:
        desk.mark_read(need_path(need_id), reader.user_id)
    return response


@router.post("/{lang}/peers/requests/{need_id:int}/help", name="exchange.offer_help")
def offer_help(
    reader: SignedIn, desk: OpenDesk, need_id: RowId, data: SentForm
) -> Response:
    """Offer help with a first message."""
    bound = bind(MessageForm, data)
    opened = get_need(desk.session, need_id, reader.user_id)
    if bound.value is None:
        return _need_page(desk, reader, need_id, Refused(bound, UNUSABLE))
    is_first = find_conversation(desk.session, need_id, reader.user_id) is None
    try:
        desk.count(BEGINNING if is_first else WRITING, reader.user_id)
        talk = begin(desk.session, opened, reader.user_id, bound.value.text)
    except AppError as error:
        return _need_page(desk, reader, need_id, refusal(bound, "text", error))
    return desk.to(f"me/peers/{talk.number}#last")


def _need_page(
    desk: Desk, reader: CurrentUser | None, need_id: int, sent: Refused | None = None
) -> Response:
    context = {
        "shown": shown_request(desk, reader, need_id),
        "form": sent.bound if sent else empty(),
        "is_asked": desk.said("asked") == "1",
        "said": desk.said("said"),
    }
    return with_status(render(desk.request, "exchange/need.html", context), sent)


def _form_page(
    desk: Desk, reader: CurrentUser, to: str, sent: Refused | None = None
) -> Response:
    form = sent.bound if sent else empty(written(first_asked(desk, reader)))
    context = {
        "form": form,
        "to": to,
        "need": None,
        **choices_of(desk, form.first("language")),
    }
    return with_status(render(desk.request, "exchange/ask.html", context), sent)
