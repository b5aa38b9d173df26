"""What people write in reviews, suggestions and discussions."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, field_validator

from app.authoring.source import plain_text
from app.platform import clock
from app.platform.i18n import N_
from app.web.forms import Form

AHEAD = N_("That day is still to come.")

# Browsers send every line end as two signs.
Said = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4_000),
    AfterValidator(plain_text),
]


class CommentForm(Form):
    """A comment, or the reason why something should change."""

    text: Said


class SuggestionForm(Form):
    """Other words for a passage, none to take it out, and why."""

    after: Annotated[
        str,
        StringConstraints(strip_whitespace=False, max_length=20_000),
        AfterValidator(plain_text),
    ] = ""
    reason: Annotated[str, StringConstraints(max_length=300)] = ""


class DeclineForm(Form):
    """Why a suggestion is not taken."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class AnchoredForm(Form):
    """A comment on a passage, or on some words of it."""

    about: Annotated[
        str,
        StringConstraints(min_length=1, max_length=2_000),
        AfterValidator(plain_text),
    ]
    words: Annotated[str, StringConstraints(max_length=500)] = ""
    text: Said


class ProblemForm(Form):
    """What is wrong with a page; `page` is its address after the language."""

    page: Annotated[str, StringConstraints(max_length=300)] = ""
    text: Said


class CheckedForm(Form):
    """When a module was checked, not after today, and what it describes."""

    checked: date
    describes: Annotated[str, StringConstraints(max_length=200)] = ""

    @field_validator("checked")
    @classmethod
    def _not_ahead(cls, value: date) -> date:
        if value > clock.now().date():
            raise ValueError(AHEAD)
        return value

    @field_validator("describes")
    @classmethod
    def _in_one_line(cls, value: str) -> str:
        return " ".join(plain_text(value).split())


class WithdrawForm(Form):
    """Why readers do not get a pack any more, and the address of its successor."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    successor: Annotated[
        str, StringConstraints(max_length=80, pattern=r"^[a-z0-9-]*$")
    ] = ""
