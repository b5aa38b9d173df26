"""The form that begins a pack: a project, a report as text, or both."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import StringConstraints, field_validator

from app.authoring.outline.proposing import Change
from app.authoring.outline.reading_reports import Written
from app.content.schemas import SLUG
from app.packs.models import ModuleKind
from app.packs.skills import SKILLS
from app.platform.i18n import N_
from app.web.forms import Form
from app.web.language_field import LanguageCode

LICENCES = ("CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0", "CC-BY-SA-3.0")
MAX_SKILLS = 8
_KEPT = re.compile(r"m([1-9][0-9]?)-title")

OneLine = Annotated[str, StringConstraints(max_length=300)]


class BeginningForm(Form):
    """What somebody says of a pack they begin."""

    title: OneLine = ""
    project: Annotated[str, StringConstraints(pattern=r"^$|" + SLUG)] = ""
    report: Annotated[str, StringConstraints(strip_whitespace=False)] = ""
    written: Written = Written.MARKDOWN
    address: Annotated[str, StringConstraints(max_length=2_000)] = ""
    licence: str = LICENCES[0]
    language: LanguageCode
    skills: list[str]

    @field_validator("title")
    @classmethod
    def _in_one_line(cls, value: str) -> str:
        return " ".join(value.split())

    @field_validator("skills")
    @classmethod
    def _of_the_tree(cls, value: list[str]) -> list[str]:
        chosen = list(dict.fromkeys(slug for slug in value if slug in SKILLS))
        if not chosen or len(chosen) > MAX_SKILLS:
            raise ValueError(N_("Choose one skill, or up to eight."))
        return chosen

    @field_validator("licence")
    @classmethod
    def _free(cls, value: str) -> str:
        if value not in LICENCES:
            raise ValueError(N_("Choose one of the answers shown."))
        return value

    @field_validator("address")
    @classmethod
    def _on_the_web(cls, value: str) -> str:
        if value and (not value.startswith(("https://", "http://")) or " " in value):
            raise ValueError(N_("Write an address that begins with https://"))
        return value


def changes_in(raw: Mapping[str, Sequence[str]]) -> list[Change]:
    """Return what a form says of each proposed module, in order."""
    numbers = sorted(int(found[1]) for name in raw if (found := _KEPT.fullmatch(name)))
    return [
        Change(
            " ".join(raw[f"m{number}-title"][-1].split())[:300],
            _kind(raw.get(f"m{number}-kind", [""])[-1]),
            is_kept=f"m{number}-kept" in raw,
        )
        for number in numbers
    ]


def _kind(text: str) -> ModuleKind:
    return ModuleKind.HANDS_ON if text == "hands-on" else ModuleKind.TRAINING
