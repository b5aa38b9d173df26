"""Modules as files, documents with revisions, and translations of them."""

from collections.abc import Sequence

from sqlmodel import Session

from app.texts.kinds import DocumentKind
from app.texts.linking import NewText, RecordedUnit
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units
from app.texts.service import new_document, publish_text
from app.translation.catalogs import CatalogEntry, UnitCatalog
from app.translation.exchange.taking_in import Plan, import_catalog

HEAD = """\
+++
id = "m1"
title = "A title"
kind = "training"
minutes = 15
lead = "A lead."
+++
"""


def module_text(*paragraphs: str) -> str:
    """Return the file of a module with these paragraphs."""
    return "\n".join([HEAD, *(f"{paragraph}\n" for paragraph in paragraphs)])


def new_module(session: Session, language: str = "en") -> Document:
    """Make an empty module."""
    return new_document(session, DocumentKind.MODULE, language)


def publish(
    session: Session,
    document: Document,
    *paragraphs: str,
    recorded: Sequence[RecordedUnit] = (),
) -> dict[str, str]:
    """Publish a module with these paragraphs; return unit ids by wording."""
    publish_text(session, document, NewText(module_text(*paragraphs), "k/m1", recorded))
    return {unit.text: unit.id for unit in body_units(session, document)}


def body_units(session: Session, document: Document) -> list[CurrentUnit]:
    """Return the units of a module without its title and lead."""
    assert document.id is not None
    return current_units(session, document.id)[2:]


def translate(
    session: Session,
    document: Document,
    language: str,
    wordings: dict[str, str],
    **headers: str,
) -> Plan:
    """Take in translations by source wording, as a catalog brings them."""
    assert document.id is not None
    units = {unit.text: unit for unit in current_units(session, document.id)}
    entries = [
        CatalogEntry(f"m1/{units[source].id}", source, text)
        for source, text in wordings.items()
    ]
    kept = {f"X-Passalong-{name.title()}": value for name, value in headers.items()}
    catalog = UnitCatalog(language, kept, tuple(entries))
    return import_catalog(session, {"m1": document}, catalog)
