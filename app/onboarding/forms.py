"""What people who act for an organisation send, and what learners choose."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from app.onboarding.models import Sharing
from app.platform.i18n import N_
from app.web.forms import Form
from app.web.language_field import LanguageCode

MAX_TITLE = 120
MAX_WORDS = 2_000
MOST_PEOPLE = 100_000
ENDS_FIRST = N_("It cannot end before it begins.")

Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$")
]


class WordsForm(Form):
    """What a path says in a language."""

    language: LanguageCode
    title: str = Field(min_length=1, max_length=MAX_TITLE)
    welcome: str = Field(default="", max_length=MAX_WORDS)
    ask: str = Field(default="", max_length=MAX_WORDS)


class PathForm(WordsForm):
    """A new path; `slug` becomes its address."""

    slug: Slug


class StepForm(Form):
    """What a step leads through: `pack:` or `course:` and an address."""

    thing: Annotated[str, StringConstraints(pattern=r"^(pack|course):[a-z0-9-]{1,80}$")]


class ListingForm(Form):
    """Whether a path stands on the page of its organisation."""

    listing: Literal["show", "hide"]


class ChosenPathForm(Form):
    """Which path a pack is put on, by its address."""

    path: Slug


class StepActForm(Form):
    """What is to be done with a step."""

    act: Literal["up", "down", "remove", "restore", "keep", "follow"]


class CohortForm(Form):
    """A cohort, and how many people may join by its link."""

    name: str = Field(min_length=1, max_length=MAX_TITLE)
    starts_on: date | None = None
    ends_on: date | None = None
    most: int | None = Field(default=None, ge=1, le=MOST_PEOPLE)

    @model_validator(mode="after")
    def _has_order(self) -> "CohortForm":
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError(ENDS_FIRST)
        return self


class LinkForm(Form):
    """A link that is closed for good, or the days and number of a new one."""

    revoke: int | None = Field(default=None, ge=1, le=2**31 - 1)
    opens_on: date | None = None
    closes_on: date | None = None
    most: int | None = Field(default=None, ge=1, le=MOST_PEOPLE)


class ChoiceForm(Form):
    """What the organisation sees, and reminders."""

    sharing: Sharing
    wants_reminders: bool = False
