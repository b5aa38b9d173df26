"""XLIFF 2.0 of a catalog: the same entries as in PO, for programs that read this.

After the OASIS standard (https://docs.oasis-open.org/xliff/xliff-core/v2.0/): an
entry is a unit with one segment, headers are metadata of the file, variables such as
`{1}` are placeholders, characters that XML cannot hold are `cp` elements.
"""

import io
import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from app.platform.i18n import N_
from app.platform.languages import find_language, get_language
from app.translation.catalogs import (
    DOCUMENT,
    LANGUAGE_CODE,
    MAX_CATALOG_BYTES,
    SOURCE_LANGUAGE,
    TOO_LARGE,
    CatalogEntry,
    CatalogError,
    UnitCatalog,
)
from app.translation.exchange.safe_xml import (
    NOT_IN_XML,
    Attributes,
    Reading,
    read_xml,
    xml_text,
    xml_value,
)

NEEDS_WORK = "passalong:needs-work"
LIVING, RETIRED = "units", "retired"
COMMENT, NOTE, PREVIOUS, LOCATION = "comment", "note", "previous", "location"

VARIABLE = re.compile(r"\{\d+\}")
_HEX = re.compile("[0-9A-Fa-f]{1,6}")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.-]")
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0"\
 xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0"\
 version="2.0" {languages}>
