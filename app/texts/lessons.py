"""From a module's Markdown and the wording of its units to the blocks of a page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token
from markupsafe import Markup

from app.platform.ids import text_hash
from app.platform.markdown import plain_text, render_html, render_inline
from app.texts.block_builders import build_block
from app.texts.blocks import (
    Block,
    Heading,
    Lesson,
    LinkResolver,
    Note,
    Piece,
    Prose,
    Table,
)
from app.texts.lesson import (
    BlockHead,
    anchor,
    block_name,
    lesson_parser,
    parse_lesson,
)
from app.texts.line_marks import with_line
from app.texts.reading import Status, UnitText
from app.texts.segments import Slot, slots


class LessonSource:
    """Parsed Markdown with the wording of its units put in.

    `texts` has one entry per unit of the body, in order; None leaves the wording
    of the source, with ids made from the text (for checks and previews). With
    `has_lines` each element of prose says as `data-line` on which line it begins.
    """

    def __init__(
        self,
        markdown: str,
        texts: Sequence[UnitText] | None = None,
        *,
        resolve: LinkResolver | None = None,
        has_lines: bool = False,
    ) -> None:
        self.has_lines = has_lines
        self.parser = lesson_parser()
        self.env: dict[str, Any] = {}
        self.tokens = parse_lesson(markdown, self.env)
        self.resolve = resolve
        self.texts: dict[int, UnitText] = {}
        self.anchors: list[tuple[str, int]] = []
        found = list(slots(self.tokens))
        if texts is not None and len(texts) != len(found):
            raise ValueError("one wording per unit is needed")
        self._name_headings()
        for position, slot in enumerate(found):
            text = texts[position] if texts else _own_wording(slot)
            self._put_in(slot, text)
        self._resolve_links()

    def _name_headings(self) -> None:
        # Anchors come from the source wording, so links survive a translation.
        seen: Counter[str] = Counter()
        for index, token in enumerate(self.tokens):
            if token.type == "heading_open":
                name = anchor(plain_text(self.tokens[index + 1].children or []))
                seen[name] += 1
                unique = name if seen[name] == 1 else f"{name}-{seen[name]}"
                token.attrSet("id", unique)
                self.anchors.append((unique, index + 1))

    def _put_in(self, slot: Slot, text: UnitText) -> None:
        token = self.tokens[slot.index]
        self.texts[slot.index] = text
        if text.text != slot.segment.text:
            content = slot.mark + text.text
            children = self.parser.parseInline(content, self.env)[0].children or []
            picture = _only_picture(token)
            if picture is not None:
                children = [_described(picture, children)]
            token.content, token.children = content, children
            for child in token.children or []:
                if child.type == "footnote_ref":
                    child.meta["subId"] = 0
        if text.tag:
            owner = self.tokens[slot.owner]
            owner.attrSet("lang", text.tag)
            owner.attrSet("dir", text.direction)

    def _resolve_links(self) -> None:
        for token in self.tokens:
            for child in token.children or []:
                if child.type == "link_open":
                    self._resolve_link(child)

    def _resolve_link(self, link: Token) -> None:
        scheme, _, target = str(link.attrGet("href") or "").partition(":")
        if self.resolve is None or scheme in {"http", "https", "mailto"}:
            return
        address = self.resolve(scheme, target) if target else None
        if address:
            link.attrSet("href", address)

    def html(self, tokens: Sequence[Token]) -> Markup:
        """Render block tokens."""
        return render_html(self.parser, tokens, self.env)

    def piece(self, index: int) -> Piece:
        """Return the unit at an inline token."""
        token, text = self.tokens[index], self.texts[index]
        children = _without_mark(token.children or [], text)
        return Piece(
            unit_id=text.unit_id,
            html=render_inline(self.parser, children, self.env),
            text=plain_text(children),
            tag=text.tag,
            direction=text.direction,
        )

    def note(self, start: int, end: int) -> Note | None:
        """Return what to say about the language of a run of tokens."""
        shown = [self.texts[i] for i in range(start, end) if i in self.texts]
        for status in (Status.OUTDATED, Status.FALLBACK):
            for text in shown:
                if text.status == status:
                    return Note(status, text.language, text.unit_id, text.has_older)
        return None


def build_lesson(source: LessonSource) -> Lesson:
    """Return the lesson of a page; raise BlockError for a block that is not whole."""
    blocks = tuple(_joined(_blocks(source)))
    return Lesson(
        blocks=blocks,
        headings=tuple(
            Heading(name, source.piece(index))
            for name, index in source.anchors
            if source.tokens[index - 1].tag == "h2" and index in source.texts
        ),
        unit_count=len(source.texts),
        counts=dict(Counter(text.status for text in source.texts.values())),
    )


def _only_picture(token: Token) -> Token | None:
    children = token.children or []
    return children[0] if [child.type for child in children] == ["image"] else None


def _described(picture: Token, words: Sequence[Token]) -> Token:
    """Return a picture with a translated description; which picture it is stays.

    A translator may have written the whole picture again or only its words.
    """
    image = next((child for child in words if child.type == "image"), None)
    described = list(image.children or []) if image else list(words)
    text = plain_text(described)
    if not text:
        return picture
    return picture.copy(children=described, content=text)


def _own_wording(slot: Slot) -> UnitText:
    unit_id = text_hash(f"{slot.index} {slot.segment.text}")[:8]
    return UnitText(unit_id, slot.segment.text, Status.ORIGINAL, "")


def _without_mark(children: list[Token], text: UnitText) -> list[Token]:
    first = children[0] if children else None
    if first is None or first.type != "text" or text.text.startswith(first.content):
        return children
    mark, bracket, rest = first.content.partition("] ")
    if bracket and mark in {"[ ", "[", "[x", "[X"}:
        return [first.copy(content=rest.lstrip()), *children[1:]]
    return children


def _blocks(source: LessonSource) -> Iterator[Block]:
    for start, end in _top_level(source.tokens):
        head = source.tokens[start]
        note = source.note(start, end)
        line = head.map[0] + 1 if head.map else 1
        if block_name(head):
            yield build_block(source, BlockHead.read(head.info), (start, end), note)
        else:
            html = source.html(source.tokens[start:end])
            kind = Table if head.type == "table_open" else Prose
            if source.has_lines and kind is Prose:
                html = with_line(html, line)
            yield kind(html, line=line, note=note)


def _top_level(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    depth, start = 0, 0
    for index, token in enumerate(tokens):
        if depth == 0:
            start = index
        depth += token.nesting
        if depth == 0:
            yield start, index + 1


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Join neighbouring prose in the same state, so that a note stands only once."""
    last: Block | None = None
    for block in blocks:
        if last is None:
            last = block
        elif (
            isinstance(last, Prose) and isinstance(block, Prose) and _same(last, block)
        ):
            last = Prose(last.html + block.html, line=last.line, note=last.note)
        else:
            yield last
            last = block
    if last is not None:
        yield last


def _same(first: Block, second: Block) -> bool:
    def state(block: Block) -> tuple[str, str, bool] | None:
        note = block.note
        return (note.status, note.language, note.has_older) if note else None

    return state(first) == state(second)
