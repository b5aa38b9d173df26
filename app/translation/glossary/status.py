"""How a term is to be used."""

from enum import StrEnum


class TermStatus(StrEnum):
    """What translators are to do with a term; the words are those of TBX."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    FORBIDDEN = "forbidden"
    KEEP = "keep"
