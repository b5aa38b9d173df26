"""What is sent about oneself as a peer, and about a skill one offers."""

from typing import Annotated

from pydantic import Field, field_validator

from app.exchange.models import MAX_ABOUT, MAX_NOTE
from app.exchange.words import OFFSETS
from app.packs.skills import SKILLS
from app.platform.i18n import N_
from app.web.forms import Form

MOST_HOURS = 200
UNKNOWN_CHOICE = N_("Choose one of the answers shown.")


class ProfileForm(Form):
    """Everything a peer says of themselves; what is empty stays unsaid.

    `languages` is a line such as `Hausa, English`; `organisation` is a name.
    """

    about: str = Field(default="", max_length=MAX_ABOUT)
    about_language: str = Field(default="", max_length=40)
    languages: str = Field(default="", max_length=400)
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    organisation: str = Field(default="", max_length=200)
    hours: int = Field(default=0, ge=0, le=MOST_HOURS)
    times: tuple[int, ...] = ()
    utc_offset: int | None = None
    listed: bool = False
    wants_matches: bool = False

    @field_validator("utc_offset")
    @classmethod
    def _is_in_use(cls, value: int | None) -> int | None:
        if value is not None and value not in OFFSETS:
            raise ValueError(UNKNOWN_CHOICE)
        return value


class OfferForm(Form):
    """A skill somebody can help with, and what they note about it."""

    skill: str
    note: str = Field(default="", max_length=MAX_NOTE)

    @field_validator("skill")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in SKILLS:
            raise ValueError(UNKNOWN_CHOICE)
        return value


class NoteForm(Form):
    """What somebody notes about a skill they offer already."""

    note: str = Field(default="", max_length=MAX_NOTE)
