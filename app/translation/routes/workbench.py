"""The workbench: units in page order, one of them open; and who else is there."""

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import RedirectResponse, Response
from msgspec.structs import replace

from app.accounts.access import Public
from app.translation.dependencies import AddressedDesk
from app.translation.desk.here import come, others_here
from app.translation.desk.subjects import CLIP
from app.translation.desk.writing import said_of
from app.translation.pieces import machine_for
from app.web.database import SessionDep
from app.web.forms import SentForm
from app.web.late_routes import page_router
from app.web.pagination import page_number
from app.web.templates import render

BASE = "/{lang}/translate/{slug}/{source}/{target}"

ClipName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,80}$")]

router = page_router()


@router.get(BASE, name="translation.workbench")
def show_workbench(
    reader: Public, address: AddressedDesk, session: SessionDep, request: Request
) -> Response:
    """Show a page of units with one of them open.

    The address names it (`unit`), or the one that was dealt with (`after`), or none:
    then it is the first.
    """
    board = address.open(reader)
    query = request.query_params
    done = board.listing.find(query.get("after", ""))
    unit_id = query.get("unit", "")
    if done is not None:
        beside = board.listing.beside(done.unit_id, is_back="back" in query)
        unit_id = beside.unit_id if beside else ""
    desk = board.desk(page=page_number(query.get("page")), unit_id=unit_id)
    context = {
        "desk": desk,
        "machine": machine_for(request, board),
        "here_now": others_here(session, board),
        "said": said_of(board, query.get("said", ""), done),
        # Nobody who only comes to look finds the keyboard of a phone open.
        "is_focused": bool(unit_id),
    }
    return render(request, "translation/workbench.html", context)


@router.get(f"{BASE}/captions/{{clip}}", name="translation.captions")
def show_captions(_reader: Public, address: AddressedDesk, clip: ClipName) -> Response:
    """Lead to the subtitles of a video or sound."""
    part = replace(address.address, part=f"{CLIP}{clip}")
    return RedirectResponse(part.here, 302)


@router.post(f"{BASE}/_here", name="translation._here")
def stay_here(
    reader: Public,
    address: AddressedDesk,
    session: SessionDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Note which unit somebody has open; return who else is here."""
    board = address.open(reader)
    come(session, board, str(data.get("unit", "")))
    context = {"here_now": others_here(session, board)}
    return render(request, "translation/_here.html", context)
