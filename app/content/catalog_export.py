"""Writes the catalogs and the record of units that lie beside a text."""

from collections.abc import Iterator, Mapping

from sqlmodel import Session

from app.content.units_file import written_units
from app.texts.linking import RecordedUnit
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units
from app.texts.variables import mask
from app.translation.catalogs import (
    DOCUMENT,
    ORIGIN,
    REVIEWED,
    CatalogEntry,
    UnitCatalog,
    write_catalog,
)
from app.translation.models import Origin, TranslationState
from app.translation.wordings import (
    KEPT_STATES,
    Wording,
    wording_sources,
    wordings,
)

Units = Mapping[str, list[CurrentUnit]]


def companions(
    session: Session, name: str, documents: Mapping[str, Document]
) -> Iterator[tuple[str, bytes]]:
    """Yield `units.json` and a catalog per language.

    `name` says in every catalog what it is of; documents are by their scope.
    """
    units = {
        scope: units_of(session, document) for scope, document in documents.items()
    }
    record = {
        scope: [RecordedUnit(u.id, u.kind, u.text_hash) for u in found]
        for scope, found in units.items()
    }
    yield "units.json", written_units(record).encode()
    yield from _catalogs(session, name, documents, units)


def units_of(session: Session, document: Document) -> list[CurrentUnit]:
    """Return the units of a document as it is published."""
    assert document.id is not None  # noqa: S101 (loaded rows have one)
    return current_units(session, document.id)


def empty_catalog(
    session: Session, name: str, documents: Mapping[str, Document], language: str
) -> bytes:
    """Return a catalog to fill in, for a language that has none yet."""
    entries = [
        _entry(scope, unit, None, {})
        for scope, document in documents.items()
        for unit in units_of(session, document)
    ]
    headers = {DOCUMENT: name, REVIEWED: "no"}
    return write_catalog(UnitCatalog(language, headers, tuple(entries)))


def _catalogs(
    session: Session,
    name: str,
    documents: Mapping[str, Document],
    units: Units,
) -> Iterator[tuple[str, bytes]]:
    known = {
        scope: wordings(session, document.id, states=KEPT_STATES)
        for scope, document in documents.items()
        if document.id
    }
    earlier = wording_sources(session, [d.id for d in documents.values() if d.id])
    languages = sorted({language for found in known.values() for language in found})
    for language in languages:
        entries = [
            _entry(scope, unit, known[scope].get(language, {}).get(unit.id), earlier)
            for scope, found in units.items()
            for unit in found
        ]
        shown = [
            w for found in known.values() for w in found.get(language, {}).values()
        ]
        catalog = UnitCatalog(language, _headers(name, shown), tuple(entries))
        yield f"translations/{language}.po", write_catalog(catalog)


def _headers(name: str, shown: list[Wording]) -> dict[str, str]:
    is_machine = any(w.origin == Origin.MACHINE for w in shown)
    is_reviewed = all(w.state == TranslationState.APPROVED for w in shown)
    headers = {DOCUMENT: name}
    if is_machine:
        headers[ORIGIN] = "machine"
    headers[REVIEWED] = "yes" if is_reviewed else "no"
    return headers


def _entry(
    scope: str,
    unit: CurrentUnit,
    wording: Wording | None,
    earlier: dict[int, str],
) -> CatalogEntry:
    context = f"{scope}/{unit.id}"
    source = mask(unit.text).text
    if wording is None:
        return CatalogEntry(context, source, "", comments=(unit.kind,))
    is_rough = wording.state == TranslationState.NEEDS_WORK
    is_outdated = not wording.is_current
    return CatalogEntry(
        context,
        source,
        wording.text,
        is_fuzzy=is_outdated or is_rough,
        # With an earlier wording it would come back as good, only outdated.
        previous=mask(earlier[wording.unit_version_id]).text
        if is_outdated and not is_rough
        else "",
        comments=(unit.kind,),
    )
