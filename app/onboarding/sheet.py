"""The totals of a path as a table for spreadsheets: exactly what the desk shows."""

from collections.abc import Iterator, Sequence

from app.onboarding.counting import Desk
from app.onboarding.stops import PathStep
from app.onboarding.totals import OTHERS, ShownGroup
from app.platform.i18n import gettext
from app.platform.languages import find_language
from app.platform.spreadsheets import as_csv

Row = tuple[str, ...]


def sheet(group: ShownGroup, desk: Desk | None, steps: Sequence[PathStep]) -> bytes:
    """Return the table as CSV; `desk` adds the languages."""
    return as_csv(_rows(group, desk, steps))


def _rows(
    group: ShownGroup, desk: Desk | None, steps: Sequence[PathStep]
) -> Iterator[Row]:
    yield "", gettext("Joined"), gettext("Began"), gettext("Done")
    began = desk.totals.began if desk else None
    finished = desk.totals.finished if desk else None
    whole = gettext("The whole path")
    if desk:
        yield whole, _cell(group.people), _cell(began), _cell(finished)
    else:
        yield whole, _cell(group.people), "", ""
    for step, shown in zip(steps, group.steps, strict=True):
        yield step.title, "", _cell(shown.began), _cell(shown.done)
    for code, people in desk.totals.languages.items() if desk else ():
        yield language_name(code), _cell(people), "", ""


def language_name(code: str) -> str:
    """Return how the desk calls a language, or all that few people take."""
    if code == OTHERS:
        return gettext("Other languages")
    language = find_language(code)
    return language.autonym if language else code


def _cell(people: int | None) -> str:
    return gettext("Too few to show") if people is None else str(people)
