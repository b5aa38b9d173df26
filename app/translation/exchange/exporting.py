"""Catalogs out of the database: for content folders, and for translators to take.

Those for folders hold nothing that another installation would write otherwise. Those
for translators also say where each unit stands, and what they were made from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.platform.ids import text_hash
from app.texts.models import Unit, UnitVersion
from app.texts.queries import CurrentUnit, current_units
from app.texts.variables import Masked, mask
from app.translation.catalogs import (
    DOCUMENT,
    ORIGIN,
    REVIEWED,
    REVISION,
    SEEN,
    SITE,
    SOURCE_LANGUAGE,
    CatalogEntry,
    UnitCatalog,
)
from app.translation.exchange.remarks import open_notes, term_lines
from app.translation.exchange.subjects import Subject
from app.translation.glossary.book import TermBook
from app.translation.models import Origin, Translation, TranslationState
from app.translation.wordings import KEPT_STATES, Wording, wording_sources, wordings

# Enough to tell one text from another; a person may read it aloud.
REVISION_DIGITS = 12
MAX_VALUE = 200

Units = Mapping[str, Sequence[CurrentUnit]]
Known = Mapping[str, Mapping[str, Mapping[str, Wording]]]


class Exporter(Struct, frozen=True):
    """A subject's units and what is in force for them, read once for all languages."""

    session: Session
    subject: Subject
    units: Units
    known: Known
    sources: Mapping[int, str]

    @classmethod
    def of(
        cls, session: Session, subject: Subject, languages: Sequence[str] | None = None
    ) -> "Exporter":
        """Read a subject, for some languages or for all."""
        documents = subject.every_document
        known = {
            scope: wordings(session, document.number, languages, states=KEPT_STATES)
            for scope, document in documents.items()
        }
        units = {
            scope: current_units(session, document.number)
            for scope, document in documents.items()
        }
        numbers = [document.number for document in documents.values()]
        is_outdated = any(
            not wording.is_current
            for by_language in known.values()
            for found in by_language.values()
            for wording in found.values()
        )
        sources = wording_sources(session, numbers) if is_outdated else {}
        return cls(session, subject, units, known, sources)

    @property
    def languages(self) -> list[str]:
        """The languages that have a translation, by code."""
        scopes = self.subject.documents
        return sorted({code for scope in scopes for code in self.known[scope]})

    @property
    def revision(self) -> str:
        """Which wording of the source this is, the same on every installation."""
        scopes = self.subject.documents
        every = (unit for scope in scopes for unit in self.units[scope])
        joined = "\x1f".join(f"{unit.id}\x1e{unit.text}" for unit in every)
        return text_hash(joined)[:REVISION_DIGITS]

    def folder_catalog(self, language: str) -> UnitCatalog:
        """Return the catalog as it stands in a content folder.

        Captions have files of their own there.
        """
        notes = self._notes(language)
        entries = tuple(
            replace(
                _entry(scope, unit, self._wording(scope, unit, language), self.sources),
                notes=notes.get(unit.id, ()),
            )
            for scope in self.subject.documents
            for unit in self.units[scope]
        )
        return UnitCatalog(language, self._headers(language), entries)

    def translators_catalog(self, language: str, site: str) -> UnitCatalog:
        """Return the catalog for somebody to work on, and to bring back to `site`."""
        headers = {
            **self._headers(language),
            SOURCE_LANGUAGE: self.subject.source_language,
            SITE: site,
            SEEN: str(newest_translation(self.session, self.subject, language)),
        }
        entries = tuple(self._explained(language))
        return UnitCatalog(language, headers, entries, self._retired(language))

    def template(self, site: str) -> UnitCatalog:
        """Return the catalog of no language: nothing is translated in it."""
        headers = {
            DOCUMENT: self.subject.name,
            REVISION: self.revision,
            SOURCE_LANGUAGE: self.subject.source_language,
            SITE: site,
        }
        return UnitCatalog("", headers, tuple(self._explained("")))

    def _wording(self, scope: str, unit: CurrentUnit, language: str) -> Wording | None:
        return self.known[scope].get(language, {}).get(unit.id)

    def _notes(self, language: str) -> dict[str, tuple[str, ...]]:
        """Return what people noted beside units and nobody has settled."""
        numbers = [document.number for document in self.subject.every_document.values()]
        found = open_notes(self.session, numbers, language)
        return {unit_id: tuple(lines) for unit_id, lines in found.items()}

    def _headers(self, language: str) -> dict[str, str]:
        shown = [
            w for found in self.known.values() for w in found.get(language, {}).values()
        ]
        headers = {DOCUMENT: self.subject.name, REVISION: self.revision}
        if any(wording.origin == Origin.MACHINE for wording in shown):
            headers[ORIGIN] = "machine"
        is_reviewed = all(w.state == TranslationState.APPROVED for w in shown)
        headers[REVIEWED] = "yes" if shown and is_reviewed else "no"
        return headers

    def _explained(self, language: str) -> Iterator[CatalogEntry]:
        """Yield every unit with where it stands, what its variables are, what the
        glossary says, and what people noted beside it.
        """
        notes = self._notes(language)
        book = TermBook(self.session, self.subject.source_language, language)
        for scope, units in self.units.items():
            heading = ""
            for place, unit in enumerate(units, start=1):
                entry = _entry(
                    scope, unit, self._wording(scope, unit, language), self.sources
                )
                yield CatalogEntry(
                    *(entry.context, entry.source, entry.text, entry.is_fuzzy),
                    entry.previous,
                    comments=(
                        *entry.comments,
                        *_hints(mask(unit.text), heading),
                        *term_lines(book.hits(entry.source)),
                    ),
                    notes=notes.get(unit.id, ()),
                    location=f"{self.subject.places[scope]}:{place}",
                )
                if unit.kind in {"title", "heading"}:
                    heading = unit.text

    def _retired(self, language: str) -> tuple[CatalogEntry, ...]:
        """Return what was translated and is no longer in the text."""
        rows = self.session.execute(
            select(
                col(Translation.unit_id),
                col(Unit.document_id),
                col(UnitVersion.text),
                col(Translation.text),
            )
            .join(Unit, col(Unit.id) == col(Translation.unit_id))
            .join(UnitVersion, col(UnitVersion.id) == col(Translation.unit_version_id))
            .where(
                col(Unit.document_id).in_(
                    [d.number for d in self.subject.every_document.values()]
                ),
                col(Unit.retired_number).is_not(None),
                col(Translation.language) == language,
                col(Translation.state).in_(KEPT_STATES),
            )
            .order_by(col(Translation.unit_id), col(Translation.id))
        )
        scopes = {d.number: scope for scope, d in self.subject.every_document.items()}
        last = {
            unit_id: CatalogEntry(
                f"{scopes[document_id]}/{unit_id}", mask(old).text, text
            )
            for unit_id, document_id, old, text in rows
        }
        return tuple(last.values())


