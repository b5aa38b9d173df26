"""Finding the units of a text: which pieces a translator works on, in order.

Every inline token of the Markdown is a unit: heading, paragraph, list item, table
cell, question, option, feedback. Marks such as the `[x]` of a right answer belong
to the structure and are not part of a unit's text.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from msgspec import Struct

from app.platform.i18n import N_
from app.platform.ids import text_hash
from app.platform.told import Faults, Told, fault
from app.texts.cues import cue_texts
from app.texts.interface import read_interface
from app.texts.kinds import DocumentKind
from app.texts.lesson import (
    ANY_OTHER_ANSWER,
    OPTION,
    BlockHead,
    block_name,
    parse_lesson,
)

FENCE = "+++\n"
_TOML_LINE = re.compile(r"\(at line (\d+)")

_PARENTS = {
    "heading_open": "heading",
    "td_open": "cell",
    "th_open": "cell",
    "dt_open": "term",
    "dd_open": "definition",
    "blockquote_open": "quote",
    "footnote_open": "footnote",
    "list_item_open": "item",
}
CUE = "cue"
_ITEMS = {"goals": "goal", "checklist": "check"}


class Segment(Struct, frozen=True):
    """A translatable piece of a text: what it is and how it reads."""

    kind: str
    text: str

    @property
    def hash(self) -> str:
        """The hash that tells one wording from another."""
        return text_hash(self.text)


class Slot(Struct, frozen=True):
    """Where a segment sits among the tokens of a parsed text.

    `owner` is the index of the visible element around it, which carries the
    language of a translation; `mark` is the text before it that stays as it is.
    """

    index: int
    owner: int
    mark: str
    segment: Segment


NO_FIRST = Told(N_("the file must begin with a line of three plus signs"))
NO_SECOND = Told(N_("the second line of three plus signs is missing"))
TOO_DEEP = Told(N_("too many brackets inside each other"))
NOT_TOML = N_("not readable as TOML: %(detail)s")
_NO_VALUE = N_("a value is none; put text between quotation marks")
_NO_END = N_("a quotation mark is missing at the end of a text")
_FAULTS: Faults = (
    ("Invalid date or datetime", N_("there is no such date; write it as 2026-11-20")),
    ("Invalid value", _NO_VALUE),
    ("Expected '=' after", N_("an equals sign is missing after a name")),
    ("Unterminated string", _NO_END),
    ("Illegal character '\\n'", _NO_END),
    ("Illegal character", N_("there is a sign that no text has")),
    ("Found invalid character", N_("there is a sign that no text has")),
    ("Unescaped", N_("a backslash stands alone; write two of them")),
    ("Unclosed array", N_("the bracket that ends a list is missing")),
    ("Unclosed inline table", N_("a closing brace is missing")),
    ("Expected ']", N_("a closing bracket is missing")),
    ("Expected newline", N_("something stands behind a value; begin a new line")),
    ("Cannot ", N_("a name stands there twice")),
    ("Duplicate", N_("a name stands there twice")),
    ("Invalid initial character", N_("a name is missing before the equals sign")),
    ("Invalid statement", N_("a name is missing before the equals sign")),
    ("Expected", _NO_END),
    ("Exceeds the limit", N_("a number is too long")),
)


class FrontMatterError(ValueError):
    """The head of a module cannot be read; `line` counts from 1.

    `reason` can be told in the language of a request.
    """

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def split_front_matter(text: str) -> tuple[dict[str, object], str, int]:
    """Split a module into its fields, its Markdown, and the line that starts at.

    Raise FrontMatterError when there is no readable TOML between `+++` lines.
    """
    if not text.startswith(FENCE):
        raise FrontMatterError(NO_FIRST)
    end = text.find("\n" + FENCE, len(FENCE) - 1)
    if end < 0:
        raise FrontMatterError(NO_SECOND)
    head = text[len(FENCE) : end + 1]
    fields = read_toml(head, first_line=2)
    return fields, text[end + 1 + len(FENCE) :], head.count("\n") + 3


def read_toml(text: str, *, first_line: int = 1) -> dict[str, object]:
    """Return the fields of a TOML text; raise FrontMatterError with the line."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        # Nested too deep: nobody writes that, so any line will do that shows it.
        line = next((n for n, row in enumerate(text.split("\n")) if "[[[" in row), 0)
        detail = TOO_DEEP
    except ValueError as error:
        line = _line_in(str(error), text) - 1
        detail = fault(str(error).partition(" (at ")[0], _FAULTS)
    raise FrontMatterError(Told(NOT_TOML, detail=detail), first_line + line)


