"""What is wrong in a module's Markdown: blocks, links, pictures, headings.

Only what a parser needs is imported here, so that this can run in a process of its own.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from markdown_it.token import Token
from msgspec import Struct

from app.platform.i18n import N_
from app.platform.markdown import OWN_SCHEMES
from app.platform.told import Told
from app.texts.blocks import BlockError, Evidence, Figure, Lesson, Media, Quiz, TryIt
from app.texts.blocks import Worksheet as WorksheetBlock
from app.texts.lesson import BLOCKS, block_name
from app.texts.lessons import LessonSource, build_lesson

_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_FENCE = re.compile(r"^:{3,}[ \t]*(?P<name>\S*)", re.MULTILINE)
_LINK = re.compile(r"\]\(|^\[[^\]]+\]: ")
_OWN_LINKS = ", ".join(f"{scheme}:" for scheme in sorted(OWN_SCHEMES))
MAX_UNITS = 2_000
NO_HEADING = N_("there is no heading “%(address)s” in this module")
NOT_THERE = N_("there is no %(kind)s “%(name)s”")
OUTSIDE = N_("a picture stands outside a figure block and would not be shown")
TOO_MANY = N_("the module has more than %(number)s pieces to translate")

Finding = tuple[int, str, str]


class Surroundings(Struct, frozen=True):
    """What the links and blocks of a module may point to."""

    targets: Mapping[str, Collection[str]]

    def knows(self, scheme: str, target: str) -> bool:
        """Tell whether there is such a thing."""
        return target in self.targets.get(scheme, ())


class LessonFacts(Struct, frozen=True):
    """What the database notes of a lesson: its questions, its media and their kinds."""

    questions: int
    media_kinds: str
    clips: str


def facts_of(lesson: Lesson) -> LessonFacts:
    """Return what is noted of a lesson."""
    media = [block for block in lesson.blocks if isinstance(block, Media)]
    kinds = sorted({block.kind for block in media})
    # The same film shown twice is watched once.
    clips = dict.fromkeys(f"{one.kind}:{one.file}" for one in media if one.lasts)
    return LessonFacts(len(lesson.of_type(Quiz)), ",".join(kinds), ",".join(clips))


def examined(
    markdown: str, around: Surroundings
) -> tuple[list[Finding], LessonFacts | None]:
    """Return the faults of a lesson, and what is noted of one that can be built."""
    source = LessonSource(markdown)
    anchors = {f"#{name}" for name, _ in source.anchors}
    found = [*_structure(source.tokens), *_links(source.tokens, around, anchors)]
    if len(source.texts) > MAX_UNITS:
        found.append((1, Told(TOO_MANY, number=f"{MAX_UNITS:,}"), Told(N_("Split it"))))
    try:
        lesson = build_lesson(source)
    except BlockError as error:
        found.append((error.line, error.reason, error.mend))
        return found, None
    return [*found, *_references(lesson, around)], facts_of(lesson)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _structure(tokens: list[Token]) -> Iterator[Finding]:
    opened: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            yield (
                _line(token),
                Told(N_("a heading of the first level stands in the text")),
                Told(N_("Begin headings with ## (the title is in the front matter)")),
            )
        if token.type == "inline":
            yield from _unknown_blocks(token)
            yield from _inline_structure(token, opened)
        if name := block_name(token):
            yield from _block_structure(token, name, opened, tokens, index)
        if token.nesting:
            _follow(opened, token)


def _follow(opened: list[Token], token: Token) -> None:
    if token.nesting == 1:
        opened.append(token)
    else:
        opened.pop()


def _block_structure(
    token: Token, name: str, opened: list[Token], tokens: list[Token], index: int
) -> Iterator[Finding]:
    outer = next((block_name(t) for t in reversed(opened) if block_name(t)), None)
    if outer is not None:
        yield (
            _line(token),
            Told(
                N_("a %(name)s block begins inside the %(outer)s block"),
                name=name,
                outer=outer,
            ),
            Told(
                N_("Close the %(outer)s block before it, with ::: alone on a line"),
                outer=outer,
            ),
        )
    elif opened:
        yield (
            _line(token),
            Told(
                N_("the %(name)s block stands inside a list or a quotation"), name=name
            ),
            Told(N_("Begin its lines at the left")),
        )
    elif not _is_closed(token, tokens, index):
        yield (
            _line(token),
            Told(N_("the %(name)s block is not closed"), name=name),
            Told(N_("Put ::: alone on a line after it")),
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
    return closing is not None and bool(closing.markup)


def _unknown_blocks(token: Token) -> Iterator[Finding]:
    for found in _FENCE.finditer(token.content):
        name = found["name"] or "(no name)"
        yield (
            _line(token) + token.content.count("\n", 0, found.start()),
            Told(N_("there is no block “%(name)s” here"), name=name),
            Told(
                N_("Use one of %(names)s, with a blank line before it"),
                names=", ".join(BLOCKS),
            ),
        )


def _children(token: Token) -> Iterator[tuple[int, Token]]:
    """Yield what is in an inline token with the line it is on."""
    line = _line(token)
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        yield line, child


def _inline_structure(token: Token, opened: list[Token]) -> Iterator[Finding]:
    for line, child in _children(token):
        if child.type == "text" and _TAG.search(child.content):
            yield (
                line,
                Told(N_("HTML stands in the text and would be shown as it is")),
                Told(N_("Use Markdown instead")),
            )
        if child.type == "text" and _LINK.search(child.content):
            yield (
                line,
                Told(N_("a link is not one we allow and would be shown as it is")),
                Told(
                    N_("Begin it with https://, http://, mailto: or %(own)s"),
                    own=_OWN_LINKS,
                ),
            )
        if child.type == "image" and "figure" not in map(block_name, opened):
            yield (
                line,
                Told(OUTSIDE),
                Told(N_("Put it into ::: figure")),
            )


def _links(
    tokens: list[Token], around: Surroundings, anchors: Collection[str]
) -> Iterator[Finding]:
    for token in tokens:
        for line, child in _children(token):
            address = child.attrGet("href") or child.attrGet("src")
            if address is None and child.type != "link_open":
                continue
            scheme, _, target = str(address or "").partition(":")
            if not address:
                mend = Told(N_("Write the address in brackets"))
                yield line, Told(N_("a link leads nowhere")), mend
            elif scheme.startswith("#") and address not in anchors:
                reason = Told(NO_HEADING, address=address)
                yield line, reason, Told(N_("Check the words of the heading"))
            elif scheme in OWN_SCHEMES and not around.knows(scheme, target):
                reason = Told(NOT_THERE, kind=scheme, name=target)
                yield line, reason, Told(N_("Check the name"))


def _references(lesson: Lesson, around: Surroundings) -> Iterator[Finding]:
    wanted: list[tuple[int, str, str]] = []
    for block in lesson.blocks:
        if isinstance(block, Evidence):
            wanted.append((block.line, "source", block.source))
        elif isinstance(block, Media):
            kind = "slides" if block.kind == "slides" else "media group"
            wanted.append((block.line, kind, block.file))
        elif isinstance(block, WorksheetBlock | Figure):
            wanted.append((block.line, "media", block.file))
        elif isinstance(block, TryIt) and not block.result.startswith("https://"):
            wanted.append((block.line, "media", block.result))
    for line, kind, name in wanted:
        if not around.knows(kind, name):
            reason = Told(NOT_THERE, kind=kind, name=name)
            yield line, reason, Told(N_("Add it, or check the name"))
