"""What people send to this room besides answers."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from app.learning.statements import MAX_HOLDER_CHARACTERS
from app.platform.i18n import N_
from app.web.forms import Form

# These join and part letters in Persian and Indic scripts; other invisible characters
# only serve to make a name look like something it is not.
JOINERS = "\u200c\u200d"


def clean_holder(text: str) -> str:
    """Return a name without invisible characters; raise ValueError for no name."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(letter for letter in spaced if _is_shown(letter))
    if not any(letter.isalpha() for letter in kept):
        raise ValueError(N_("Write the name the statement should carry."))
    return kept


def _is_shown(letter: str) -> bool:
    return letter in JOINERS or not unicodedata.category(letter).startswith("C")


class StatementForm(Form):
    """The name for a statement, as its holder chooses it."""

    holder: Annotated[
        str,
        Field(max_length=MAX_HOLDER_CHARACTERS),
        AfterValidator(clean_holder),
    ]


class DeleteProgressForm(Form):
    """What to delete besides progress."""

    statements: bool = False
