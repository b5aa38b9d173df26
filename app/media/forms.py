"""What is sent about a file."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from app.media.kinds import MAX_VIDEO_BYTES
from app.platform.i18n import N_
from app.platform.languages import find_language
from app.web.forms import Form

# The pack a file is brought for, by its name in addresses; none for one without.
PackSlug = Annotated[str, Field(max_length=200, pattern=r"^[a-z0-9-]*$")]

# Free ones, as the movement understands it.
LICENCES = ("CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0", "CC-BY-SA-3.0", "CC-BY-3.0", "PD")
Licence = Literal[
    "CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0", "CC-BY-SA-3.0", "CC-BY-3.0", "PD"
]


def known_language(value: str) -> str:
    """Return the code of a language we know; raise ValueError with a message id."""
    language = find_language(value)
    if language is None or language.pseudo:
        raise ValueError(N_("Choose one of the languages shown."))
    return language.code


class AboutForm(Form):
    """What somebody says of a file before it is sent."""

    title: str = Field(max_length=200)
    author: str = Field(max_length=200)
    licence: Licence
    source: str = Field(default="", max_length=500)
    language: str = Field(max_length=40)
    alt: str = Field(default="", max_length=1000)
    replaces: str = Field(default="", max_length=64)
    pack: PackSlug = ""

    @field_validator("language")
    @classmethod
    def _known(cls, value: str) -> str:
        return known_language(value)

    @field_validator("source")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError(N_("Write an address that begins with https://"))
        return value


class CommonsForm(Form):
    """A file of Commons, by its title or its address, and what it shows if that is
    known already, in a language.
    """

    file: str = Field(max_length=2_000)
    language: str = Field(default="", max_length=40)
    alt: str = Field(default="", max_length=1000)
    pack: PackSlug = ""

    @field_validator("language")
    @classmethod
    def _known(cls, value: str) -> str:
        return known_language(value) if value else ""


class PartsForm(Form):
    """The file that is about to be sent in parts."""

    name: str = Field(default="", max_length=255)
    size: int = Field(ge=1, le=MAX_VIDEO_BYTES)


class AltForm(Form):
    """Words for a picture in one language; empty ones take them away."""

    language: str = Field(max_length=40)
    alt: str = Field(default="", max_length=1000)

    @field_validator("language")
    @classmethod
    def _known(cls, value: str) -> str:
        return known_language(value)


class DeleteForm(Form):
    """Why a file goes."""

    reason: str = Field(min_length=3, max_length=500)
