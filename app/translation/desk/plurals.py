"""Whether a sentence with a number has a line for each plural form of its language."""

from app.platform.i18n import N_
from app.texts.interface import PLURAL
from app.translation.checks import Problem, Severity
from app.translation.interface import forms_of, wanted_forms


def plural_problems(kind: str, text: str, language: str) -> list[Problem]:
    """Return what is wrong with the lines of a translation."""
    if kind != PLURAL:
        return []
    lines, wanted = len(forms_of(kind, text)), wanted_forms(kind, language)
    if lines == wanted:
        return []
    message = N_(
        "This language has %(wanted)s forms for numbers: write one line for each. "
        "There are %(lines)s."
    )
    params = {"wanted": str(wanted), "lines": str(lines)}
    return [Problem("plurals", Severity.ERROR, message, params)]
