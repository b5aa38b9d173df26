"""What changed in the fields of a text: in the head of a module, or a pack's file."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from app.texts.differences import Span, word_diff
from app.texts.segments import (
    FENCE,
    FrontMatterError,
    read_toml,
    split_front_matter,
)


class FieldChange(Struct, frozen=True):
    """A field of another value; `before` and `after` are empty where there was none.

    What a list holds stands on lines. `spans` hold the words of both.
    """

    name: str
    before: str
    after: str
    spans: tuple[Span, ...]


def fields_and_body(text: str) -> tuple[dict[str, object], str]:
    """Return the fields of a module or a pack, and the Markdown behind them.

    A text without fields that can be read is Markdown.
    """
    try:
        if text.startswith(FENCE):
            fields, body, _ = split_front_matter(text)
            return fields, body
        return read_toml(text), ""
    except FrontMatterError:
        return {}, text


def field_changes(
    old: Mapping[str, object], new: Mapping[str, object]
) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the new text."""
    return tuple(_changes(old, new))


def _changes(
    old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*new, *old)):
        before, after = (_shown(fields.get(name, "")) for fields in (old, new))
        if before != after:
            yield FieldChange(name, before, after, word_diff(before, after))


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(_shown, value))
    if isinstance(value, dict):
        return ", ".join(map(_shown, value.values()))
    return str(value)
