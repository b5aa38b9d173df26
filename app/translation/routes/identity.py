"""Saying by hand that a piece of a text is another unit, or was cut out of one."""

from typing import Annotated

from fastapi.responses import Response
from pydantic import Field

from app.accounts.access import Editor
from app.accounts.current import CurrentUser
from app.accounts.permissions import can_review
from app.platform.errors import Forbidden, Invalid
from app.platform.i18n import N_
from app.translation.dependencies import AddressedDesk, DeskAddress, UnitId
from app.translation.desk.board import Board
from app.translation.desk.identity import is_cut_piece, is_earlier_piece, is_new_piece
from app.translation.routes.workbench import BASE
from app.web.forms import Form, SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import see_other

UNIT = f"{BASE}/units/{{unit_id}}"

router = page_router()


class JoinForm(Form):
    """The unit that a piece was before."""

    earlier: Annotated[str, Field(pattern=r"^[a-z0-9]{1,40}$")]


class SplitForm(Form):
    """The unit that a piece was cut out of."""

    whole: Annotated[str, Field(pattern=r"^[a-z0-9]{1,40}$")]


@router.post(f"{UNIT}/detach", name="translation.detach")
def call_new(reader: Editor, address: AddressedDesk, unit_id: UnitId) -> Response:
    """Say that a piece is a new one; its translations stay with the one before."""
    board = _board(address, reader)
    place = board.place(unit_id)
    new_id = is_new_piece(address.session, board, place, by=reader.user_id)
    return _to(address, new_id)


@router.post(f"{UNIT}/join", name="translation.join")
def call_earlier(
    reader: Editor, address: AddressedDesk, unit_id: UnitId, data: SentForm
) -> Response:
    """Say that a piece is one the text had before, with its translations."""
    board = _board(address, reader)
    place = board.place(unit_id)
    form = bind(JoinForm, data).value
    if form is None:
        raise Invalid(N_("Choose which piece it was before."))
    new_id = is_earlier_piece(
        address.session, board, place, form.earlier, by=reader.user_id
    )
    return _to(address, new_id)


@router.post(f"{UNIT}/split", name="translation.split")
def call_cut(
    reader: Editor, address: AddressedDesk, unit_id: UnitId, data: SentForm
) -> Response:
    """Say that a piece was cut out of another one, whose translations help."""
    board = _board(address, reader)
    place = board.place(unit_id)
    form = bind(SplitForm, data).value
    if form is None:
        raise Invalid(N_("Choose which piece it was cut out of."))
    new_id = is_cut_piece(address.session, board, place, form.whole, by=reader.user_id)
    return _to(address, new_id)


def may_tell(board: Board, reader: CurrentUser | None) -> bool:
    """Tell whether somebody decides what a piece of the original is."""
    subject = board.subject
    return reader is not None and can_review(
        reader.grants, skills=subject.skills, language=subject.source_language
    )


def _board(address: DeskAddress, reader: CurrentUser) -> Board:
    board = address.open(reader)
    if not may_tell(board, reader):
        raise Forbidden(N_("This needs a reviewer of the pack's skill and language."))
    return board


def _to(address: DeskAddress, unit_id: str) -> Response:
    return see_other(f"{address.address.history(unit_id)}?said=told")
