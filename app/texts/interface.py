"""The interface as a text: its sentences in order, each a unit.

A sentence with a number in it is one unit with a line for each plural form: two in
the source, as many as the language has in a translation.
"""

import json
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import asdict

MESSAGE, PLURAL = "message", "plural"


class Message(Struct, frozen=True):
    """A sentence of the interface, as gettext knows it. `plural` is empty for most."""

    singular: str
    plural: str = ""
    context: str = ""

    @property
    def kind(self) -> str:
        """The kind of its unit."""
        return PLURAL if self.plural else MESSAGE

    @property
    def text(self) -> str:
        """Its unit's wording."""
        return f"{self.singular}\n{self.plural}" if self.plural else self.singular


def write_interface(title: str, messages: Iterable[Message]) -> str:
    """Return the text of a revision; the same sentences always give the same."""
    rows = [asdict(message) for message in messages]
    return json.dumps({"title": title, "messages": rows}, ensure_ascii=False, indent=0)


def read_interface(text: str) -> tuple[str, list[Message]]:
    """Return the title and the sentences of a revision's text."""
    read = json.loads(text)
    return read["title"], [Message(**row) for row in read["messages"]]
