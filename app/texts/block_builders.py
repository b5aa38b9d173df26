"""Builds each `:::` block from its tokens, or says what is wrong with it and where."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from markdown_it.token import Token
from markupsafe import Markup
from msgspec import Struct

from app.platform.i18n import N_
from app.platform.markdown import is_safe_link
from app.platform.told import Told
from app.texts import blocks
from app.texts.blocks import Block, BlockError, Note, Option, Piece
from app.texts.lesson import (
    CALLOUT_KINDS,
    OPTION,
    QUIZ_KINDS,
    BlockHead,
)
from app.texts.reading import UnitText

NO_KEY = N_("the %(block)s block has no %(key)s")
WRITE_KEY = N_("Write ::: %(block)s %(key)s=…")
NOT_SO_MANY = N_("a quiz “%(kind)s” cannot have %(count)s right options")
EXACTLY_ONE, ONE = N_("Mark exactly one with [x]"), N_("Mark one with [x]")
_FILE = re.compile(r"[a-z0-9][a-z0-9._-]*")


class Source(Protocol):
    """What a builder needs of a parsed lesson."""

    tokens: list[Token]
    texts: dict[int, UnitText]

    def html(self, tokens: Sequence[Token]) -> Markup:
        """Render block tokens."""

    def piece(self, index: int) -> Piece:
        """Return the unit at an inline token."""


class Opened(Struct, frozen=True):
    """A block about to be built: its head, the tokens inside it, its note."""

    source: Source
    head: BlockHead
    start: int
    end: int
    note: Note | None

    @property
    def line(self) -> int:
        """The line of the block's head, from 1."""
        place = self.source.tokens[self.start - 1].map
        return place[0] + 1 if place else 1

    @property
    def html(self) -> Markup:
        """The whole inside of the block."""
        return self.source.html(self.source.tokens[self.start : self.end])

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """Return the units between two tokens."""
        return tuple(
            self.source.piece(i) for i in range(start, end) if i in self.source.texts
        )

    def items(self) -> Iterator[tuple[int, int]]:
        """Yield where each item of the block's outermost list begins and ends."""
        level, begin = None, 0
        for index in range(self.start, self.end):
            token = self.source.tokens[index]
            if token.type == "list_item_open" and level is None:
                level, begin = token.level, index
            elif token.type == "list_item_close" and token.level == level:
                yield begin, index
                level = None

    def value(self, key: str) -> str:
        """Return an attribute of the head; raise BlockError when it is missing."""
        value = self.head.values.get(key)
        if not value:
            raise self.error(
                Told(NO_KEY, block=self.head.name, key=key),
                Told(
                    N_("Write ::: %(block)s %(key)s=…"), block=self.head.name, key=key
                ),
            )
        return value

    def error(self, reason: str, mend: str) -> BlockError:
        """Return an error that names the line of the block."""
        return BlockError(self.line, reason, mend)


def build_block(
    source: Source, head: BlockHead, span: tuple[int, int], note: Note | None
) -> Block:
    """Build the block between two tokens; raise BlockError when it is not whole."""
    opened = Opened(source, head, span[0] + 1, span[1] - 1, note)
    return _BUILDERS[head.name](opened)


def _listed(block: Opened) -> tuple[Piece, ...]:
    items = tuple(
        piece for begin, end in block.items() for piece in block.pieces(begin, end)[:1]
    )
    if not items:
        raise block.error(
            Told(N_("the %(block)s block has no list"), block=block.head.name),
            Told(N_("Begin each line with a hyphen")),
        )
    return items


def _goals(block: Opened) -> Block:
    return blocks.Goals(_listed(block), line=block.line, note=block.note)


def _checklist(block: Opened) -> Block:
    is_repeat = "repeat" in block.head.words
    return blocks.Checklist(_listed(block), is_repeat, line=block.line, note=block.note)


def _evidence(block: Opened) -> Block:
    source = block.value("source")
    return blocks.Evidence(block.html, source, line=block.line, note=block.note)


def _callout(block: Opened) -> Block:
    kind = block.head.words[0] if block.head.words else "note"
    if kind not in CALLOUT_KINDS:
        raise block.error(
            Told(N_("there is no callout “%(kind)s”"), kind=kind),
            Told(N_("Use %(kinds)s"), kinds=", ".join(CALLOUT_KINDS)),
        )
    return blocks.Callout(kind, block.html, line=block.line, note=block.note)


