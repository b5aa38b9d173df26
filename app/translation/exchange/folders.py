"""Catalogs of content folders: what people did here meanwhile stays in force."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace
from sqlmodel import Session

from app.texts.models import Document
from app.translation.catalogs import UnitCatalog
from app.translation.exchange.deciding import FOLDER
from app.translation.exchange.models import FolderCatalog
from app.translation.exchange.remarks import new_remarks
from app.translation.exchange.taking_in import Plan, import_catalog
from app.translation.notes import Remark, add_note


class FolderTaken(Struct, frozen=True):
    """What was taken in from a catalog of a folder, and the notes kept besides."""

    plan: Plan
    notes: Sequence[Remark]


def take_folder_catalog(
    session: Session,
    subject_id: str,
    documents: Mapping[str, Document],
    catalog: UnitCatalog,
) -> FolderTaken:
    """Take in a catalog that lies beside a text; return what was done.

    What somebody translated here after the file was last written from here is not
    replaced: what the file says becomes a suggestion. Notes in it that are not here
    yet are kept beside their units.
    """
    known = session.get(FolderCatalog, (subject_id, catalog.language))
    basis = replace(FOLDER, seen_id=known.seen_id if known else None)
    taken = import_catalog(session, documents, catalog, basis)
    units = taken.known.units
    notes = new_remarks(session, units, catalog.language, catalog.entries)
    for remark in notes:
        add_note(session, remark, by=None)
    return FolderTaken(taken, notes)


def note_written(
    session: Session, subject_id: str, language: str, seen_id: int
) -> None:
    """Remember that a catalog of a folder now holds all up to a translation."""
    known = session.get(FolderCatalog, (subject_id, language))
    if known is None:
        known = FolderCatalog(subject=subject_id, language=language, seen_id=seen_id)
        session.add(known)
    known.seen_id = seen_id
