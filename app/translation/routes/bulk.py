"""Many units at once: approving what was read, finding and replacing words."""

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from app.accounts.access import Editor
from app.platform.errors import Forbidden
from app.platform.i18n import N_, gettext, ngettext
from app.translation.dependencies import AddressedDesk
from app.translation.desk.approving import approve_chosen, waiting
from app.translation.desk.board import Board
from app.translation.desk.replacing import Search, find, replace_in
from app.translation.forms import ChosenUnits, ReplaceForm
from app.translation.routes.workbench import BASE
from app.web.forms import Bound, SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.templates import render

UNUSABLE = 422
NONE_TICKED = N_("Nothing was ticked, and nothing was changed.")

router = page_router()


@router.get(f"{BASE}/replace", name="translation.replace")
def show_replacement(
    reader: Editor, address: AddressedDesk, request: Request
) -> Response:
    """Show the form to find and replace, and what would change."""
    board = address.open(reader)
    if "find" not in request.query_params:
        return _replacement(request, board, empty())
    bound = bind(ReplaceForm, FormData(dict(request.query_params)))
    return _replacement(request, board, bound, status=200 if bound.value else UNUSABLE)


@router.post(f"{BASE}/replace", name="translation.replaced")
def replace_words(
    reader: Editor, address: AddressedDesk, data: SentForm, request: Request
) -> Response:
    """Replace in the units that were ticked; show what is left."""
    board = address.open(reader)
    bound, chosen = bind(ReplaceForm, data), bind(ChosenUnits, data)
    if bound.value is None or chosen.value is None:
        return _replacement(request, board, bound, status=UNUSABLE)
    if not chosen.value.unit:
        return _replacement(request, board, bound, said=gettext(NONE_TICKED))
    search = _search(bound.value)
    done = replace_in(address.session, board, search, chosen.value.unit)
    said = ngettext(
        "Replaced in %(count)s unit.",
        "Replaced in %(count)s units.",
        done.done,
        count=done.done,
    )
    if done.clashed:
        left = N_("Left alone, because somebody saved them meanwhile: %(count)s.")
        said = f"{said} {gettext(left, count=done.clashed)}"
    if done.proposed:
        left = N_("Approved, so only suggested there: %(count)s.")
        said = f"{said} {gettext(left, count=done.proposed)}"
    return _replacement(request, address.open(reader), bound, said=said)


@router.get(f"{BASE}/accept", name="translation.accept")
def show_waiting(reader: Editor, address: AddressedDesk, request: Request) -> Response:
    """Show translations that wait to be approved, to read and to tick."""
    return _approval(request, _approver(address.open(reader)))


@router.post(f"{BASE}/accept", name="translation.accepted")
def approve_many(
    reader: Editor, address: AddressedDesk, data: SentForm, request: Request
) -> Response:
    """Approve what was ticked; show what is left and why."""
    board = _approver(address.open(reader))
    chosen = bind(ChosenUnits, data)
    tickets = chosen.value.unit if chosen.value else []
    if not tickets:
        return _approval(request, board, reasons=[gettext(NONE_TICKED)])
    count, why_not = approve_chosen(address.session, board, tickets)
    said = ngettext(
        "Approved %(count)s unit.", "Approved %(count)s units.", count, count=count
    )
    reasons = [gettext(reason) for reason in why_not]
    return _approval(request, address.open(reader), said=said, reasons=reasons)


def _approver(board: Board) -> Board:
    if not board.worker.may.approve:
        raise Forbidden(N_("Only reviewers and coordinators of a language judge."))
    return board


def _search(form: ReplaceForm) -> Search:
    return Search(form.find, form.replace, is_exact_case=form.case, is_whole=form.whole)


def _replacement(
    request: Request,
    board: Board,
    bound: Bound[ReplaceForm] | Bound[BaseModel],
    *,
    said: str = "",
    status: int = 200,
) -> Response:
    search = _search(bound.value) if isinstance(bound.value, ReplaceForm) else None
    context = {
        "desk": board.glance(None),
        "form": bound,
        "search": search,
        "found": find(board, search) if search else [],
        "said": said,
    }
    return render(request, "translation/replace.html", context, status=status)


def _approval(
    request: Request, board: Board, *, said: str = "", reasons: list[str] | None = None
) -> Response:
    rows, count = waiting(board)
    context = {
        "desk": board.glance(None),
        "waiting": rows,
        "count": count,
        "said": said,
        "reasons": reasons or [],
    }
    return render(request, "translation/accept.html", context)
