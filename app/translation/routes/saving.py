"""Saving a unit and going on: as a page, and as the piece of a page htmx puts in.

Whatever goes wrong, what was typed is shown again: a form that is too long, somebody
who was signed out meanwhile, somebody else who saved first.
"""

from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Public
from app.accounts.current import CurrentUser
from app.platform.errors import AppError
from app.platform.i18n import gettext
from app.translation.dependencies import AddressedDesk, DeskAddress, UnitId
from app.translation.desk.acting import act, writes
from app.translation.desk.board import Board
from app.translation.desk.conflict import conflicting
from app.translation.desk.here import others_here
from app.translation.desk.marks import Place
from app.translation.desk.writing import Gone, Outcome, Pressed, Stayed
from app.translation.forms import SaveForm
from app.translation.limits import SAVING, count_writing
from app.translation.pieces import Shown, machine_for, saved_piece, stayed_piece
from app.translation.presence import arrive
from app.translation.routes.workbench import BASE
from app.translation.saving import Clash
from app.web.forms import SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

CONFLICT, UNUSABLE = 409, 422

router = page_router()


class Turn(Struct, frozen=True):
    """What somebody did with a unit, and what came of it."""

    board: Board
    place: Place
    outcome: Outcome
    status: int


# Signed out is no refusal here: the guard would send the text away with the page.
@router.post(f"{BASE}/units/{{unit_id}}/save", name="translation.save")
def save(
    reader: Public,
    address: AddressedDesk,
    unit_id: UnitId,
    data: SentForm,
    request: Request,
) -> Response:
    """Do what the button says and go to the next unit."""
    turn = _turn(request, address, reader, unit_id, data)
    outcome, session = turn.outcome, address.session
    # With script the page says by itself who is here.
    if reader is not None:
        arrive(session, unit_id, address.address.target, reader.user_id)
    if isinstance(outcome, Gone):
        return see_other(
            address.address.after(unit_id, outcome.said, is_back=outcome.is_back)
        )
    shown = _shown(turn, session)
    context = {
        "desk": turn.board.desk(unit_id=unit_id, typed=shown.typed),
        "here_now": others_here(session, turn.board),
        "machine": machine_for(request, turn.board),
        "conflict": shown.conflict,
        "refusal": shown.refusal,
        "said": "",
    }
    return render(request, "translation/workbench.html", context, status=turn.status)


@router.post(f"{BASE}/units/{{unit_id}}/_saved", name="translation._saved")
def save_fragment(
    reader: Public,
    address: AddressedDesk,
    unit_id: UnitId,
    data: SentForm,
    request: Request,
) -> Response:
    """Do what the button says; return the row, closed, and the next one, open."""
    turn = _turn(request, address, reader, unit_id, data)
    outcome, session = turn.outcome, address.session
    if isinstance(outcome, Gone):
        return saved_piece(request, address.open(reader), unit_id, outcome)
    return stayed_piece(
        request, turn.board, turn.place, _shown(turn, session), status=turn.status
    )


def _turn(
    request: Request,
    address: DeskAddress,
    reader: CurrentUser | None,
    unit_id: str,
    data: FormData,
) -> Turn:
    board = address.open(reader)
    bound = bind(SaveForm, data)
    typed = bound.first("text")
    # A plain save has nothing to do with what others suggest.
    place = board.place(unit_id, suggestions=_is_more(bound.value))
    if bound.value is None:
        sentence = " ".join(bound.errors.values())
        return Turn(board, place, Stayed(typed, sentence), UNUSABLE)
    session, settings = address.session, request.app.state.settings
    try:
        pressed = Pressed(**bound.value.model_dump())
        if reader is not None and writes(pressed):
            count_writing(session, settings, SAVING, reader.user_id)
        outcome = act(session, board, place, pressed)
    except AppError as error:
        # Raised on, it would take what was typed along.
        session.rollback()
        sentence = gettext(error.message, **error.params)
        return Turn(board, place, Stayed(typed, sentence), error.status)
    if isinstance(outcome, Clash):
        # What is in force is no longer what this page was made of.
        board = address.open(reader)
        return Turn(board, board.place(unit_id), outcome, CONFLICT)
    is_refused = isinstance(outcome, Stayed) and outcome.refusal
    return Turn(board, place, outcome, UNUSABLE if is_refused else 200)


def _is_more(form: SaveForm | None) -> bool:
    return form is None or bool(form.settles) or form.do not in {"save", "unsure"}


def _shown(turn: Turn, session: Session) -> Shown:
    """Return what is shown of a unit that stays open."""
    if isinstance(turn.outcome, Clash):
        return Shown(conflict=conflicting(session, turn.outcome))
    if isinstance(turn.outcome, Stayed):
        return Shown(turn.outcome.typed, turn.outcome.refusal)
    return Shown()
