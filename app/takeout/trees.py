"""Pages as trees: links are led elsewhere, and they are written as HTML or XHTML."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from io import StringIO
from xml.etree.ElementTree import Element, tostring

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LINKS = ("href", "src", "poster")
# A folder has one size of each picture, which everything shows; drawings are ornament.
LEFT_OUT = frozenset({"svg", "source", "noscript", "template"})
# Characters that HTML lets pass and XML does not know.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CHOICES = ("srcset", "sizes", "loading", "decoding")

Led = Callable[[str], str]


def parsed(html: str) -> Element:
    """Return the tree of a whole page, without what only our site needs."""
    # A short text would be taken for the name of a file.
    tree: Element = _parser()(StringIO(html), namespace_html_elements=False)
    _prune(tree)
    return tree


@cache
def _parser() -> Callable[..., Element]:
    # With the first pack taken along: nobody else needs a parser of HTML.
    import tinyhtml5  # type: ignore[import-untyped] # noqa: PLC0415 - see above

    # Version 2.1.0 keeps its patterns under another key than it looks them up by, and
    # writes each anew for every word, tag and attribute: two fifths of its work.
    tinyhtml5.inputstream.characters_until_regex = _Patterns()
    found: Callable[..., Element] = tinyhtml5.parse
    return found


class _Patterns(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """Patterns that match characters, or (what is opposite) all others, once made."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, is_opposite = key
        one_of = "".join(f"\\x{ord(character):02x}" for character in characters)
        made = re.compile(f"[{'' if is_opposite else '^'}{one_of}]+")
        self[key] = made
        return made


def lead(tree: Element, led: Led) -> None:
    """Give every link and file of a page the address `led` returns for it."""
    for element in tree.iter():
        for name in LINKS:
            if (address := element.get(name)) is not None:
                element.set(name, led(address))


def as_html(tree: Element) -> bytes:
    """Return a page as HTML in UTF-8."""
    written = tostring(tree, encoding="unicode", method="html")
    return f"<!doctype html>\n{written}".encode()


def as_xhtml(tree: Element) -> bytes:
    """Return a page as XHTML in UTF-8, which every program for books can read."""
    tree.set("xmlns", XHTML)
    tree.set("xmlns:epub", EPUB)
    for element in tree.iter():
        if language := element.get("lang"):
            element.set(LANGUAGE, language)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    return as_xml(head + tostring(tree, encoding="unicode"))


def as_xml(written: str) -> bytes:
    """Return XML in UTF-8, without characters that would make it none."""
    return NOT_IN_XML.sub("", written).strip().encode()


def _prune(element: Element) -> None:
    for child in list(element):
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] not in LEFT_OUT:
            for name in CHOICES:
                child.attrib.pop(name, None)
            _prune(child)
        else:
            _take_out(element, child)


def _take_out(parent: Element, child: Element) -> None:
    """Remove an element or comment, and keep the words after it."""
    place = list(parent).index(child)
    parent.remove(child)
    if not child.tail:
        return
    if place:
        before = parent[place - 1]
        before.tail = (before.tail or "") + child.tail
    else:
        parent.text = (parent.text or "") + child.tail
