"""Lessons from Markdown, within limits: what could be slow is made out of process."""

from collections.abc import Sequence

from app.platform.limited import TookTooLong, limited
from app.platform.markdown import MAX_MARKDOWN_BYTES
from app.texts.blocks import Lesson
from app.texts.lessons import LessonSource, build_lesson
from app.texts.links import LinkTable
from app.texts.reading import UnitText

MAX_CHEAP_CHARACTERS = 8_000
# Lines times columns: a table makes up the cells that its rows leave out.
MAX_CHEAP_CELLS = 20_000
# Translations are longer than their source, but not many times as long.
MAX_CHARACTERS = 4 * MAX_MARKDOWN_BYTES


def lesson_within_limits(
    markdown: str,
    texts: Sequence[UnitText] | None = None,
    links: LinkTable | None = None,
    *,
    has_lines: bool = False,
) -> Lesson:
    """Return the lesson; raise TookTooLong, or BlockError as `build_lesson` does.

    `has_lines` as in LessonSource.
    """
    wordings = [text.text for text in texts or ()]
    if len(markdown) + sum(map(len, wordings)) > MAX_CHARACTERS:
        raise TookTooLong
    if is_cheap(markdown) and is_cheap("\n".join(wordings)):
        return _build(markdown, texts, links, has_lines)
    return limited.run(_build, markdown, texts, links, has_lines)


def is_cheap(text: str) -> bool:
    """Tell whether a text is surely parsed in a moment, whatever stands in it."""
    cells = text.count("|") * text.count("\n")
    return len(text) <= MAX_CHEAP_CHARACTERS and cells <= MAX_CHEAP_CELLS


def _build(
    markdown: str,
    texts: Sequence[UnitText] | None,
    links: LinkTable | None,
    has_lines: bool,
) -> Lesson:
    resolve = links.address if links else None
    source = LessonSource(markdown, texts, resolve=resolve, has_lines=has_lines)
    return build_lesson(source)
