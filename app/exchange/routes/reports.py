"""Telling moderators of something, and what they decide."""

from fastapi.responses import Response

from app.accounts.access import Moderator, SignedIn
from app.accounts.current import CurrentUser
from app.exchange.deciding import settle
from app.exchange.dependencies import (
    Desk,
    OpenDesk,
    Refused,
    RowId,
    refusal,
    with_status,
)
from app.exchange.forms.asking import DecisionForm, ReportForm
from app.exchange.limits import REPORTING
from app.exchange.reporting import (
    Reported,
    count_reports,
    get_report,
    report,
    reported_message,
    reported_need,
    reported_peer,
    reports,
)
from app.platform.errors import AppError, Invalid, NotFound
from app.platform.i18n import N_
from app.web.forms import SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.templates import render

PER_PAGE, FEW = 20, 20
UNUSABLE = 422

router = page_router()


@router.get("/{lang}/peers/report", name="exchange.report")
def show_form(reader: SignedIn, desk: OpenDesk) -> Response:
    """Show what is reported, to say why."""
    return _form_page(desk, _reported(desk, reader))


@router.post("/{lang}/peers/report", name="exchange.send_report")
def send(reader: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Tell moderators."""
    what, bound = _reported(desk, reader), bind(ReportForm, data)
    if bound.value is None:
        return _form_page(desk, what, Refused(bound, UNUSABLE))
    try:
        desk.count(REPORTING, reader.user_id)
        report(desk.session, what, by=reader.user_id, reason=bound.value.reason)
    except AppError as error:
        return _form_page(desk, what, refusal(bound, "reason", error))
    context = {"what": what, "form": empty(), "is_sent": True, "here": ""}
    return render(desk.request, "exchange/report.html", context)


@router.get("/{lang}/peers/reports", name="exchange.reports")
def show_reports(reader: Moderator, desk: OpenDesk) -> Response:
    """Show what was reported and waits, and what was decided."""
    session = desk.session
    pager = Pager.of(desk.request, PER_PAGE, count_reports(session, settled=False))
    context = {
        "waiting": reports(session, settled=False, limit=PER_PAGE, offset=pager.offset),
        "settled": reports(session, settled=True, limit=FEW),
        "pager": pager,
        "reader_id": reader.user_id,
    }
    return render(desk.request, "exchange/reports.html", context)


@router.post("/{lang}/peers/reports/{report_id:int}", name="exchange.settle")
def decide(
    reader: Moderator, desk: OpenDesk, report_id: RowId, data: SentForm
) -> Response:
    """Take away what was reported, or keep it; or decide otherwise than before."""
    form = bind(DecisionForm, data).value
    if form is None:
        raise Invalid(N_("Say what you decide."))
    told = get_report(desk.session, report_id)
    settle(desk.session, told, form.decision, by=reader.user_id)
    return desk.to("peers/reports")


def _reported(desk: Desk, reader: CurrentUser) -> Reported:
    """Return what an address names, if its reader may see it; raise NotFound."""
    if name := desk.said("peer"):
        return reported_peer(desk.session, name)
    if number := _number(desk.said("request")):
        return reported_need(desk.session, number, reader.user_id)
    if number := _number(desk.said("message")):
        return reported_message(desk.session, number, reader.user_id)
    raise NotFound(N_("Say what you want to report."))


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < len(str(2**31))
    return int(text) if is_number else 0


def _form_page(desk: Desk, what: Reported, sent: Refused | None = None) -> Response:
    query = desk.request.url.query
    context = {
        "what": what,
        "form": sent.bound if sent else empty(),
        "is_sent": False,
        "here": f"{desk.request.url.path}?{query}",
    }
    return with_status(render(desk.request, "exchange/report.html", context), sent)
