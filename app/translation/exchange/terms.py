"""What a glossary file holds: concepts, and the terms for each in any language."""

from dataclasses import dataclass, field
from enum import StrEnum

MAX_TERM = 200
MAX_DEFINITION = 1_000
MAX_CONCEPTS = 20_000


class TermStatus(StrEnum):
    """Whether translators should use a term; `keep` is never translated."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    FORBIDDEN = "forbidden"
    KEEP = "keep"


@dataclass(frozen=True)
class FileTerm:
    """A term as it stands in a file: language by our code."""

    language: str
    text: str
    status: TermStatus = TermStatus.PREFERRED
    note: str = ""


@dataclass(frozen=True)
class FileConcept:
    """A thing that has a name in several languages; `key` tells it from others."""

    key: str
    definition: str = ""
    terms: tuple[FileTerm, ...] = ()
    line: int = field(default=0, compare=False)
