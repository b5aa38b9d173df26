"""One's own requests: saying them in other words, closing them, asking again."""

from fastapi.responses import Response

from app.accounts.access import SignedIn
from app.accounts.current import CurrentUser
from app.exchange.asking import change, close, open_again
from app.exchange.dependencies import Desk, OpenDesk, Refused, RowId, with_status
from app.exchange.forms.asking import CloseForm, bind_need, written
from app.exchange.need_page import asked_before, choices_of
from app.exchange.needs import OpenedNeed, get_need
from app.platform.errors import Forbidden, Invalid
from app.platform.i18n import N_
from app.web.forms import SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.templates import render

UNUSABLE = 422

router = page_router()


@router.get("/{lang}/peers/requests/{need_id:int}/edit", name="exchange.edit_need")
def show_form(reader: SignedIn, desk: OpenDesk, need_id: RowId) -> Response:
    """Show a request of one's own to be changed."""
    return _form_page(desk, _own(desk, reader, need_id))


@router.post("/{lang}/peers/requests/{need_id:int}/edit", name="exchange.save_need")
def save(reader: SignedIn, desk: OpenDesk, need_id: RowId, data: SentForm) -> Response:
    """Keep a request in other words."""
    opened, bound = _own(desk, reader, need_id), bind_need(data)
    if bound.value is None:
        return _form_page(desk, opened, Refused(bound, UNUSABLE))
    change(desk.session, opened.need, bound.value.asked())
    return _back(desk, need_id, "changed")


@router.post("/{lang}/peers/requests/{need_id:int}/close", name="exchange.close")
def close_need(
    reader: SignedIn, desk: OpenDesk, need_id: RowId, data: SentForm
) -> Response:
    """Close a request, and say who helped."""
    opened, form = _own(desk, reader, need_id), bind(CloseForm, data).value
    if form is None:
        raise Invalid(N_("Say how it ended."))
    close(desk.session, opened.need, form.outcome, form.helped)
    return _back(desk, need_id, "closed")


@router.post("/{lang}/peers/requests/{need_id:int}/open", name="exchange.open")
def open_need(reader: SignedIn, desk: OpenDesk, need_id: RowId) -> Response:
    """Ask again, or go on asking for two months more."""
    open_again(desk.session, _own(desk, reader, need_id).need)
    return _back(desk, need_id, "opened")


def _own(desk: Desk, reader: CurrentUser, need_id: int) -> OpenedNeed:
    opened = get_need(desk.session, need_id, reader.user_id)
    if opened.need.asker_id != reader.user_id:
        raise Forbidden(N_("Only who asked can do this."))
    return opened


def _back(desk: Desk, need_id: int, said: str) -> Response:
    return desk.to(f"peers/requests/{need_id}", said=said)


def _form_page(desk: Desk, opened: OpenedNeed, sent: Refused | None = None) -> Response:
    form = sent.bound if sent else empty(written(asked_before(opened)))
    context = {
        "form": form,
        "to": opened.to or "",
        "need": opened.need,
        **choices_of(desk, form.first("language")),
    }
    return with_status(render(desk.request, "exchange/ask.html", context), sent)
