"""Which words of a translation stand for which words of its source."""

import re
from collections.abc import Iterator

from app.authoring.importing.foreign_markdown import with_headings_from
from app.texts.kinds import DocumentKind
from app.texts.segments import Segment, segments
from app.translation.catalogs import longest_wording

_EMPTY_HEAD = '+++\ntitle = "t"\nlead = "l"\n+++\n'
HEAD_UNITS = 2
_SPACES = re.compile(r"\s+")
_EMPHASIS = re.compile(r"(?<!\w)_([^_\n]+)_(?!\w)")
_BOLD = re.compile(r"(?<!\w)__([^_\n]+)__(?!\w)")


def pieces(markdown: str) -> list[Segment]:
    """Return the pieces of a module's Markdown that are translated."""
    return segments(DocumentKind.MODULE, _EMPTY_HEAD + markdown)[HEAD_UNITS:]


def folded(text: str) -> str:
    """Return a text as it reads, however its lines and emphasis are written."""
    plain = _SPACES.sub(" ", text).strip()
    plain = _EMPHASIS.sub(r"*\1*", _BOLD.sub(r"**\1**", plain))
    return plain.replace("\\", "").replace("’", "'")


def pairs(source: str, translation: str) -> tuple[dict[str, str], int]:
    """Return the wordings of a text by those of its source, and how many do not fit.

    Both are taken from heading to heading: a part that is built in another way than
    its source is left out, and the others still fit.
    """
    from_parts, to_parts = _parts(source), _parts(translation)
    found: dict[str, str] = {}
    left = 0
    if len(from_parts) != len(to_parts):
        return found, len(pieces(translation))
    for from_part, to_part in zip(from_parts, to_parts, strict=True):
        if [one.kind for one in from_part] != [one.kind for one in to_part]:
            left += len(to_part)
            continue
        for one, other in zip(from_part, to_part, strict=True):
            if one.text != other.text and fits(one.text, other.text):
                found.setdefault(one.text, other.text)
    return found, left


def fits(source: str, text: str) -> bool:
    """Tell whether a translation is no longer than one may be."""
    return bool(text.strip()) and len(text) <= longest_wording(source)


def _parts(markdown: str) -> list[list[Segment]]:
    return list(_cut(pieces(with_headings_from(markdown, 2))))


def _cut(found: list[Segment]) -> Iterator[list[Segment]]:
    part: list[Segment] = []
    for one in found:
        if one.kind == "heading" and part:
            yield part
            part = []
        part.append(one)
    if part:
        yield part
