"""Sentences of the program that are kept in English and said in a reader's language."""

from collections.abc import Mapping

from app.platform.i18n import gettext


class Told(str):
    """A message in English with its values filled in, which knows how it was made.

    `message` is a message id with named placeholders.
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
        return gettext(self.message, **self.values)


def _again(message: str, values: Mapping[str, object]) -> Told:
    return Told(message, **values)
