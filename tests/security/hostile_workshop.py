"""Payloads in what translators write: suggestions, texts, notes, terms and files."""

from sqlmodel import Session

from app.packs.models import Module
from app.packs.queries import find_pack_by_key
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units
from app.translation.catalogs import CatalogEntry, UnitCatalog, write_catalog
from app.translation.exchange.sending import Sent, receive
from app.translation.exchange.subjects import pack_id
from app.translation.glossary.drafts import MAX_TERM, ConceptDraft, TermDraft
from app.translation.glossary.service import Change, add_concept
from app.translation.models import (
    NoteKind,
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
    UnitNote,
)
from tests.security.hostile import LINES, LONG_TEXTS, TRANSLATED
from tests.security.payloads import batches

WORD = "Goal"


def open_workshop(session: Session, module: Module, user_id: int) -> list[str]:
    """Fill the workbench of a module; return pages of it to look at.

    Rows are written as they are: our own forms would refuse much of it.
    """
    document = session.get_one(Document, module.document_id)
    units = current_units(session, document.number)
    unit = next(one for one in units if one.text.startswith(WORD))
    for number, text in enumerate(LONG_TEXTS):
        kind = NoteKind.QUESTION if number % 2 else NoteKind.NOTE
        session.add(UnitNote(unit_id=unit.id, kind=kind, text=text, author_id=user_id))
        session.add(_row(unit, text, user_id))
    for text in batches(MAX_TERM):
        terms = (TermDraft("en", WORD), TermDraft(TRANSLATED, text))
        change = Change(user_id, text[:100])
        add_concept(session, ConceptDraft(text, "en", terms), change)
    head = session.get_one(TranslationHead, (unit.id, TRANSLATED))
    row = _row(unit, LONG_TEXTS[0], user_id, state=TranslationState.TRANSLATED)
    session.add(row)
    session.flush()
    head.translation_id = row.id or 0
    return [unit.id, _file(session, units, user_id)]


def _row(
    unit: CurrentUnit,
    text: str,
    user_id: int,
    state: TranslationState = TranslationState.SUGGESTION,
) -> Translation:
    return Translation(
        unit_id=unit.id,
        language=TRANSLATED,
        text=text,
        unit_version_id=unit.version_id,
        state=state,
        origin=Origin.HUMAN,
        author_id=user_id,
        note=text,
        was_head=state != TranslationState.SUGGESTION,
    )


def _file(session: Session, units: list[CurrentUnit], user_id: int) -> str:
    """Send a PO file whose every part is a payload; return the number of its page."""
    pack = find_pack_by_key(session, "host00")
    assert pack is not None
    entries = tuple(
        CatalogEntry(f"m1/{unit.id}", unit.text, line, notes=(line,), comments=(line,))
        for unit, line in zip(units, LINES * len(units), strict=False)
    )
    data = write_catalog(UnitCatalog(TRANSLATED, {}, entries))
    sent = Sent(pack_id(pack.key), TRANSLATED, LINES[0], data, user_id)
    return str(receive(session, sent).id)
