"""What is sent to ask for help, to write to each other, and to tell moderators."""

from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator
from starlette.datastructures import FormData

from app.exchange.asking import Asked
from app.exchange.models import (
    MAX_MESSAGE,
    MAX_REASON,
    MAX_TEXT,
    MAX_TITLE,
    NeedOutcome,
    ReportDecision,
)
from app.exchange.profile_checks import language_problem
from app.exchange.spoken import read_languages, write_languages
from app.exchange.times import parts_of, times_of
from app.exchange.words import OFFSETS
from app.packs.skills import SKILLS
from app.platform.i18n import N_
from app.web.forms import Bound, Form, bind, refused
from app.web.language_field import LanguageCode

MAX_LANGUAGES = 400
CHOOSE = N_("Choose one of the answers shown.")


def _lines(text: object) -> object:
    # Browsers send two characters for the end of a line, and count one.
    return text.replace("\r\n", "\n") if isinstance(text, str) else text


Lines = BeforeValidator(_lines)
Message = Annotated[str, Lines, Field(max_length=MAX_MESSAGE)]
Reason = Annotated[str, Lines, Field(max_length=MAX_REASON)]


class NeedForm(Form):
    """A request; `languages` is a line such as `Hausa, English`, the best first."""

    title: str = Field(min_length=5, max_length=MAX_TITLE)
    text: Annotated[str, Lines, Field(max_length=MAX_TEXT)] = ""
    skill: str
    language: LanguageCode
    languages: str = Field(max_length=MAX_LANGUAGES)
    times: tuple[int, ...] = ()
    utc_offset: int | None = None

    @field_validator("title")
    @classmethod
    def _in_one_line(cls, value: str) -> str:
        return " ".join(value.split())

    @field_validator("skill")
    @classmethod
    def _is_taught(cls, value: str) -> str:
        if value not in SKILLS:
            raise ValueError(CHOOSE)
        return value

    @field_validator("utc_offset")
    @classmethod
    def _is_somewhere(cls, value: int | None) -> int | None:
        if value is not None and value not in OFFSETS:
            raise ValueError(CHOOSE)
        return value

    def asked(self) -> Asked:
        """Return what is asked for."""
        return Asked(
            title=self.title,
            text=self.text,
            skill=self.skill,
            language=self.language,
            languages=read_languages(self.languages).codes,
            times=times_of(self.times),
            utc_offset=self.utc_offset,
        )


def bind_need(data: FormData) -> Bound[NeedForm]:
    """Check a request; the line of languages says which of them there is none of."""
    bound = bind(NeedForm, data)
    spoken = read_languages(bound.first("languages"))
    problem = language_problem(spoken, is_needed=True)
    if problem and "languages" not in bound.errors:
        return refused(bound, "languages", problem)
    return bound


class MessageForm(Form):
    """Something to write to the other."""

    text: Message


class CloseForm(Form):
    """How a request ended; `helped` are the conversations that did."""

    outcome: NeedOutcome
    helped: tuple[int, ...] = ()

    @field_validator("outcome")
    @classmethod
    def _is_said_by_somebody(cls, value: NeedOutcome) -> NeedOutcome:
        if value is NeedOutcome.EXPIRED:
            raise ValueError(CHOOSE)
        return value


class ReportForm(Form):
    """Why somebody tells moderators."""

    reason: Reason


class DecisionForm(Form):
    """What a moderator decides."""

    decision: ReportDecision


def written(asked: Asked) -> dict[str, object]:
    """Return what stands in the form of a request, to show or change it."""
    return {
        "title": asked.title,
        "text": asked.text,
        "skill": asked.skill,
        "language": asked.language,
        "languages": write_languages(asked.languages),
        "times": [int(part) for part in parts_of(asked.times)],
        "utc_offset": asked.utc_offset,
    }
