"""What a wording carries besides words: variables, links, numbers, structure.

Two wordings of a unit are compared by these, whatever language they are in.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from markdown_it.token import Token
from msgspec import Struct

from app.texts.lesson import OPTION, parse_lesson

# Numbered ones stand for what the source fills in, named ones for what a page does;
# `%(name)s` is how the strings of the interface write theirs.
VARIABLE = re.compile(r"\{\{[^{}\n]{1,80}\}\}|\{\d{1,4}\}|%\(\w{1,40}\)[sd]|%%")
_NUMBER = re.compile(r"\d+(?:[.,'’٫٬\u00a0\u202f ]\d+)*")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|<!--")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FOOTNOTE = re.compile(r"(?<!\\)\[\^[^\]\s]{1,80}\]")
_TARGET = re.compile(r"(?<=\]\()\{(\d{1,4})\}")
_ADDRESS = re.compile(r"https?://\S+")


class Traits(Struct, frozen=True):
    """The traits of one wording; the multisets count how often each stands in it."""

    variables: Counter[str]
    links: Counter[str]
    images: Counter[str]
    footnotes: Counter[str]
    code: Counter[str]
    numbers: Counter[str]
    tags: Counter[str]
    blocks: tuple[str, ...]
    is_option: bool
    lines: int
    words: int
    width: int


def traits(text: str) -> Traits:
    """Return the traits of a unit's wording, which is inline Markdown."""
    # A variable is no address, so that its link would not be read as one.
    tokens = parse_lesson(_TARGET.sub(r"https://variable.invalid/\1", text), {})
    inline = [child for token in tokens for child in token.children or ()]
    plain = _plain(inline)
    return Traits(
        variables=Counter(VARIABLE.findall(text)),
        links=Counter(_targets(inline, "link_open", "href")),
        images=Counter(_targets(inline, "image", "src")),
        footnotes=Counter(_FOOTNOTE.findall(text)),
        code=Counter(t.content for t in inline if t.type == "code_inline"),
        numbers=Counter(map(_digits, _NUMBER.findall(plain))),
        tags=Counter(found.casefold() for found in _TAG.findall(plain)),
        blocks=tuple(t.type for t in tokens if t.type != "inline"),
        is_option=OPTION.match(text) is not None,
        lines=text.count("\n"),
        words=len(_WORD.findall(plain)),
        width=_width(plain),
    )


def _targets(inline: list[Token], kind: str, attribute: str) -> Iterator[str]:
    for token in inline:
        if token.type == kind:
            yield str(token.attrs.get(attribute, ""))


def _plain(inline: list[Token]) -> str:
    kept = {"text", "image", "softbreak", "hardbreak"}
    parts = (t.content or " " for t in inline if t.type in kept)
    return _ADDRESS.sub(" ", VARIABLE.sub(" ", "".join(parts)))


def _digits(number: str) -> str:
    """Return a number as Western digits: `١٬٠٠٠` and `1.000` are both `1000`."""
    return "".join(str(unicodedata.decimal(c)) for c in number if c.isdecimal())


def _width(text: str) -> int:
    """Return a length in which a Chinese sign counts as two letters."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )
