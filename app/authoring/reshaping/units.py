"""Units go from one document to another, and keep their ids and translations."""

from collections import Counter

from sqlalchemy import update
from sqlmodel import Session, col

from app.texts.kinds import DocumentKind
from app.texts.models import Document, Unit
from app.texts.queries import CurrentUnit
from app.texts.segments import segments


def carry_units(
    session: Session, units: list[CurrentUnit], target: Document, text: str
) -> set[str]:
    """Give a document the units of others that its new text needs; return their ids.

    What stands in `units` last goes first: a part that is split off stood last.
    Publishing the text finds them as wordings the document had before.
    """
    wanted = Counter(segment.hash for segment in segments(target.kind, text))
    going = []
    for unit in reversed(units):
        if wanted[unit.text_hash]:
            wanted[unit.text_hash] -= 1
            going.append(unit.id)
    session.execute(
        update(Unit)
        .where(col(Unit.id).in_(going))
        .values(document_id=target.number, retired_number=None)
    )
    session.flush()  # Publishing asks for the wordings of the document.
    return set(going)


def units_beyond(units: list[CurrentUnit], text: str) -> list[CurrentUnit]:
    """Return the units of a module that a text of it does not need itself."""
    kept = Counter(segment.hash for segment in segments(DocumentKind.MODULE, text))
    beyond = []
    for unit in units:
        if kept[unit.text_hash]:
            kept[unit.text_hash] -= 1
        else:
            beyond.append(unit)
    return beyond
