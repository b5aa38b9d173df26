"""What a unit's text refers to, as numbered variables that translators only place.

Targets of links and pictures, addresses, references of footnotes and `{{names}}`
become `{1}`, `{2}`, … in the order they stand. Translations are kept with variables
and filled from today's source, so an address that changes outdates nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from app.platform.ids import text_hash


class VariableKind(StrEnum):
    """What a variable stands for."""

    LINK = "link"
    IMAGE = "image"
    ADDRESS = "address"
    FOOTNOTE = "footnote"
    REFERENCE = "reference"
    NAME = "name"
    NUMBER = "number"


# What these say is read, so another one of them is another text.
_READ = frozenset({VariableKind.NAME, VariableKind.NUMBER})
_TOKEN = re.compile(
    r"""\\.
    | (?P<code>`+)
    | (?P<name>\{\{[^{}\n]{1,80}\}\})
    | (?P<number>\{[0-9]{1,3}\})
    | (?P<footnote>\[\^[^\]\s]{1,80}\])
    | (?P<address><[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]{1,2000}>
        | <[A-Za-z0-9.!\#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}>)
    | (?P<target>\]\()
    | (?P<reference>\]\[[^\]\[\n]{1,80}\])
    | (?P<open>!?\[)
    | (?P<close>\])
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(
    r"\\.|(?P<code>`+)|\{\{[^{}\n]{1,80}\}\}|(?P<number>\{[0-9]{1,3}\})", re.DOTALL
)
_REST_OF_TARGET = re.compile(r"[^\x00-\x20\x7f)]*")
_WORTH_A_LOOK = re.compile(r"[\[{<]")
# What a token can begin with: looked for first, since that is a tenth of the work.
_BEGINNING = re.compile(r"[\\`{\[\]<!]")
# The texts of a page and of the one after it; one unit is masked again and again.
_KEPT = 256


class Variable(Struct, frozen=True):
    """What `{number}` stands for; `value` is Markdown."""

    number: int
    kind: VariableKind
    value: str


class Masked(Struct, frozen=True):
    """A text with its variables, numbered from 1 in the order they stand."""

    text: str
    variables: tuple[Variable, ...] = ()


class _Found(Struct, frozen=True):
    kind: VariableKind
    start: int
    end: int


@lru_cache(maxsize=_KEPT)
def mask(text: str) -> Masked:
    """Return a source text (Markdown, inline) with what it refers to as variables.

    Filling it again gives the same text. What is masked already stays as it is.
    """
    parts, variables, place = [], [], 0
    for number, found in enumerate(_references(text), start=1):
        value = text[found.start : found.end]
        variables.append(Variable(number, found.kind, value))
        parts += [text[place : found.start], f"{{{number}}}"]
        place = found.end
    return Masked("".join([*parts, text[place:]]), tuple(variables))


def mask_like(text: str, source: Masked) -> str:
    """Return a translation with variables for what its source refers to as well.

    What the source does not refer to stays as the translator wrote it.
    """
    written = set(used_numbers(text))
    free = [v for v in source.variables if v.number not in written]
    parts, place = [], 0
    for reference in _references(text):
        value = text[reference.start : reference.end]
        known = next((v for v in free if v.value == value), None)
        if reference.kind == VariableKind.NUMBER or known is None:
            continue
        free.remove(known)
        parts += [text[place : reference.start], f"{{{known.number}}}"]
        place = reference.end
    return "".join([*parts, text[place:]])


def fill(text: str, source: Masked) -> str:
    """Return a translation with the values of its source's variables put in.

    A number that the source does not have stays as it is.
    """
    if "{" not in text:
        return text
    values = {f"{{{v.number}}}": v.value for v in source.variables}
    parts, place = [], 0
    for token in _outside_code(text, _NUMBER):
        if token["number"] in values:
            parts += [text[place : token.start()], values[token["number"]]]
            place = token.end()
    return "".join([*parts, text[place:]])


def skeleton_hash(text: str) -> str:
    """Return what wordings share that differ only in white space and in targets."""
    masked = mask(text)
    read = [f"{v.number}={v.value}" for v in masked.variables if v.kind in _READ]
    words = " ".join(unicodedata.normalize("NFC", masked.text).split())
    return text_hash("\x1f".join([words, *read]))


def used_numbers(text: str) -> Sequence[int]:
    """Return the variables a translation has, in order, with repeats."""
    found = (token["number"] for token in _outside_code(text, _NUMBER))
    return [int(number[1:-1]) for number in found if number]


def _references(text: str) -> Iterator[_Found]:
    if not _WORTH_A_LOOK.search(text):
        return
    open_brackets: list[str] = []
    place = 0
    for token in _outside_code(text, _TOKEN):
        kind = token.lastgroup
        if token.start() < place or kind is None:
            continue
        if kind == "open":
            open_brackets.append(token.group())
        elif kind in {"target", "reference", "close"}:
            opened = open_brackets.pop() if open_brackets else ""
            found = _referred(text, token, opened) if opened else None
            if found:
                yield found
                place = found.end
        else:
            yield _Found(VariableKind(kind), token.start(), token.end())


def _referred(text: str, token: re.Match[str], opened: str) -> _Found | None:
    """Return what stands after the closing bracket of a link or a picture."""
    if token.lastgroup == "reference":
        start, end = token.start() + 2, token.end() - 1
        return _Found(VariableKind.REFERENCE, start, end)
    if token.lastgroup == "close":
        return None
    # Read in only where something is linked: the parser takes long to read in.
    from markdown_it.helpers import parseLinkDestination  # noqa: PLC0415 - see above

    start = token.end()
    target = parseLinkDestination(text, start, len(text))
    if not target.ok or target.pos == start:
        return None
    # Letters right behind "<…>" make it no link; in a variable they stay behind it.
    rest = _REST_OF_TARGET.match(text, target.pos)
    kind = VariableKind.IMAGE if opened.startswith("!") else VariableKind.LINK
    return _Found(kind, start, rest.end() if rest else target.pos)


def _outside_code(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield what matches, without what stands in code; backslashes hide a character."""
    place = 0
    while beginning := _BEGINNING.search(text, place):
        place = beginning.end()
        token = pattern.match(text, beginning.start())
        if token is None:
            continue
        place = token.end()
        if fence := token["code"]:
            closing = re.compile(rf"(?<!`){fence}(?!`)").search(text, place)
            place = closing.end() if closing else place
        else:
            yield token