"""


def write_xliff(catalog: UnitCatalog) -> bytes:
    """Return the file; the same catalog always gives the same bytes."""
    return "".join(_written(catalog)).encode()


def _written(catalog: UnitCatalog) -> Iterator[str]:
    target = get_language(catalog.language)
    asked = find_language(catalog.headers.get(SOURCE_LANGUAGE, ""))
    source = asked or get_language("en")
    languages = f'srcLang="{source.tag}" trgLang="{target.tag}"'
    yield _HEAD.format(languages=languages)
    kept = {k: v for k, v in catalog.headers.items() if k.startswith("X-")}
    headers = {**kept, LANGUAGE_CODE: target.code, SOURCE_LANGUAGE: source.code}
    shared = (
        f"original={xml_value(catalog.headers.get(DOCUMENT, 'passalong'))}"
        f' srcDir="{source.direction}" trgDir="{target.direction}" xml:space="preserve"'
    )
    for name, entries in ((LIVING, catalog.entries), (RETIRED, catalog.obsolete)):
        if entries:
            still = ' translate="no"' if name == RETIRED else ""
            yield f'<file id="{name}" {shared}{still}>\n'
            yield from _metadata(headers if name == LIVING else {})
            yield from _units(entries)
            yield "</file>\n"
    yield "</xliff>\n"


def _metadata(headers: dict[str, str]) -> Iterator[str]:
    if headers:
        yield "<mda:metadata><mda:metaGroup>\n"
        for name, value in sorted(headers.items()):
            yield f"<mda:meta type={xml_value(name)}>{xml_text(value)}</mda:meta>\n"
        yield "</mda:metaGroup></mda:metadata>\n"


def _units(entries: Iterable[CatalogEntry]) -> Iterator[str]:
    used: set[str] = set()
    for entry in entries:
        unit_id = _NOT_IN_NAMES.sub(".", entry.context) or "unit"
        while unit_id in used:
            unit_id += "-"
        used.add(unit_id)
        yield f'<unit id="{unit_id}" name={xml_value(entry.context)}>\n'
        yield from _notes(entry)
        state = f'"initial" subState="{NEEDS_WORK}"' if entry.is_fuzzy else ""
        state = state or ('"translated"' if entry.text else '"initial"')
        yield f"<segment state={state}>\n<source>{_marked(entry.source)}</source>\n"
        if entry.text:
            yield f"<target>{_marked(entry.text)}</target>\n"
        yield "</segment>\n</unit>\n"


def _notes(entry: CatalogEntry) -> Iterator[str]:
    notes = [
        *((COMMENT, text) for text in entry.comments),
        *((NOTE, text) for text in entry.notes),
        *((LOCATION, text) for text in filter(None, [entry.location])),
        *((PREVIOUS, text) for text in filter(None, [entry.previous])),
    ]
    if notes:
        yield "<notes>\n"
        for category, text in notes:
            yield f'<note category="{category}">{xml_text(text)}</note>\n'
        yield "</notes>\n"


def _marked(text: str) -> str:
    """Return a wording with its variables and odd characters as elements."""
    counts: dict[str, int] = {}

    def placeholder(found: re.Match[str]) -> str:
        number = counts[found[0]] = counts.get(found[0], 0) + 1
        suffix = f"_{number}" if number > 1 else ""
        return f'<ph id="{found[0][1:-1]}{suffix}" equiv="{found[0]}"/>'

    safe = VARIABLE.sub(placeholder, escape(text, {"\r": "&#13;"}))
    return NOT_IN_XML.sub(lambda found: f'<cp hex="{ord(found[0]):04X}"/>', safe)


def read_xliff(data: bytes) -> UnitCatalog:
    """Read an XLIFF 2 file; raise CatalogError with the line and the reason."""
    if len(data) > MAX_CATALOG_BYTES:
        raise CatalogError(TOO_LARGE)
    reading = _Reading()
    found = list(read_xml(io.BytesIO(data), reading))
    headers = reading.headers
    return UnitCatalog(
        language=headers.get(LANGUAGE_CODE) or reading.language,
        headers=headers,
        entries=tuple(entry for entry, is_living in found if is_living),
        obsolete=tuple(entry for entry, is_living in found if not is_living),
    )


class _Reading(Reading[tuple[CatalogEntry, bool]]):
    """Reads units; a unit's segments are put together again."""

    captures = frozenset({"source", "target", "note", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self.headers: dict[str, str] = {}
        self.language = ""
        self._seen: set[str] = set()
        self._is_living = True
        self._name = ""
        self._begin("", 1)

    def _begin(self, context: str, line: int) -> None:
        self._context, self._line = context, line
        self._source: list[str] = []
        self._target: list[str] = []
        self._is_fuzzy = False
        self._notes: dict[str, list[str]] = {}
        self._places: dict[str, str] = {}

    def opened(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if len(self.path) == 1:
            self._check_root(name, attributes)
        elif name == "file":
            self._is_living = attributes.get("id") != RETIRED
        elif name == "unit":
            self._begin(attributes.get("name") or attributes.get("id"), self.line)
        elif name == "segment":
            self._is_fuzzy |= attributes.get("state") == "initial"
        elif name in {"note", "meta"}:
            self._name = attributes.get("category") or attributes.get("type")
        elif name == "cp":
            self.write(self._character(attributes.get("hex")))
        elif name == "ph":
            self.write(self._variable(attributes))

    def _check_root(self, name: str, attributes: Attributes) -> None:
        if name != "xliff":
            raise CatalogError(N_("this is not an XLIFF file"), self.line)
        if not attributes.get("version").startswith("2."):
            reason = N_("only XLIFF 2 is read; export it as that")
            raise CatalogError(reason, self.line)
        language = find_language(attributes.get("trgLang"))
        self.language = language.code if language else attributes.get("trgLang")
        source = find_language(attributes.get("srcLang"))
        if source:
            self.headers[SOURCE_LANGUAGE] = source.code

    def _character(self, code: str) -> str:
        number = int(code, 16) if _HEX.fullmatch(code) else 0xD800
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise CatalogError(N_("a character has no such number"), self.line)
        return chr(number)

    def _variable(self, attributes: Attributes) -> str:
        """Return what a placeholder stands for; some programs keep only its id."""
        number, text = attributes.get("id"), attributes.get("equiv")
        if "source" in self.path:
            self._places[number] = text
        return text or self._places.get(number, "")

    def closed(self, name: str, text: str) -> None:
        """An element ends."""
        if name == "source":
            self._source.append(text)
        elif name == "target":
            self._target.append(text)
        elif name == "note":
            self._notes.setdefault(self._name, []).append(text)
        elif name == "meta" and self._name.startswith("X-"):
            self.headers[self._name] = text
        elif name == "unit":
            self._end()

    def _end(self) -> None:
        if self._context in self._seen:
            raise CatalogError(N_("the entry stands twice"), self._line)
        self._seen.add(self._context)
        text = "".join(self._target)
        entry = CatalogEntry(
            self._context,
            "".join(self._source),
            text,
            self._is_fuzzy and bool(text),
            previous="".join(self._notes.get(PREVIOUS, ())),
            comments=tuple(self._notes.get(COMMENT, ())),
            notes=tuple(self._notes.get(NOTE, ())),
            location=" ".join(self._notes.get(LOCATION, ())),
            line=self._line,
        )
        self.done.append((entry, self._is_living))