def newest_translation(session: Session, subject: Subject, language: str) -> int:
    """Return the id of the newest translation in a language, 0 where there is none."""
    numbers = [document.number for document in subject.every_document.values()]
    newest = (
        select(func.max(col(Translation.id)))
        .join(Unit, col(Unit.id) == col(Translation.unit_id))
        .where(
            col(Unit.document_id).in_(numbers), col(Translation.language) == language
        )
    )
    return session.scalar(newest) or 0


def _entry(
    scope: str, unit: CurrentUnit, wording: Wording | None, sources: Mapping[int, str]
) -> CatalogEntry:
    context, source = f"{scope}/{unit.id}", mask(unit.text).text
    if wording is None:
        return CatalogEntry(context, source, "", comments=(unit.kind,))
    is_rough = wording.state == TranslationState.NEEDS_WORK
    is_outdated = not wording.is_current
    # With an earlier wording a rough one would come back as good, only outdated.
    is_shown = is_outdated and not is_rough
    return CatalogEntry(
        context,
        source,
        wording.text,
        is_fuzzy=is_outdated or is_rough,
        previous=mask(sources[wording.unit_version_id]).text if is_shown else "",
        comments=(unit.kind,),
    )


def _hints(source: Masked, heading: str) -> Iterator[str]:
    if heading:
        yield _line(heading)
    for variable in source.variables:
        yield _line(f"{{{variable.number}}} = {variable.value}")


def _line(text: str) -> str:
    """Return a text as one line of a comment."""
    return " ".join(text.split())[:MAX_VALUE]
