"""Sentences of the program that are kept in English and said in a reader's language.

What a parser says of a text it cannot read is English and made for programmers. Each
reader has a table of the common ones, with what is wrong and how it is mended.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.platform.i18n import N_, gettext

# Pieces of messages, each with its sentence; the first that fits counts.
Faults = Sequence[tuple[str, str]]
MAX_RAW = 120
SOMETHING = N_("something there is not as this format wants it")


class Told(str):
    """A message in English with its values filled in, which knows how it was made.

    `message` is a message id with named placeholders; a value may be told itself.
    """

    message: str
    values: Mapping[str, object]

    def __new__(cls, message: str, **values: object) -> "Told":
        """Fill the placeholders in."""
        told = super().__new__(cls, message % values)
        told.message, told.values = message, values
        return told

    def __reduce__(self) -> tuple[object, tuple[str, Mapping[str, object]]]:
        """Return how to make it again in another process."""
        return _again, (self.message, self.values)

    @property
    def here(self) -> str:
        """The same in the language of the request."""
        return gettext(self.message, **{n: here(v) for n, v in self.values.items()})

    @property
    def kept(self) -> dict[str, object]:
        """How it was made, as JSON keeps it; `recalled` makes it again."""
        values = {
            name: value.kept if isinstance(value, Told) else value
            for name, value in self.values.items()
        }
        return {"message": self.message, "values": values}


def here(text: object) -> Any:
    """Return a text in the language of the request, where that is known."""
    return text.here if isinstance(text, Told) else text


def recalled(kept: object) -> Any:
    """Return what JSON keeps: a sentence as it was made, or any other value."""
    if not isinstance(kept, dict):
        return kept
    values = {name: recalled(value) for name, value in kept["values"].items()}
    return Told(kept["message"], **values)


def _again(message: str, values: Mapping[str, object]) -> Told:
    return Told(message, **values)


def raw_of(reason: object) -> str:
    """Return the message of a parser that stands behind a sentence; "" for none."""
    detail = reason.values.get("detail") if isinstance(reason, Told) else None
    return str(detail.values.get("raw", "")) if isinstance(detail, Told) else ""


def fault(raw: object, known: Faults) -> Told:
    """Return what a parser's message means; `raw` among its values is the message."""
    text = " ".join(str(raw).split())
    sentence = next((said for piece, said in known if piece in text), SOMETHING)
    return Told(sentence, raw=text[:MAX_RAW])
