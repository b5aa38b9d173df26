"""Pieces of the workbench that htmx puts into the page that is there."""

from fastapi.responses import Response
from msgspec import Struct
from starlette.requests import Request

from app.translation.desk.board import Board
from app.translation.desk.conflict import Conflicting
from app.translation.desk.marks import Place
from app.translation.desk.writing import Gone, said_of
from app.web.templates import render


def machine_for(request: Request, board: Board) -> bool:
    """Tell whether somebody may ask a machine for a suggestion here."""
    return request.app.state.machine is not None and board.worker.may.translate


class Shown(Struct, frozen=True):
    """What is shown in a unit that stays open: the text typed, or both of a clash."""

    typed: str | None = None
    refusal: str = ""
    conflict: Conflicting | None = None


def saved_piece(request: Request, board: Board, unit_id: str, done: Gone) -> Response:
    """Return the unit, closed, the next one, open, and the numbers."""
    beside = board.listing.beside(unit_id, is_back=done.is_back)
    place = board.place(unit_id)
    context = {
        "desk": board.glance(beside),
        "machine": machine_for(request, board),
        "row": board.listed([place])[0],
        "beside": board.listed([beside])[0] if beside else None,
        "said": said_of(board, done.said, place),
        "kept": f"{unit_id}.{board.address.target}" if done.said else "",
        "go_to": board.address.unit(beside.unit_id) if beside else board.address.here,
    }
    return render(request, "translation/_saved.html", context)


def stayed_piece(
    request: Request, board: Board, place: Place, shown: Shown, *, status: int
) -> Response:
    """Return the unit, still open, with what was typed or with both texts."""
    context = {
        "desk": board.glance(place, typed=shown.typed),
        "machine": machine_for(request, board),
        "row": board.listed([place])[0],
        "conflict": shown.conflict,
        "refusal": shown.refusal,
    }
    return render(request, "translation/_stayed.html", context, status=status)
