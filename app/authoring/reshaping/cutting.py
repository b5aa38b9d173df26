"""Cutting the file of a module in two, and putting two into one. Pure."""

import re
from collections.abc import Iterator

from msgspec import Struct

from app.authoring.blocks.places import places
from app.texts.front_matter import with_fields
from app.texts.lesson import block_tokens
from app.texts.segments import split_front_matter

_HEADING = re.compile(r"##[ \t]+(?P<words>.*?)[ \t]*#*")
_DEEPER = re.compile(r"#{2,5}(?=[ \t])")
_NOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?P<is_note>:?)")
MOST_MINUTES = 120


class Cut(Struct, frozen=True):
    """A heading where a module can be cut: its line in the Markdown, from 1."""

    line: int
    words: str


def cuts_of(text: str) -> list[Cut]:
    """Return where a module's file can be cut: headings with words on both sides.

    They are of the second level, and stand in no block.
    """
    body = split_front_matter(text)[1]
    rows = body.split("\n")
    tops = {
        token.map[0] + 1
        for token in block_tokens(body)
        if token.type == "heading_open" and token.level == 0 and token.map
    }
    return [
        Cut(place.line, words)
        for place in places(body)
        if place.kind == "heading" and place.line in tops
        for words in _second_level(rows[place.line - 1])
        if _has_words(rows[: place.line - 1]) and _has_words(rows[place.line :])
    ]


def cut(text: str, line: int, key: str) -> tuple[str, str]:
    """Return the files of both halves of a module; the second has this id.

    Its title is the heading on that line, its lead the one of the whole. The minutes
    are shared by how much there is to read. Raise ValueError for another line.
    """
    place = next((one for one in cuts_of(text) if one.line == line), None)
    if place is None:
        raise ValueError(line)
    fields, body, _ = split_front_matter(text)
    rows = body.split("\n")
    first = "\n".join(rows[: line - 1]).rstrip() + "\n"
    second = "\n" + "\n".join(rows[line:]).strip("\n") + "\n"
    minutes = fields.get("minutes")
    whole = minutes if isinstance(minutes, int) else 2
    share = round(whole * len(first) / max(len(first) + len(second), 1))
    early = min(max(share, 1), max(whole - 1, 1))
    head = {"id": key, "title": place.words, "minutes": max(whole - early, 1)}
    return (
        with_fields(text, {"minutes": early}, first),
        with_fields(text, head, second),
    )


def joined(first: str, second: str) -> str:
    """Return two modules as one: the second's title is a heading in it.

    Its lead is the paragraph below, and its own headings go one level down.
    """
    fields, body, _ = split_front_matter(first)
    more, rest, _ = split_front_matter(second)
    text = f"{body.rstrip()}\n\n## {more['title']}\n\n{more['lead']}\n\n"
    text += _one_level_down(rest).strip("\n").rstrip() + "\n"
    whole = sum(
        v for v in (fields.get("minutes"), more.get("minutes")) if isinstance(v, int)
    )
    return with_fields(first, {"minutes": min(max(whole, 1), MOST_MINUTES)}, text)


def torn_notes(*texts: str) -> set[str]:
    """Return the footnotes whose mark and words stand in different files."""
    torn: set[str] = set()
    for text in texts:
        found = list(_NOTE.finditer(split_front_matter(text)[1]))
        words = {one["name"] for one in found if one["is_note"]}
        torn |= words ^ {one["name"] for one in found if not one["is_note"]}
    return torn


def _second_level(row: str) -> Iterator[str]:
    if heading := _HEADING.fullmatch(row):
        yield heading["words"]


def _has_words(rows: list[str]) -> bool:
    return any(row.strip() for row in rows)


def _one_level_down(body: str) -> str:
    rows = body.split("\n")
    for place in places(body):
        if place.kind == "heading":
            deeper = _DEEPER.sub(lambda signs: signs[0] + "#", rows[place.line - 1], 1)
            rows[place.line - 1] = deeper
    return "\n".join(rows)
