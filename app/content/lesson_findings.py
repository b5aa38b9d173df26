"""What is wrong in a module's Markdown: blocks, links, pictures, headings.

Only what a parser needs is imported here, so that this can run in a process of its own.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from markdown_it.token import Token

from app.platform.markdown import OWN_SCHEMES
from app.texts.blocks import BlockError, Evidence, Figure, Lesson, Media, TryIt
from app.texts.blocks import Worksheet as WorksheetBlock
from app.texts.lesson import BLOCKS, block_name
from app.texts.lessons import LessonSource, build_lesson

_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_FENCE = re.compile(r":{3,}")


Finding = tuple[int, str, str]


@dataclass(frozen=True)
class Surroundings:
    """What the links and blocks of a module may point to."""

    targets: Mapping[str, Collection[str]]

    def knows(self, scheme: str, target: str) -> bool:
        """Tell whether there is such a thing."""
        return target in self.targets.get(scheme, ())


def findings(markdown: str, around: Surroundings) -> list[Finding]:
    """Return the line, the reason and what to do, for each fault."""
    source = LessonSource(markdown)
    found = [*_structure(source.tokens), *_links(source.tokens, around)]
    try:
        found += _references(build_lesson(source), around)
    except BlockError as error:
        found.append((error.line, error.reason, error.mend.capitalize()))
    return found


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _structure(tokens: list[Token]) -> Iterator[Finding]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            yield (
                _line(token),
                "a heading of the first level stands in the text",
                "Begin headings with ## (the title is in the front matter)",
            )
        if token.type == "inline":
            yield from _inline_structure(token, tokens[index - 1])
        if block_name(token) and not _is_closed(token, tokens, index):
            yield (
                _line(token),
                f"the {block_name(token)} block is not closed",
                "Put ::: alone on a line after it",
            )


def _is_closed(token: Token, tokens: list[Token], index: int) -> bool:
    level = token.level
    closing = next(
        (
            t
            for t in islice(tokens, index + 1, None)
            if t.nesting == -1 and t.level == level and t.type.startswith("container_")
        ),
        None,
    )
    # The parser closes an open block by itself at the end, without colons.
    return closing is not None and bool(closing.markup and closing.block)


def _inline_structure(token: Token, before: Token) -> Iterator[Finding]:
    text = token.content
    if _FENCE.match(text):
        name = text.lstrip(": ").split(" ")[0] or "(no name)"
        yield (
            _line(before),
            f"there is no block “{name}” here",
            "Use one of " + ", ".join(BLOCKS) + ", with a blank line before it",
        )
    for child in token.children or []:
        if child.type == "text" and _TAG.search(child.content):
            yield (
                _line(before),
                "HTML stands in the text and would be shown as it is",
                "Use Markdown instead",
            )


def _links(tokens: list[Token], around: Surroundings) -> Iterator[Finding]:
    for index, token in enumerate(tokens):
        for child in token.children or []:
            address = child.attrGet("href") or child.attrGet("src")
            if not address:
                continue
            scheme, _, target = str(address).partition(":")
            if scheme in OWN_SCHEMES and not around.knows(scheme, target):
                yield (
                    _line(tokens[index - 1]),
                    f"there is no {scheme} “{target}”",
                    "Check the name",
                )


def _references(lesson: Lesson, around: Surroundings) -> Iterator[Finding]:
    wanted: list[tuple[int, str, str]] = []
    for block in lesson.blocks:
        if isinstance(block, Evidence):
            wanted.append((block.line, "source", block.source))
        elif isinstance(block, Media):
            wanted.append((block.line, "media group", block.file))
        elif isinstance(block, WorksheetBlock | Figure):
            wanted.append((block.line, "media", block.file))
        elif isinstance(block, TryIt) and not block.result.startswith("https://"):
            wanted.append((block.line, "media", block.result))
    for line, kind, name in wanted:
        if not around.knows(kind, name):
            yield line, f"there is no {kind} “{name}”", "Add it, or check the name"