def _line_in(message: str, text: str) -> int:
    if found := _TOML_LINE.search(message):
        return int(found[1])
    if "at end of document" in message:
        return max(1, text.count("\n"))
    # A number too long to read carries no line.
    longest = max(text.split("\n"), key=len)
    return text[: text.index(longest)].count("\n") + 1


def segments(kind: DocumentKind, text: str) -> list[Segment]:
    """Return the segments of a document's source file, in order."""
    if kind == DocumentKind.MODULE:
        return _module_segments(text)
    if kind == DocumentKind.CAPTIONS:
        return [Segment(CUE, cue.text) for cue in cue_texts(text)]
    if kind == DocumentKind.INTERFACE:
        title, messages = read_interface(text)
        return [Segment("title", title), *(Segment(m.kind, m.text) for m in messages)]
    return list(_field_segments(kind, tomllib.loads(text)))


def _module_segments(text: str) -> list[Segment]:
    fields, body, _ = split_front_matter(text)
    head = [Segment(name, str(fields[name])) for name in ("title", "lead")]
    tokens = parse_lesson(body, {})
    return head + [slot.segment for slot in slots(tokens)]


_FIELDS = {
    DocumentKind.PACK: ("title", "summary"),
    DocumentKind.COURSE: ("title", "summary", "audience"),
    DocumentKind.PROJECT: ("title", "summary"),
    DocumentKind.ORGANISATION: ("about",),
}
_LISTS = {
    DocumentKind.PACK: (("goals", None),),
    DocumentKind.COURSE: (("packs", "note"),),
    DocumentKind.PROJECT: (
        ("worked", "text"),
        ("failed", "text"),
        ("numbers", "label"),
    ),
    DocumentKind.ORGANISATION: (),
}
# What may be missing comes behind everything else, where it moves nothing.
_LAST = {DocumentKind.PACK: ("cover_alt",)}


def _field_segments(kind: DocumentKind, fields: dict[str, object]) -> Iterator[Segment]:
    yield from _lone_segments(_FIELDS[kind], fields)
    for name, key in _LISTS[kind]:
        entries = fields.get(name, [])
        assert isinstance(entries, list)  # noqa: S101 (checked before loading)
        for entry in entries:
            text = str(entry.get(key, "") if key else entry).strip()
            if text:
                yield Segment(name, text)
    yield from _lone_segments(_LAST.get(kind, ()), fields)


def _lone_segments(
    names: Sequence[str], fields: dict[str, object]
) -> Iterator[Segment]:
    for name in names:
        if text := str(fields.get(name, "")).strip():
            yield Segment(name, text)


def slots(tokens: Sequence[Token]) -> Iterator[Slot]:
    """Yield the slots of parsed Markdown, in the order of the tokens."""
    open_tokens: list[int] = []
    for index, token in enumerate(tokens):
        if token.nesting == 1:
            open_tokens.append(index)
        elif token.nesting == -1:
            open_tokens.pop()
        elif token.type == "inline":
            slot = _slot(tokens, index, open_tokens)
            if slot is not None:
                yield slot


def _slot(tokens: Sequence[Token], index: int, around: list[int]) -> Slot | None:
    text = tokens[index].content.strip()
    opened = [tokens[i] for i in around]
    block = next((BlockHead.read(t.info) for t in opened if block_name(t)), None)
    parents = [kind for t in opened if (kind := _PARENTS.get(t.type))]
    mark = ""
    if parents and parents[-1] == "item" and (found := OPTION.match(text)):
        mark, text = found.group(), text[found.end() :]
    kind = _kind(block, parents)
    if not text or (kind == "answer" and text == ANY_OTHER_ANSWER):
        return None
    owner = next((i for i in reversed(around) if not tokens[i].hidden), index)
    return Slot(index, owner, mark, Segment(kind, text))


def _kind(block: BlockHead | None, parents: list[str]) -> str:
    innermost = parents[-1] if parents else "paragraph"
    if block is None:
        return innermost
    if block.name == "quiz":
        return _quiz_kind(block, innermost)
    if innermost == "item":
        return _ITEMS.get(block.name, "item")
    return block.name if innermost == "paragraph" else innermost


def _quiz_kind(block: BlockHead, innermost: str) -> str:
    if innermost == "quote":
        return "feedback"
    if innermost == "item":
        return {"order": "step", "text": "answer"}.get("".join(block.words), "option")
    return "question"
