"""TMX 1.4b, translation memories: pairs of texts, read and written as a stream.

After the specification of LISA's OSCAR group, which any program for translators
follows. What codes stand inside a segment is text here, as it is in our units.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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

CONTEXT = "x-passalong-unit"
CODE = "x-passalong-language"
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="Passalong" creationtoolversion="1" segtype="block"\
 o-tmf="Passalong" adminlang="en" srclang={source} datatype="plaintext"/>
<body>
"""
_FOOT = "</body>\n</tmx>\n"


@dataclass(frozen=True)
class MemoryUnit:
    """One text in several languages: `texts` by our language code, the source first.

    `source` is the code of the language it was written in, "" where the file does
    not say; `context` is where it comes from, if it comes from a unit of ours.
    """

    source: str
    texts: dict[str, str]
    context: str = ""
    line: int = field(default=0, compare=False)


def write_tmx(source: str, units: Iterable[MemoryUnit]) -> Iterator[bytes]:
    """Yield the file piece by piece; `source` is the language most texts are from."""
    yield _HEAD.format(source=xml_value(get_language(source).tag)).encode()
    for unit in units:
        yield "".join(_written(unit)).encode()
    yield _FOOT.encode()


def _written(unit: MemoryUnit) -> Iterator[str]:
    own = f" srclang={xml_value(get_language(unit.source).tag)}" if unit.source else ""
    yield f"<tu{own}>\n"
    if unit.context:
        yield f'<prop type="{CONTEXT}">{xml_text(unit.context)}</prop>\n'
    for code, text in unit.texts.items():
        yield f"<tuv xml:lang={xml_value(get_language(code).tag)}>\n"
        yield f'<prop type="{CODE}">{xml_text(code)}</prop>\n'
        yield f"<seg>{xml_text(text)}</seg>\n</tuv>\n"
    yield "</tu>\n"


def read_tmx(file: BinaryIO) -> Iterator[MemoryUnit]:
    """Yield the units of a TMX file as it is read.

    Languages that we do not know are left out, and so are units that then have
    fewer than two. Raise CatalogError with the line and the reason, after what
    stands before it was yielded.
    """
    yield from read_xml(file, _Reading())


class _Reading(Reading[MemoryUnit]):
    captures = frozenset({"seg", "prop"})

    def __init__(self) -> None:
        super().__init__()
        self._file_source = ""
        self._begin("")

    def _begin(self, source: str) -> None:
        self._source, self._context, self._line = source, "", self.line
        self._texts: dict[str, str] = {}
        self._language = self._property = ""

    def opened(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if len(self.path) == 1 and name != "tmx":
            raise CatalogError(N_("this is not a TMX file"), self.line)
        if name == "header":
            self._file_source = _code(attributes.get("srclang"))
        elif name == "tu":
            self._begin(_code(attributes.get("srclang")) or self._file_source)
        elif name == "tuv":
            self._language = _code(attributes.get("lang"))
        elif name == "prop":
            self._property = attributes.get("type")

    def closed(self, name: str, text: str) -> None:
        """An element ends."""
        if name == "prop" and self._property == CONTEXT:
            self._context = text
        elif name == "prop" and self._property == CODE and "tuv" in self.path:
            # Two of our codes can have the same tag; ours says which one it is.
            self._language = _code(text) or self._language
        elif name == "seg" and self._language and text.strip():
            self._texts.setdefault(self._language, text)
        elif name == "tu" and len(self._texts) > 1:
            source = self._source if self._source in self._texts else ""
            unit = MemoryUnit(source, self._texts, self._context, self._line)
            self.done.append(unit)


def _code(tag: str) -> str:
    """Return our code for a tag, of its base where we know no closer one; or ""."""
    tag = tag.replace("_", "-")
    language = find_language(tag) or find_language(tag.partition("-")[0])
    return language.code if language and not language.pseudo else ""
