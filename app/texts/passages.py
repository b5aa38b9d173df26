"""The passages of a module's file: its blocks as they are written, each with its place.

A passage is a block of the Markdown from its first to its last line: a paragraph, a
list, a table, or a whole `:::` block. Words outside passages (the head of the file,
blank lines) belong to none.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from app.texts.front_matter import with_fields
from app.texts.lesson import block_tokens
from app.texts.merging import lines
from app.texts.segments import split_front_matter


class Passage(Struct, frozen=True):
    """A block as it is written. `start` and `end` are places in the whole file."""

    number: int
    start: int
    end: int
    text: str


def passages_of(text: str) -> list[Passage]:
    """Return the passages of a module's file, counted from 1.

    Raise FrontMatterError when the head of the file cannot be read.
    """
    _, body, _ = split_front_matter(text)
    first = len(text) - len(body)
    starts = [first]
    for line in lines(body):
        starts.append(starts[-1] + len(line))
    found: list[Passage] = []
    for begin, end in _ranges(body):
        start, stop = starts[begin], starts[min(end, len(starts) - 1)]
        words = text[start:stop].rstrip()
        if words:
            passage = Passage(len(found) + 1, start, start + len(words), words)
            found.append(passage)
    return found


def with_passage(text: str, passage: Passage, words: str) -> str:
    """Return a file with other words for a passage; without words it is taken out."""
    new = words.strip("\n").rstrip()
    if new:
        return text[: passage.start] + new + text[passage.end :]
    # The blank line that stood behind it goes as well.
    return text[: passage.start] + text[passage.end :].lstrip("\n")


def head_passage(text: str) -> Passage:
    """Return title and lead of a module as a passage of its own, with the number 0.

    It reads as a heading and a paragraph.
    """
    fields, _, _ = split_front_matter(text)
    return Passage(0, 0, 0, f"# {fields['title']}\n\n{fields['lead']}")


def with_head(text: str, words: str) -> str:
    """Return a file with another title and lead; raise ValueError unless the words
    are a heading and a paragraph.
    """
    first, _, rest = words.strip().partition("\n")
    title, lead = first.removeprefix("# ").strip(), " ".join(rest.split())
    if not first.startswith("# ") or not title or not lead:
        raise ValueError(words)
    _, body, _ = split_front_matter(text)
    return with_fields(text, {"title": title, "lead": lead}, body)


def _ranges(body: str) -> Iterator[tuple[int, int]]:
    """Yield the first line of each block and the line after its last, from 0."""
    rows = lines(body)
    depth = 0
    for token in block_tokens(body):
        if depth == 0 and token.nesting >= 0 and token.map:
            begin, end = token.map
            # The parser does not count the line that closes a `:::` block.
            if token.type.startswith("container_") and _closes(rows, end):
                end += 1
            yield begin, end
        depth += token.nesting


def _closes(rows: Sequence[str], place: int) -> bool:
    return place < len(rows) and rows[place].strip().startswith(":::")
