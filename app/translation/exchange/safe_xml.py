"""Reads XML that strangers wrote: piece by piece, within limits, with line numbers.

defusedxml refuses entities and references to other files; what is left to limit is
how deep elements stand in each other and how long a text in them is.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Generic, TypeVar
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from app.platform.i18n import N_
from app.platform.told import Faults, fault
from app.translation.catalogs import CatalogError

CHUNK_BYTES = 64 * 1024
MAX_DEPTH = 64
# Ten times what a unit may hold, with marks between its words.
MAX_TEXT = 100_000
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
UNSAFE = N_("it declares entities or asks for other files, which is not read")
NOT_XML = N_("not readable as XML: %(detail)s")
_HALF = N_("the file ends before all its elements do; it may have come only in part")
_FAULTS: Faults = (
    (
        "not well-formed",
        N_("a sign may not stand there; & and < are written otherwise"),
    ),
    ("mismatched tag", N_("an element ends with another name than it began with")),
    ("no element found", _HALF),
    ("unclosed", _HALF),
    ("partial character", _HALF),
    ("syntax error", N_("it does not begin as XML does")),
    ("junk after document", N_("something stands behind the end of the last element")),
    ("not at start", N_("something stands before the first line of XML")),
    ("entity", N_("it names an entity that nothing says the meaning of")),
    ("duplicate attribute", N_("an element has the same attribute twice")),
    ("unbound prefix", N_("a prefix is used that nothing says the meaning of")),
    ("encoding", N_("it is not written in the encoding that it names; use UTF-8")),
)

# Characters that XML 1.0 cannot hold in any way.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

T = TypeVar("T")
_Name = tuple[str | None, str]


def xml_text(text: str) -> str:
    """Return a text as it stands in an element; what XML cannot hold is marked."""
    return escape(NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text), {"\r": "&#13;"})


def xml_value(text: str) -> str:
    """Return a text as it stands as an attribute's value, with its quotes."""
    return quoteattr(NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text))


class Attributes:
    """The attributes of an element by local name; `xml:lang` is `lang`."""

    def __init__(self, found: AttributesNSImpl) -> None:
        self._found = {
            name: value
            for (space, name), value in found.items()
            if not space or space == XML_NAMESPACE
        }

    def get(self, name: str) -> str:
        """Return the value, or nothing."""
        return self._found.get(name, "")


class Reading(ContentHandler, Generic[T]):
    """What a format does with elements; finished things wait in `done`.

    `path` holds the local names of the open elements, `texts` what stands in those
    that `captures` names, with everything inside them.
    """

    captures: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.done: list[T] = []
        self.path: list[str] = []
        self._open: list[list[str]] = []
        self._length = 0
        self._where: Locator | None = None

    @property
    def line(self) -> int:
        """The line the parser is at, from 1."""
        return (self._where and self._where.getLineNumber()) or 1

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - SAX
        """Called by the parser."""
        self._where = locator

    def opened(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def closed(self, name: str, text: str) -> None:
        """An element ends; `text` is empty where it was not captured."""

    def write(self, text: str) -> None:
        """Add to the captured elements that are open."""
        if self._open:
            self._length += len(text)
            if self._length > MAX_TEXT:
                raise CatalogError(N_("a text is too long"), self.line)
            self._open[-1].append(text)

    def startElementNS(  # noqa: N802 - SAX
        self, name: _Name, _qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """Called by the parser."""
        self.path.append(name[1])
        if len(self.path) > MAX_DEPTH:
            reason = N_("elements stand too deep in each other")
            raise CatalogError(reason, self.line)
        if name[1] in self.captures:
            self._open.append([])
            self._length = 0
        self.opened(name[1], Attributes(attrs))

    def endElementNS(  # noqa: N802 - SAX
        self, name: _Name, _qname: str | None
    ) -> None:
        """Called by the parser."""
        is_captured = name[1] in self.captures and self._open
        self.closed(name[1], "".join(self._open.pop()) if is_captured else "")
        self.path.pop()

    def skippedEntity(self, _name: str) -> None:  # noqa: N802 - SAX
        """Called by the parser: what only the document type could declare."""
        raise CatalogError(UNSAFE, self.line)

    def characters(self, content: str) -> None:
        """Called by the parser."""
        self.write(content)


def read_xml(file: BinaryIO, reading: Reading[T]) -> Iterator[T]:
    """Yield what the reading finishes, while the file is read.

    Raise CatalogError with the line and the reason where it cannot be read.
    """
    # A document type may be named, as TMX and TBX do; it is not looked up.
    parser = DefusedExpatParser(forbid_dtd=False, forbid_external=False)
    parser.setFeature(feature_external_ges, False)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(reading)
    reading.setDocumentLocator(parser)
    is_empty = True
    while chunk := file.read(CHUNK_BYTES):
        is_empty = False
        _feed(parser, reading, chunk)
        yield from reading.done
        reading.done.clear()
    if is_empty:
        raise CatalogError(N_("the file is empty"))
    _feed(parser, reading, b"")
    yield from reading.done


def _feed(parser: DefusedExpatParser, reading: Reading[T], chunk: bytes) -> None:
    try:
        if chunk:
            parser.feed(chunk)
        else:
            parser.close()
    except SAXParseException as error:
        line, detail = error.getLineNumber() or 1, fault(error.getMessage(), _FAULTS)
        raise CatalogError(NOT_XML, line, detail=detail) from error
    except DefusedXmlException as error:
        raise CatalogError(UNSAFE, reading.line) from error
    except CatalogError:
        raise
    # A declared encoding that Python does not know, or that is none of texts.
    except (SAXException, LookupError, ValueError) as error:
        detail = fault(error, _FAULTS)
        raise CatalogError(NOT_XML, reading.line, detail=detail) from error
