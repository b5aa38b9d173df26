"""Checks a module's Markdown, within the limits that hold for showing it."""

from app.content.lesson_findings import (
    Finding,
    LessonFacts,
    Surroundings,
    examined,
)
from app.content.module_files import ModuleFile
from app.content.problems import Problem
from app.platform.i18n import N_
from app.platform.limited import TookTooLong, limited
from app.platform.told import Told
from app.texts.rendering import is_cheap

TOO_SLOW: Finding = (
    1,
    Told(N_("the text takes longer to show than a page may")),
    Told(N_("Split it, or take out what is nested or repeated")),
)


def check_lesson(module: ModuleFile, around: Surroundings) -> list[Problem]:
    """Return what is wrong with a module's Markdown."""
    return examine_lesson(module, around)[0]


def examine_lesson(
    module: ModuleFile, around: Surroundings
) -> tuple[list[Problem], LessonFacts | None]:
    """Return what is wrong with a module's Markdown, and what is noted of it."""
    found, facts = _examined(module.body, around)
    problems = [
        Problem(module.file, module.body_line + line - 1, reason, mend)
        for line, reason, mend in found
    ]
    return problems, facts


def _examined(
    markdown: str, around: Surroundings
) -> tuple[list[Finding], LessonFacts | None]:
    if is_cheap(markdown):
        return examined(markdown, around)
    try:
        return limited.run(examined, markdown, around)
    except TookTooLong:
        return [TOO_SLOW], None
