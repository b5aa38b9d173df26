"""The words of the interface: in from the program and its catalogs, and out again."""

from collections.abc import Sequence

from sqlmodel import Session

from app.texts.interface import Message, read_interface, write_interface
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText
from app.texts.models import Document
from app.texts.queries import current_units, published_revision
from app.texts.service import new_document, publish_text
from app.translation.catalogs import CatalogEntry, UnitCatalog
from app.translation.exchange.taking_in import import_catalog
from app.translation.interface import (
    KEY,
    Forms,
    find_interface,
    forms_of,
    wanted_forms,
)
from app.translation.models import TranslationState
from app.translation.wordings import wordings

TITLE = "The words of this site"
SOURCE = "en"


def offer_interface(session: Session, messages: Sequence[Message]) -> Document:
    """Make the sentences of the program the ones that are translated."""
    document = find_interface(session) or new_document(
        session, DocumentKind.INTERFACE, SOURCE
    )
    publish_text(session, document, NewText(write_interface(TITLE, messages), KEY))
    return document


def take_interface(
    session: Session, document: Document, language: str, known: Sequence[Forms]
) -> int:
    """Take in what a language's catalog says; return how many rows were added.

    `known` are the plural forms of each sentence in order, empty where there are none.
    What people did in the workbench stays in force.
    """
    units = current_units(session, document.number)[1:]
    entries = [
        CatalogEntry(f"{KEY}/{unit.id}", unit.text, "\n".join(forms))
        for unit, forms in zip(units, known, strict=True)
        if all(forms)
    ]
    catalog = UnitCatalog(language, {}, tuple(entries))
    return import_catalog(session, {KEY: document}, catalog).changes


def approved_interface(
    session: Session, document: Document, language: str
) -> list[tuple[Message, Forms]]:
    """Return the sentences whose translation is approved and current."""
    revision = published_revision(session, document)
    if revision is None:
        return []
    _, messages = read_interface(revision.text)
    known = wordings(session, document.number, [language]).get(language, {})
    units = current_units(session, document.number)[1:]
    found = []
    for unit, message in zip(units, messages, strict=True):
        wording = known.get(unit.id)
        if wording is None or not wording.is_current:
            continue
        forms = forms_of(unit.kind, wording.text)
        is_whole = len(forms) == wanted_forms(unit.kind, language)
        if wording.state == TranslationState.APPROVED and is_whole:
            found.append((message, forms))
    return found
