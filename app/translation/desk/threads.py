"""Notes beside units of any text: what the text is called here, and where it stands."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from app.packs.models import Course, Module, Pack, PublicState
from app.projects.models import Organisation, Project
from app.texts.models import Document
from app.translation.desk.address import Address
from app.translation.desk.subjects import COURSE, INTERFACE, ORGANISATION, PROJECT
from app.translation.interface import KEY, find_interface
from app.translation.models import UnitNote

# Notes looked at for a list, and how many of them it has room for.
LOOKED_AT, MOST = 200, 10
# What is translated and can be read, by what its address begins with.
_WHOLES: tuple[tuple[str, Any, ColumnElement[bool]], ...] = (
    ("", Pack, col(Pack.state) == PublicState.PUBLISHED),
    (f"{COURSE}:", Course, col(Course.state) == PublicState.PUBLISHED),
    (f"{PROJECT}:", Project, col(Project.is_withdrawn).is_(False)),
    (f"{ORGANISATION}:", Organisation, col(Organisation.is_withdrawn).is_(False)),
)


class Reading(Struct, frozen=True):
    """How somebody reads: the language of the site, then theirs in their order."""

    page: str
    languages: Sequence[str]

    def address(self, note: UnitNote, document: Document, slug: str) -> str:
        """Return where a note stands, or "" where there is no language for it.

        A note for every language is shown in the first that is not the original's.
        """
        source = document.source_language
        others = (code for code in self.languages if code != source)
        target = note.language or next(others, "")
        if not target:
            return ""
        address = Address(self.page, slug, source, target)
        return f"{address.history(note.unit_id)}#n{note.id}"


def slugs_of(session: Session, documents: Iterable[Document]) -> dict[int, str]:
    """Return what the workbench calls texts, by the number of the document.

    What readers do not get has none: nobody is asked to look after it.
    """
    known = {document.number: document.whole_id for document in documents}
    wholes = _wholes(session, set(known.values()))
    gone = select(col(Module.document_id)).where(
        col(Module.document_id).in_(list(known)), col(Module.is_withdrawn)
    )
    left_out = set(session.scalars(gone)) if known else set()
    return {
        number: wholes[whole]
        for number, whole in known.items()
        if whole in wholes and number not in left_out
    }


def _wholes(session: Session, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    found: dict[int, str] = {}
    for prefix, table, is_read in _WHOLES:
        rows = session.execute(
            select(table.document_id, table.slug).where(
                table.document_id.in_(ids), is_read
            )
        )
        found |= {document_id: f"{prefix}{slug}" for document_id, slug in rows}
    interface = find_interface(session)
    if interface is not None and interface.number in ids:
        found[interface.number] = f"{INTERFACE}:{KEY}"
    return found
