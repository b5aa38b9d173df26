"""Glossaries as CSV, for spreadsheets: one term a row, concepts by their key."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from app.platform.i18n import N_
from app.platform.languages import find_language
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
# A spreadsheet takes these for the beginning of a formula and would run it.
_FORMULA = re.compile(r"^'*[=+\-@\t\r]")
_DELIMITERS = ",;\t"
_FAULTS: Faults = (
    ("unexpected end", N_("a quotation mark is not closed")),
    ("expected after", N_("a quotation mark stands inside a cell; write it twice")),
    ("new-line", N_("a line ends in another way than the others")),
    ("field larger", N_("a cell is too long")),
)


def write_table(concepts: Iterable[FileConcept]) -> bytes:
    """Return the table; its mark of order tells spreadsheets that it is UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for concept in concepts:
        for term in concept.terms:
            row = (concept.key, concept.definition, term.language, term.text)
            writer.writerow(map(_harmless, (*row, term.status, term.note)))
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _meant(text: str) -> str:
    text = text.strip()
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text


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
            cells = dict(zip(names, map(_meant, row), strict=False))
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
