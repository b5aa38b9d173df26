"""Checks a module's Markdown, within the limits that hold for showing it."""

from app.content.lesson_findings import Finding, Surroundings, findings
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
    return [
        Problem(module.file, module.body_line + line - 1, reason, mend)
        for line, reason, mend in _findings(module.body, around)
    ]


def _findings(markdown: str, around: Surroundings) -> list[Finding]:
    if is_cheap(markdown):
        return findings(markdown, around)
    try:
        return limited.run(findings, markdown, around)
    except TookTooLong:
        return [TOO_SLOW]
