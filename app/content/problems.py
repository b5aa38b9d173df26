"""What is wrong with a file: where, why, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from app.platform.i18n import gettext
from app.platform.told import Told, here, raw_of, recalled


class Problem(Struct, frozen=True, order=True):
    """One fault in a content file. `line` counts from 1."""

    file: str
    line: int
    reason: str
    mend: str

    @property
    def told(self) -> str:
        """The reason and what to do, in the reader's language where it is known."""
        reason, mend = here(self.reason), here(self.mend)
        return gettext("%(reason)s. %(mend)s.", reason=reason, mend=mend)

    @property
    def kept(self) -> dict[str, object]:
        """The problem as JSON keeps it, so that it can be told in any language."""
        reason, mend = (
            text.kept if isinstance(text, Told) else text
            for text in (self.reason, self.mend)
        )
        return {"file": self.file, "line": self.line, "reason": reason, "mend": mend}

    @classmethod
    def recalled(cls, kept: Mapping[str, Any]) -> "Problem":
        """Return the problem that JSON kept."""
        reason, mend = recalled(kept["reason"]), recalled(kept["mend"])
        return cls(kept["file"], kept["line"], reason, mend)

    @property
    def raw(self) -> str:
        """What the program said that could not read the file; "" for what we know."""
        return raw_of(self.reason)

    @property
    def is_english(self) -> bool:
        """Whether it can be told in English only."""
        return not isinstance(self.reason, Told)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}. {self.mend}."


class ContentError(Exception):
    """A folder cannot be loaded because of these problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = sorted(set(problems))
