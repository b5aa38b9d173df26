"""Glossaries as CSV, for spreadsheets: one term a row, concepts by their key."""

import csv
import io
from collections.abc import Iterable, Iterator

from app.platform.i18n import N_
from app.platform.languages import find_language
from app.platform.spreadsheets import as_csv, meant
from app.platform.told import Faults, fault
from app.translation.catalogs import (
    MAX_CATALOG_BYTES,
    MAX_REASON,
    TOO_LARGE,
    CatalogError,
    as_text,
)
from app.translation.exchange.terms import MAX_CONCEPTS, FileConcept, FileTerm
from app.translation.glossary.drafts import MAX_DEFINITION, MAX_TERM
from app.translation.glossary.status import TermStatus

COLUMNS = ("concept", "definition", "language", "term", "status", "note")
_DELIMITERS = ",;\t"
_FAULTS: Faults = (
    ("unexpected end", N_("a quotation mark is not closed")),
    ("expected after", N_("a quotation mark stands inside a cell; write it twice")),
    ("new-line", N_("a line ends in another way than the others")),
    ("field larger", N_("a cell is too long")),
)


def write_table(concepts: Iterable[FileConcept]) -> bytes:
    """Return the table, with its columns named first."""
    return as_csv(_cells(concepts))


def _cells(concepts: Iterable[FileConcept]) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for concept in concepts:
        for term in concept.terms:
            row = (concept.key, concept.definition, term.language, term.text)
            yield *row, term.status, term.note


def read_table(data: bytes) -> list[FileConcept]:
    """Return the concepts; raise CatalogError with the line and the reason."""
    if len(data) > MAX_CATALOG_BYTES:
        raise CatalogError(TOO_LARGE)
    found: dict[str, tuple[str, int, list[FileTerm]]] = {}
    for line, row in _rows(as_text(data)):
        if not row["term"]:
            continue
        key = row["concept"] or f"row {line}"
        _, _, terms = found.setdefault(key, (row["definition"], line, []))
        terms.append(_term(row, line))
        if len(found) > MAX_CONCEPTS:
            raise CatalogError(N_("there are too many terms in one file"), line)
    return [
        FileConcept(key, definition, tuple(terms), line)
        for key, (definition, line, terms) in found.items()
    ]


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if not {"language", "term"} <= set(names):
            reason = N_("the first row must name its columns: %(names)s")
            raise CatalogError(reason, 1, names=", ".join(COLUMNS))
        for row in reader:
            cells = dict(zip(names, map(meant, row), strict=False))
            yield reader.line_num, {name: cells.get(name, "") for name in COLUMNS}
    except csv.Error as error:
        reason = N_("not readable as a table: %(detail)s")
        detail = fault(error, _FAULTS)
        raise CatalogError(reason, reader.line_num or 1, detail=detail) from error


def _term(row: dict[str, str], line: int) -> FileTerm:
    language = find_language(row["language"])
    if language is None or language.pseudo:
        reason = N_("there is no language “%(code)s”")
        raise CatalogError(reason, line, code=row["language"][:MAX_REASON])
    status = (row["status"] or TermStatus.PREFERRED).lower()
    if status not in set(TermStatus):
        reason = N_("a status must be one of %(names)s")
        raise CatalogError(reason, line, names=", ".join(TermStatus))
    for name, most in (("term", MAX_TERM), ("definition", MAX_DEFINITION)):
        if len(row[name]) > most or len(row["note"]) > MAX_DEFINITION:
            raise CatalogError(N_("a term or its explanation is too long"), line)
    return FileTerm(language.code, row["term"], TermStatus(status), row["note"])
