"""The history of a unit in a language, and what people write beside it."""

from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Editor, Public, SignedIn
from app.accounts.current import CurrentUser
from app.platform.errors import NotFound
from app.platform.i18n import N_, gettext
from app.translation.dependencies import AddressedDesk, DeskAddress, UnitId
from app.translation.desk.asked import tell_about
from app.translation.desk.identity import pieces_near, retired_units
from app.translation.desk.past import compared, entries
from app.translation.desk.writing import suggesting
from app.translation.forms import NoteForm
from app.translation.history import restore, thank
from app.translation.limits import NOTING, count_writing
from app.translation.models import NoteKind, Translation, UnitNote
from app.translation.notes import Remark, add_note, answer, resolve
from app.translation.routes.identity import may_tell
from app.translation.routes.workbench import BASE
from app.translation.saving import save_translation
from app.web.forms import Bound, SentForm, bind, empty
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNIT = f"{BASE}/units/{{unit_id}}"
UNUSABLE = 422
RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Back = Annotated[str, Query(max_length=10)]
SAID = {
    "restored": N_("The text is in force again."),
    "proposed": N_(
        "What is in force is approved, so the text is kept as a suggestion."
    ),
    "thanked": N_("They will see that you thanked them."),
    "noted": N_("Your note is here for everybody who translates this unit."),
    "settled": N_("Settled."),
    "told": N_("Noted. The text and its translations follow."),
}

router = page_router()


@router.get(UNIT, name="translation.history")
def show_history(
    reader: Public, address: AddressedDesk, unit_id: UnitId, request: Request
) -> Response:
    """Show every translation a unit had, with notes and questions about it."""
    return _page(request, address, reader, unit_id)


@router.post(f"{UNIT}/restore/{{row_id:int}}", name="translation.restore")
def restore_text(
    reader: Editor, address: AddressedDesk, unit_id: UnitId, row_id: RowId
) -> Response:
    """Put an earlier text in force again, as a new row; or suggest it, where another
    is approved.
    """
    row = _row(address, reader, unit_id, row_id)
    board = address.open(reader)
    if board.is_settled(board.place(unit_id)):
        save_translation(address.session, suggesting(row, by=reader.user_id))
        return _back(address, unit_id, "proposed")
    restore(address.session, row_id, by=reader.user_id)
    return _back(address, unit_id, "restored")


@router.post(f"{UNIT}/thank/{{row_id:int}}", name="translation.thank")
def thank_author(
    reader: SignedIn,
    address: AddressedDesk,
    unit_id: UnitId,
    row_id: RowId,
    back: Back = "",
) -> Response:
    """Thank whoever wrote a translation, once; go back to where that was done."""
    _row(address, reader, unit_id, row_id)
    thank(address.session, row_id, by=reader.user_id)
    where = address.address
    if back == "people":
        place = f"#thanked-{where.target}-{row_id}"
        return see_other(f"/{where.lang}/packs/{where.slug}/people{place}")
    return _back(address, unit_id, "thanked")


@router.post(f"{UNIT}/notes", name="translation.note")
def write_note(
    reader: SignedIn,
    address: AddressedDesk,
    unit_id: UnitId,
    data: SentForm,
    request: Request,
) -> Response:
    """Keep a note, a question or an answer."""
    bound = bind(NoteForm, data)
    form = bound.value
    if form is None:
        return _page(request, address, reader, unit_id, bound)
    board = address.open(reader)
    place = board.place(unit_id)
    session, language = address.session, address.address.target
    count_writing(session, request.app.state.settings, NOTING, reader.user_id)
    if form.answers:
        _check_note(session, unit_id, form.answers)
        note = answer(session, form.answers, form.note, by=reader.user_id)
    else:
        everyone = None if form.everyone else language
        remark = Remark(unit_id, NoteKind(form.kind), form.note, everyone)
        note = add_note(session, remark, by=reader.user_id)
    tell_about(session, board, place, note)
    return _back(address, unit_id, "noted", "#ask")


@router.post(f"{UNIT}/notes/{{note_id:int}}/resolve", name="translation.resolve")
def settle_note(
    reader: SignedIn, address: AddressedDesk, unit_id: UnitId, note_id: RowId
) -> Response:
    """Mark a note or a question as settled; it stays in the history."""
    address.open(reader).place(unit_id)
    _check_note(address.session, unit_id, note_id)
    resolve(address.session, note_id, by=reader.user_id)
    return _back(address, unit_id, "settled", "#ask")


def _row(
    address: DeskAddress, reader: CurrentUser, unit_id: str, row_id: int
) -> Translation:
    """Return a row; raise NotFound for one of another unit or language."""
    address.open(reader).place(unit_id)
    row = address.session.get(Translation, row_id)
    if row is None or (row.unit_id, row.language) != (unit_id, address.address.target):
        raise NotFound(N_("There is no such translation."))
    return row


def _check_note(session: Session, unit_id: str, note_id: int) -> None:
    note = session.get(UnitNote, note_id)
    if note is None or note.unit_id != unit_id:
        raise NotFound(N_("There is no such note."))


def _back(
    address: DeskAddress, unit_id: str, said: str, fragment: str = ""
) -> Response:
    return see_other(f"{address.address.history(unit_id)}?said={said}{fragment}")


def _page(
    request: Request,
    address: DeskAddress,
    reader: CurrentUser | None,
    unit_id: str,
    bound: Bound[NoteForm] | None = None,
) -> Response:
    board = address.open(reader)
    place = board.place(unit_id)
    desk = board.glance(place)
    is_told = may_tell(board, reader) and board.subject.parts[place.part].number > 0
    query = request.query_params
    found = entries(address.session, unit_id, address.address.target)
    chosen = (_number(query.get("a")), _number(query.get("b")))
    context = {
        "desk": desk,
        "entries": found,
        "comparison": compared(found, *chosen),
        "form": bound or empty(),
        "said": gettext(SAID[said]) if (said := query.get("said", "")) in SAID else "",
        "reader_id": reader.user_id if reader else None,
        "may_tell": is_told,
        "retired": retired_units(address.session, board, place) if is_told else (),
        "near": pieces_near(address.session, board, place) if is_told else (),
    }
    status = UNUSABLE if bound else 200
    return render(request, "translation/history.html", context, status=status)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
