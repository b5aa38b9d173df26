"""Approving many translations at once, each one read."""

from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session

from app.translation.desk.board import Board
from app.translation.desk.marks import Mark, Place
from app.translation.desk.view import Row
from app.translation.history import restore
from app.translation.judging import approve_all

MOST = 50


class Waiting(Struct, frozen=True):
    """A translation that nobody has approved; `ticket` is the row that is shown."""

    row: Row
    ticket: str


def waiting(board: Board) -> tuple[list[Waiting], int]:
    """Return the first translations that wait to be approved, and how many do."""
    places = [place for place in board.every if _is_waiting(place)]
    shown = places[:MOST]
    rows = zip(board.listed(shown), shown, strict=True)
    return [Waiting(row, str(place.in_force_id)) for row, place in rows], len(places)


def approve_chosen(
    session: Session, board: Board, tickets: Sequence[str]
) -> tuple[int, list[str]]:
    """Approve what was ticked; return how many were, and why others were not.

    What somebody changed after the page was made is no longer in force under its
    ticket and stays as it is.
    """
    known = {str(p.in_force_id): p for p in board.every if _is_waiting(p)}
    ids = [
        in_force(session, known[ticket], by=board.worker.user_id)
        for ticket in tickets
        if ticket in known
    ]
    approved = approve_all(session, ids, by=board.worker.user_id)
    return len(approved.done), sorted(set(approved.left.values()))


def in_force(session: Session, place: Place, *, by: int | None) -> int:
    """Return the row to judge; what fits again is put at the head for it."""
    if place.back_id is None:
        return place.translation_id or 0
    return restore(session, place.back_id, by=by).id or 0


def _is_waiting(place: Place) -> bool:
    return place.mark == Mark.TRANSLATED and place.in_force_id is not None
