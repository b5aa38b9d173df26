"""Writes the catalogs and the record of units that lie beside a text."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from app.content.units_file import written_units
from app.texts.linking import RecordedUnit
from app.translation.catalogs import write_catalog
from app.translation.exchange.exporting import Exporter
from app.translation.exchange.subjects import Subject


def companions(
    session: Session, subject: Subject, languages: Sequence[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield `units.json` and a catalog per language, of some languages or of all."""
    exporter = Exporter.of(session, subject, languages)
    record = {
        scope: [RecordedUnit(u.id, u.kind, u.text_hash) for u in exporter.units[scope]]
        for scope in subject.documents
    }
    yield "units.json", written_units(record).encode()
    for language in exporter.languages:
        yield catalog_name(language), write_catalog(exporter.folder_catalog(language))


def catalog_name(language: str) -> str:
    """Return where a catalog lies in the folder of its text."""
    return f"translations/{language}.po"


def empty_catalog(session: Session, subject: Subject, language: str) -> bytes:
    """Return a catalog to fill in, for a language that has none yet."""
    exporter = Exporter.of(session, subject, [language])
    return write_catalog(exporter.folder_catalog(language))
