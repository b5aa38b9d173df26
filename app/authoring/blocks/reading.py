"""From a block's Markdown to what its form shows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from markdown_it.token import Token

from app.authoring.blocks.kinds import KINDS
from app.authoring.blocks.writing import (
    MOST_COLUMNS,
    MOST_ROWS,
    Refused,
    Values,
    write_block,
)
from app.platform.markdown import MAX_MARKDOWN_BYTES
from app.texts.lesson import ANY_OTHER_ANSWER, OPTION, BlockHead, block_tokens
from app.texts.rendering import is_cheap

_OPENING = re.compile(r"^:{3,}[ \t]*([a-z-]+)[^\n]*\n")
_LINK = re.compile(r"\[(?P<words>(?:[^\[\]\\]|\\.)*)\]\((?P<address>[^\s()<>]*)\)")
_PICTURE = re.compile(r"^!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]\(media:(?P<file>[^\s()]*)\)$")


def read_block(markdown: str) -> tuple[str, Values] | None:
    """Return a block's kind and what its form shows, or None.

    None for what is no block, or has more in it than the form could write back.
    """
    markdown = markdown.strip("\n")
    if len(markdown) > MAX_MARKDOWN_BYTES or not is_cheap(markdown):
        return None
    kind = kind_of(markdown)
    if kind is None:
        return None
    values = _READERS[kind](markdown)
    if values is None:
        return None
    try:
        again = write_block(kind, values)
    except Refused:
        # Half written: the form says what is missing.
        return kind, values
    return (kind, values) if _means(again) == _means(markdown) else None


def kind_of(markdown: str) -> str | None:
    """Return the kind of the block that a piece of Markdown is, or None."""
    if found := _OPENING.match(f"{markdown}\n"):
        return found[1] if found[1] in KINDS else None
    if markdown.startswith("|"):
        return "table"
    return "link" if _LINK.fullmatch(markdown) else None


def _means(markdown: str) -> list[tuple[str, str, str]]:
    """Return the structure and the words of Markdown, whatever its blanks."""
    found = block_tokens(markdown)
    return [
        (
            token.type,
            "\n".join(line.strip() for line in token.content.strip().split("\n")),
            repr(BlockHead.read(token.info)) if token.info.strip() else "",
        )
        for token in found
    ]


def _head(markdown: str) -> BlockHead:
    return BlockHead.read(markdown.partition("\n")[0].lstrip(":"))


def _inside(markdown: str) -> str:
    lines = markdown.split("\n")[1:]
    if lines and re.fullmatch(r":{3,}[ \t]*", lines[-1]):
        lines.pop()
    return "\n".join(lines).strip("\n")


def _goals(markdown: str) -> Values:
    items = (texts[0] for texts in _items(markdown))
    values = {f"item-{n}": [text] for n, text in enumerate(items, 1)}
    return values | ({"repeat": ["1"]} if "repeat" in _head(markdown).words else {})


def _with_text(*names: str) -> Callable[[str], Values]:
    def read(markdown: str) -> Values:
        values = {name: [_head(markdown).values.get(name, "")] for name in names}
        return values | {"text": [_inside(markdown)]}

    return read


def _callout(markdown: str) -> Values:
    return {"kind": list(_head(markdown).words[:1]), "text": [_inside(markdown)]}


def _figure(markdown: str) -> Values | None:
    picture, _, caption = _inside(markdown).partition("\n")
    found = _PICTURE.match(picture.strip())
    if found is None:
        return None
    alt = re.sub(r"\\([\[\]])", r"\1", found["alt"])
    return {"file": [found["file"]], "alt": [alt], "text": [caption.strip("\n")]}


def _quiz(markdown: str) -> Values:
    tokens = block_tokens(markdown)
    kind = (_head(markdown).words or ("one",))[0]
    first = next(
        (i for i, t in enumerate(tokens) if t.type.endswith("list_open")), None
    )
    asked = [t.content for t in tokens[:first] if t.type == "inline"]
    values = {"kind": [kind], "question": ["\n\n".join(asked)], "right": []}
    number = 0
    for texts in _items(markdown):
        mark = OPTION.match(texts[0]) if kind != "order" else None
        words = texts[0][mark.end() :] if mark else texts[0]
        feedback = "\n\n".join(texts[1:])
        if kind == "text" and words.strip() == ANY_OTHER_ANSWER:
            values["otherwise"] = [feedback]
            continue
        number += 1
        values |= {f"option-{number}": [words], f"feedback-{number}": [feedback]}
        if mark and mark["mark"] in "xX":
            values["right"].append(str(number))
    return values


def _items(markdown: str) -> Iterator[list[str]]:
    """Yield the texts of each item of the outermost list: its own, then the others."""
    level, texts = None, list[str]()
    for token in block_tokens(markdown):
        if token.type == "list_item_open" and level is None:
            level, texts = token.level, []
        elif token.type == "list_item_close" and token.level == level:
            level = None
            yield texts or [""]
        elif token.type == "inline" and level is not None:
            texts.append(token.content)


def _table(markdown: str) -> Values | None:
    values: dict[str, Sequence[str]] = {}
    row = column = 0
    for token in block_tokens(markdown):
        if token.type == "tr_open":
            row, column = row + 1, 0
        elif token.type == "th_open":
            values[f"align-{column + 1}"] = [_align(token)]
        elif token.type == "inline":
            column += 1
            values[f"cell-{row}-{column}"] = [token.content]
            if row > MOST_ROWS or column > MOST_COLUMNS:
                return None
    return values or None


def _align(token: Token) -> str:
    return str(token.attrGet("style") or "").removeprefix("text-align:")


def _link(markdown: str) -> Values | None:
    found = _LINK.fullmatch(markdown)
    return found and {
        "words": [re.sub(r"\\([\[\]])", r"\1", found["words"])],
        "address": [found["address"]],
    }


_READERS: Mapping[str, Callable[[str], Values | None]] = {
    "goals": _goals,
    "checklist": _goals,
    "evidence": _with_text("source"),
    "callout": _callout,
    "quiz": _quiz,
    "try-it": _with_text("result", "minutes"),
    "figure": _figure,
    **{kind: _with_text("file") for kind in ("video", "audio", "slides", "worksheet")},
    "table": _table,
    "link": _link,
}
