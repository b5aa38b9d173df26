"""A page as its mark-up says it: elements with their attributes, language and words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "path", "rect", "line", "hr", "circle"}
# A tag as our templates write them; the parser is asked about all others.
_NAME = r"[a-z][a-z0-9-]*"
_PLAIN_TAG = re.compile(rf'<({_NAME})((?:\s+{_NAME}(?:="[^"]*")?)*+)\s*(/?)>')
_ATTRIBUTE = re.compile(rf'({_NAME})(?:="([^"]*)")?')


@dataclass(slots=True)
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    @property
    def lang(self) -> str:
        """The language that holds here."""
        if "lang" in self.attributes:
            return self.attributes["lang"]
        return self.parent.lang if self.parent else ""

    @property
    def direction(self) -> str:
        """The direction that holds here."""
        if "dir" in self.attributes:
            return self.attributes["dir"]
        return self.parent.direction if self.parent else ""

    @property
    def classes(self) -> list[str]:
        """The classes, in order."""
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """All words inside, white space made one."""
        words = (c if isinstance(c, str) else c.text for c in self.children)
        return " ".join(" ".join(words).split())

    def __iter__(self) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    def all(self, tag: str = "", **wanted: str) -> list["Element"]:
        """Return the elements with a tag and these attributes; `css` is a class."""
        css = wanted.pop("css", "")
        return [
            one
            for one in self
            if (not tag or one.tag == tag)
            and (not css or css in one.classes)
            and all(one.attributes.get(key) == value for key, value in wanted.items())
        ]

    def one(self, tag: str = "", **wanted: str) -> "Element":
        """Return the only element that `all` finds."""
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{tag} {wanted}: {len(found)} found"
        return found[0]

    def deepest(self, is_it: Callable[["Element"], bool]) -> "Element":
        """Return the innermost element for which something holds."""
        found = [one for one in self if is_it(one)]
        assert found, "nothing like that is on the page"
        return next(one for one in found if not any(is_it(inner) for inner in one))

    def with_words(self, words: str) -> "Element":
        """Return the innermost element that has these words."""
        return self.deepest(lambda one: words in one.text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Element("", {})

    def updatepos(self, _: int, j: int) -> int:
        """Count no lines: nobody asks for them."""
        return j

    def parse_starttag(self, i: int) -> int:
        """Read a plain tag at once, and all others as the parser does, slower."""
        plain = _PLAIN_TAG.match(self.rawdata, i)
        if plain is None:
            return super().parse_starttag(i)
        tag, attributes, slash = plain.groups()
        attrs: list[tuple[str, str | None]] = [
            (name, unescape(value)) for name, value in _ATTRIBUTE.findall(attributes)
        ]
        if slash:
            self.handle_startendtag(tag, attrs)
        else:
            self.handle_starttag(tag, attrs)
            if tag in self.CDATA_CONTENT_ELEMENTS:
                self.set_cdata_mode(tag)
        return plain.end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, _values(attrs), self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, _values(attrs), self.at))

    def handle_endtag(self, tag: str) -> None:
        place: Element | None = self.at
        while place and place.tag != tag:
            place = place.parent
        if place and place.parent:
            self.at = place.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def _values(attrs: list[tuple[str, str | None]]) -> dict[str, str]:
    return {key: value or "" for key, value in attrs}


def read_page(text: str) -> Element:
    """Return the root of a page."""
    reader = _Reader()
    reader.feed(text)
    return reader.root
