"""What an import leaves behind, or has to leave undone, and where."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from app.platform.i18n import N_, gettext
from app.platform.told import Told, here, raw_of, recalled

MOST_ABOUT = 120


class Lost(StrEnum):
    """Why something does not come in as it was."""

    HTML = "html"
    PICTURE = "picture"
    DIRECTIVE = "directive"
    LINK = "link"
    REFERENCE = "reference"
    QUIZ = "quiz"
    UNMATCHED = "unmatched"
    STRUCTURE = "structure"
    LANGUAGE = "language"
    TOO_LONG = "too-long"
    BROKEN = "broken"
    OTHER_FILE = "other-file"
    HERE = "here"


SENTENCES = {
    Lost.HTML: N_("HTML: its words come in, its tags do not."),
    Lost.PICTURE: N_(
        "A picture or film. Bring it in as a file, with its author and licence."
    ),
    Lost.DIRECTIVE: N_("A command for the program this was written for."),
    Lost.LINK: N_("A link to a page that does not come in; its words do."),
    Lost.REFERENCE: N_("It points to something that is not here."),
    Lost.QUIZ: N_("A question without a right answer, or without answers."),
    Lost.UNMATCHED: N_("Translations of words that are nowhere in the text."),
    Lost.STRUCTURE: N_(
        "A translation built in another way than its source: it does not fit on it."
    ),
    Lost.LANGUAGE: N_("A language that is not known here."),
    Lost.TOO_LONG: N_("A translation far longer than the text it translates."),
    Lost.BROKEN: N_("A file that cannot be read."),
    Lost.OTHER_FILE: N_("A file that belongs to no text."),
    Lost.HERE: N_(
        "The pack is here already: what was changed here since is not in it."
    ),
}


class Remark(Struct, frozen=True, order=True):
    """Something that does not come in. `line` is 0 for the whole file."""

    file: str
    line: int
    kind: Lost
    about: str = ""
    count: int = 1

    @property
    def sentence(self) -> str:
        """What it is, in the interface language."""
        return gettext(SENTENCES[self.kind])

    @property
    def detail(self) -> str:
        """What is known beyond that, in the interface language where it can be told."""
        return str(here(self.about))

    @property
    def raw(self) -> str:
        """What the program said that could not read it; "" for what we know."""
        return raw_of(self.about)

    @property
    def kept(self) -> dict[str, Any]:
        """The remark as JSON keeps it."""
        if isinstance(self.about, Told):
            return {**asdict(self), "about": self.about.kept}
        return {**asdict(self), "about": self.about[:MOST_ABOUT]}

    @classmethod
    def recalled(cls, kept: Mapping[str, Any]) -> "Remark":
        """Return the remark that JSON kept."""
        about, kind = recalled(kept["about"]), Lost(kept["kind"])
        return cls(**{**kept, "about": about, "kind": kind})

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        times = f" ({self.count})" if self.count > 1 else ""
        about = f" {self.about}" if self.about else ""
        return f"{place}: {self.sentence}{about}{times}"


def counted(remarks: Iterable[Remark]) -> Counter[Lost]:
    """Return how much is lost of each kind."""
    total: Counter[Lost] = Counter()
    for remark in remarks:
        total[remark.kind] += remark.count
    return total
