"""TBX-Basic, glossaries: version 2 (ISO 30042:2008) out, that and version 3 in.

Version 2 is what other programs read. The public part of the standard is at
https://www.tbxinfo.net/; `keep` is ours and is written as an extension.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from app.platform.i18n import N_
from app.platform.languages import find_language, get_language
from app.translation.catalogs import CatalogError
from app.translation.exchange.safe_xml import (
    Attributes,
    Reading,
    read_xml,
    xml_text,
    xml_value,
)
from app.translation.exchange.terms import MAX_CONCEPTS, FileConcept, FileTerm
from app.translation.glossary.drafts import MAX_DEFINITION, MAX_TERM
from app.translation.glossary.status import TermStatus

STATUS = "administrativeStatus"
KEEP = "x-passalong-keep"
_WRITTEN = {
    TermStatus.PREFERRED: "preferredTerm-admn-sts",
    TermStatus.ADMITTED: "admittedTerm-admn-sts",
    TermStatus.FORBIDDEN: "deprecatedTerm-admn-sts",
    TermStatus.KEEP: "preferredTerm-admn-sts",
}
_READ = {
    "preferredTerm": TermStatus.PREFERRED,
    "standardizedTerm": TermStatus.PREFERRED,
    "admittedTerm": TermStatus.ADMITTED,
    "legalTerm": TermStatus.ADMITTED,
    "deprecatedTerm": TermStatus.FORBIDDEN,
    "supersededTerm": TermStatus.FORBIDDEN,
}
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX-Basic" xml:lang="en">
<martifHeader><fileDesc><sourceDesc><p>Glossary of Passalong</p></sourceDesc></fileDesc>
<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>
<text><body>
"""
_FOOT = "</body></text>\n</martif>\n"
# Names of version 3, then of version 2.
_CONCEPTS = frozenset({"conceptEntry", "termEntry"})
_LANGUAGES = frozenset({"langSec", "langSet"})
_TERMS = frozenset({"termSec", "tig", "ntig"})


def write_tbx(concepts: Iterable[FileConcept]) -> Iterator[bytes]:
    """Yield the file piece by piece."""
    yield _HEAD.encode()
    for concept in concepts:
        yield "".join(_written(concept)).encode()
    yield _FOOT.encode()


def _written(concept: FileConcept) -> Iterator[str]:
    yield f"<termEntry id={xml_value(concept.key)}>\n"
    if concept.definition:
        yield f'<descrip type="definition">{xml_text(concept.definition)}</descrip>\n'
    for code in dict.fromkeys(term.language for term in concept.terms):
        yield f"<langSet xml:lang={xml_value(get_language(code).tag)}>\n"
        for term in concept.terms:
            if term.language == code:
                yield from _written_term(term)
        yield "</langSet>\n"
    yield "</termEntry>\n"


def _written_term(term: FileTerm) -> Iterator[str]:
    yield f"<tig><term>{xml_text(term.text)}</term>"
    yield f'<termNote type="{STATUS}">{_WRITTEN[term.status]}</termNote>'
    if term.status == TermStatus.KEEP:
        yield f'<termNote type="{KEEP}">yes</termNote>'
    if term.note:
        yield f"<note>{xml_text(term.note)}</note>"
    yield "</tig>\n"


def read_tbx(file: BinaryIO) -> list[FileConcept]:
    """Return the concepts; raise CatalogError with the line and the reason."""
    return list(read_xml(file, _Reading()))


class _Reading(Reading[FileConcept]):
    captures = frozenset({"term", "termNote", "descrip", "note"})

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._begin("")

    def _begin(self, key: str) -> None:
        self._key, self._line = key, self.line
        self._definition = self._language = self._type = ""
        self._terms: list[FileTerm] = []
        self._begin_term()

    def _begin_term(self) -> None:
        self._term = self._note = ""
        self._status = TermStatus.PREFERRED

    def opened(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if len(self.path) == 1 and name not in {"tbx", "martif", "TBX"}:
            raise CatalogError(N_("this is not a TBX file"), self.line)
        if name in _CONCEPTS:
            self._count += 1
            self._begin(attributes.get("id") or f"c{self._count}")
        elif name in _LANGUAGES:
            language = find_language(attributes.get("lang"))
            self._language = language.code if language and not language.pseudo else ""
        elif name in _TERMS:
            self._begin_term()
        elif name in {"termNote", "descrip"}:
            self._type = attributes.get("type")

    def closed(self, name: str, text: str) -> None:
        """An element ends."""
        text = " ".join(text.split())
        if name == "term":
            self._term = self._short(text, MAX_TERM)
        elif name == "descrip" and self._type == "definition":
            self._definition = self._short(text, MAX_DEFINITION)
        elif name == "note" and _TERMS & {*self.path}:
            self._note = self._short(text, MAX_DEFINITION)
        elif name == "termNote":
            self._read_status(text)
        elif name in _TERMS and self._language and self._term:
            term = FileTerm(self._language, self._term, self._status, self._note)
            self._terms.append(term)
        elif name in _CONCEPTS:
            self._end()

    def _read_status(self, text: str) -> None:
        if self._type == KEEP and text == "yes":
            self._status = TermStatus.KEEP
        elif self._type == STATUS and self._status != TermStatus.KEEP:
            known = _READ.get(text.removesuffix("-admn-sts"))
            self._status = known or TermStatus.PREFERRED

    def _short(self, text: str, most: int) -> str:
        if len(text) > most:
            raise CatalogError(N_("a term or its explanation is too long"), self.line)
        return text

    def _end(self) -> None:
        if self._count > MAX_CONCEPTS:
            raise CatalogError(N_("there are too many terms in one file"), self.line)
        if self._terms:
            concept = FileConcept(
                self._key, self._definition, tuple(self._terms), self._line
            )
            self.done.append(concept)
