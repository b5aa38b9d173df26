"""How a text reads: how long it takes, and which sentences are long.

Only what a parser needs is imported here, so that this can run in a process of its own.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from markdown_it.token import Token
from msgspec import Struct

from app.platform.limited import TookTooLong, limited
from app.platform.markdown import plain_text
from app.texts.lesson import parse_lesson
from app.texts.rendering import MAX_CHARACTERS, is_cheap
from app.texts.segments import slots

# Readers of a second language, who follow every sentence.
WORDS_PER_MINUTE = 150
LONG_SENTENCE_WORDS = 25
# Scripts without blanks between words: so many characters are read in the same time.
CHARACTERS_PER_WORD = 3
MOST_TOLD, MOST_LINKS, MOST_UNITS = 5, 200, 5_000
_END = re.compile(r"(?<=[.!?।؟。！？])[\s\"”»)]*\s+|(?<=[。！？])")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)


class LongSentence(Struct, frozen=True):
    """A sentence that is hard to translate: the line it is on, and its words."""

    line: int
    words: int
    text: str


class Wording(Struct, frozen=True):
    """Minutes of reading, rounded up, and the longest sentences, the longest first.

    `links` are the addresses outside of this site, each with the line it is on first.
    `units` are the lines that the units of the text begin on, in order.
    """

    minutes: int = 0
    long: tuple[LongSentence, ...] = ()
    links: tuple[tuple[int, str], ...] = ()
    units: tuple[int, ...] = ()


def wording_within_limits(markdown: str) -> Wording:
    """Return how a module's Markdown reads; nothing when that needs too much."""
    try:
        if len(markdown) > MAX_CHARACTERS:
            return Wording()
        return (
            wording(markdown) if is_cheap(markdown) else limited.run(wording, markdown)
        )
    except TookTooLong:
        return Wording()


def wording(markdown: str) -> Wording:
    """Return how a module's Markdown reads; lines count from 1 in it."""
    words, long = 0, list[LongSentence]()
    tokens = parse_lesson(markdown, {})
    units = list(_units(tokens))
    for line, text in units:
        for sentence in _END.split(text):
            count = _words_in(sentence)
            words += count
            if count > LONG_SENTENCE_WORDS:
                long.append(LongSentence(line, count, sentence.strip()))
    longest = sorted(long, key=lambda one: -one.words)[:MOST_TOLD]
    links = tuple(islice(_outer_links(tokens), MOST_LINKS))
    lines = tuple(line for line, _ in units[:MOST_UNITS])
    return Wording(-(-words // WORDS_PER_MINUTE), tuple(longest), links, lines)


def _outer_links(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    seen = set[str]()
    for token in tokens:
        for inner in token.children or ():
            href = str(inner.attrGet("href")) if inner.type == "link_open" else ""
            if href.startswith(("https://", "http://")) and href not in seen:
                seen.add(href)
                yield (token.map or [0])[0] + 1, href


def _units(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    for slot in slots(tokens):
        token = tokens[slot.index]
        yield (token.map or [0])[0] + 1, plain_text(token.children or [])


def _words_in(text: str) -> int:
    unspaced = len(_UNSPACED.findall(text))
    return len(_UNSPACED.sub(" ", text).split()) + unspaced // CHARACTERS_PER_WORD
