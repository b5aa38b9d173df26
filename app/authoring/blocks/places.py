"""Where the pieces of a text stand, by its lines: for an outline, and to put one in."""

import re
from collections.abc import Iterator

from msgspec import Struct

_HEADING = re.compile(r"(?P<marks>#{2,6})[ \t]+(?P<words>.*?)[ \t]*#*")
_BLOCK = re.compile(r":{3,}[ \t]*(?P<kind>[a-z-]+)\b.*")
_END = re.compile(r":{3,}[ \t]*")
_CODE = re.compile(r"(?P<fence>```+|~~~+).*")
_SIGNS = re.compile(r"^[-+*>|#!\[\]().\sxX\d]*(?=\w)")
MOST_WORDS = 60


class Place(Struct, frozen=True):
    """A heading or a block: the lines it is on, from 1, the last one included.

    `kind` is `heading`, `table` or the block's word; `words` is how it begins.
    """

    line: int
    last: int
    kind: str
    words: str


def places(markdown: str) -> list[Place]:
    """Return the headings, tables and blocks of a text, in order."""
    return list(_places(markdown.split("\n")))


def _places(lines: list[str]) -> Iterator[Place]:
    index = 0
    while index < len(lines):
        line = lines[index]
        last = index
        if code := _CODE.match(line):
            last = _until(lines, index, re.compile(re.escape(code["fence"]) + r"\s*"))
        elif heading := _HEADING.fullmatch(line):
            yield Place(index + 1, index + 1, "heading", heading["words"])
        elif block := _BLOCK.fullmatch(line):
            last = _until(lines, index, _END)
            words = _begins(lines[index + 1 : last])
            yield Place(index + 1, last + 1, block["kind"], words)
        elif line.startswith("|"):
            last = _until(lines, index, re.compile(r"(?!\|).*")) - 1
            yield Place(index + 1, last + 1, "table", _begins(lines[index : last + 1]))
        index = max(index, last) + 1


def _until(lines: list[str], start: int, end: re.Pattern[str]) -> int:
    """Return the next line that is an end; the last one where there is none."""
    after = range(start + 1, len(lines))
    return next((i for i in after if end.fullmatch(lines[i])), len(lines) - 1)


def _begins(lines: list[str]) -> str:
    words = next((line for line in lines if line.strip()), "")
    return _SIGNS.sub("", words).rstrip(" |")[:MOST_WORDS]


def block_at(markdown: str, line: int) -> tuple[Place, str] | None:
    """Return the block that begins on a line, with its Markdown, or None."""
    place = next((p for p in places(markdown) if p.line == line), None)
    if place is None or place.kind == "heading":
        return None
    lines = markdown.split("\n")[place.line - 1 : place.last]
    return place, "\n".join(lines)


def put_in(markdown: str, block: str, before: int | None) -> str:
    """Return a text with a block before a line; None is its end."""
    lines = markdown.rstrip("\n").split("\n")
    at = len(lines) if before is None else min(max(before - 1, 0), len(lines))
    head, tail = "\n".join(lines[:at]).rstrip("\n"), "\n".join(lines[at:]).lstrip("\n")
    return "\n\n".join(part for part in (head, block.strip("\n"), tail) if part) + "\n"


def put_instead(markdown: str, place: Place, block: str) -> str:
    """Return a text in which a block stands in the place of another."""
    lines = markdown.split("\n")
    return "\n".join(
        (*lines[: place.line - 1], block.strip("\n"), *lines[place.last :])
    )
