"""What a machine that translates can do, and asking one without losing variables."""

import re
from collections import Counter
from typing import Protocol

import structlog

from app.platform.languages import Language, get_language
from app.translation.traits import VARIABLE

log = structlog.get_logger()

MAX_CHARACTERS = 5000
# Letters and digits in brackets: engines carry them over as they are.
_TOKEN = re.compile(r"\[\s*X\s*(\d{1,3})\s*X\s*\]", re.IGNORECASE)


class MachineFailed(Exception):
    """The machine did not answer, or not with a translation."""


class Machine(Protocol):
    """A program somewhere that translates plain text."""

    @property
    def name(self) -> str:
        """By which people are told who translated."""

    def translate(self, text: str, source: Language, target: Language) -> str | None:
        """Return a translation, None for languages it does not know.

        Raise MachineFailed.
        """


def machine_suggestion(
    machine: Machine | None, text: str, source: str, target: str
) -> str | None:
    """Return what a machine suggests for a text with variables, or None.

    `source` and `target` are codes of languages. There is none without a machine, in
    a language it does not know, for a text that is too long, when it does not answer
    in time, and when it loses a variable or adds one.
    """
    if machine is None or len(text) > MAX_CHARACTERS or not text.strip():
        return None
    names = VARIABLE.findall(text)
    numbered = iter(range(len(names)))
    sent = VARIABLE.sub(lambda _: f"[X{next(numbered)}X]", text)
    try:
        got = machine.translate(sent, get_language(source), get_language(target))
    except MachineFailed as error:
        log.warning("machine_failed", reason=str(error))
        return None
    return None if got is None else _with_variables(got, names)


def _with_variables(text: str, names: list[str]) -> str | None:
    places = [int(number) for number in _TOKEN.findall(text)]
    if Counter(places) != Counter(range(len(names))):
        return None
    found = _TOKEN.sub(lambda token: names[int(token[1])], text).strip()
    return found if Counter(VARIABLE.findall(found)) == Counter(names) else None