def _try_it(block: Opened) -> Block:
    minutes = block.head.values.get("minutes", "")
    if minutes and not minutes.isdecimal():
        raise block.error(
            Told(N_("minutes must be a whole number")), Told(N_("Write minutes=15"))
        )
    result = block.value("result")
    if not _FILE.fullmatch(result) and not is_safe_link(result):
        raise block.error(
            Told(N_("the result is neither a file nor an address")),
            Told(N_("Write result=https://…")),
        )
    return blocks.TryIt(
        block.html,
        result,
        int(minutes) if minutes else None,
        line=block.line,
        note=block.note,
    )


def _figure(block: Opened) -> Block:
    for index in range(block.start, block.end):
        children = block.source.tokens[index].children or []
        image = next((c for c in children if c.type == "image"), None)
        if image is None:
            continue
        scheme, _, file = str(image.attrGet("src") or "").partition(":")
        if scheme != "media" or not file or index not in block.source.texts:
            break
        alt = block.source.piece(index)
        if not alt.text:
            raise block.error(
                Told(N_("the picture has no alternative text")),
                Told(N_("Say what it shows between the square brackets")),
            )
        caption = block.source.html(block.source.tokens[index + 2 : block.end])
        return blocks.Figure(file, alt, caption, line=block.line, note=block.note)
    raise block.error(
        Told(N_("the figure block has no picture")),
        Told(N_("Write ![what it shows](media:file.png)")),
    )


def _media(block: Opened) -> Block:
    return blocks.Media(
        block.head.name,
        block.value("file"),
        block.html,
        line=block.line,
        note=block.note,
    )


def _worksheet(block: Opened) -> Block:
    file = block.value("file")
    return blocks.Worksheet(file, block.html, line=block.line, note=block.note)


def _quiz(block: Opened) -> Block:
    kind = block.head.words[0] if block.head.words else ""
    if kind not in QUIZ_KINDS:
        raise block.error(
            Told(N_("the quiz does not say its kind")),
            Told(N_("Write ::: quiz %(kinds)s"), kinds=" | ".join(QUIZ_KINDS)),
        )
    places = list(block.items())
    question = block.pieces(block.start, places[0][0] if places else block.end)
    if not question or not places:
        raise block.error(
            Told(N_("a quiz needs a question and a list of options under it")),
            Told(N_("Write the question as a paragraph, then the list")),
        )
    options, otherwise = _options(block, kind, places)
    _check_options(block, kind, options)
    return blocks.Quiz(
        question[0].unit_id,
        kind,
        question,
        tuple(options),
        otherwise,
        line=block.line,
        note=block.note,
    )


def _options(
    block: Opened, kind: str, places: Sequence[tuple[int, int]]
) -> tuple[list[Option], tuple[Piece, ...]]:
    options: list[Option] = []
    otherwise: tuple[Piece, ...] = ()
    for begin, end in places:
        tokens = block.source.tokens
        first = next((i for i in range(begin, end) if tokens[i].children), begin)
        written = tokens[first].content.strip()
        # Every step of an order is right, whatever its words begin with.
        mark = None if kind == "order" else OPTION.match(written)
        if kind != "order" and mark is None:
            raise BlockError(
                (block.source.tokens[begin].map or [0])[0] + 1,
                Told(N_("an option does not say whether it is right")),
                Told(N_("Begin it with [x] when it is right and [ ] when it is not")),
            )
        pieces = block.pieces(begin, end)
        if kind == "text" and first not in block.source.texts:
            # The one answer that is no unit stands for any other: segments.py.
            otherwise = pieces
        elif pieces:
            is_right = mark is None or mark["mark"] in "xX"
            options.append(Option(pieces[0], is_right, pieces[1:]))
    return options, otherwise


def _check_options(block: Opened, kind: str, options: Sequence[Option]) -> None:
    right = sum(option.is_right for option in options)
    least = 1 if kind == "text" else 2
    if len(options) < least:
        raise block.error(
            Told(N_("the quiz has too few options")), Told(N_("Add another option"))
        )
    if right == 0 or (kind == "one" and right != 1):
        raise block.error(
            Told(NOT_SO_MANY, kind=kind, count=right),
            Told(EXACTLY_ONE if kind == "one" else ONE),
        )
    if any(not option.feedback for option in options):
        raise block.error(
            Told(N_("an option has no feedback")),
            Told(N_("Add a quote line under it that says why it is right or not")),
        )


_BUILDERS: dict[str, Callable[[Opened], Block]] = {
    "goals": _goals,
    "checklist": _checklist,
    "evidence": _evidence,
    "callout": _callout,
    "try-it": _try_it,
    "figure": _figure,
    "video": _media,
    "audio": _media,
    "slides": _media,
    "worksheet": _worksheet,
    "quiz": _quiz,
}
