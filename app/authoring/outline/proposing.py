"""Proposes an outline in two parts, training and hands-on, from what a project left.

The words are the report's or the record's own. What they do not say stays an empty
place that says what belongs there.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.authoring.importing.drafting import (
    Citation,
    Credit,
    ModuleDraft,
    PackDraft,
    place_for,
)
from app.authoring.importing.foreign_markdown import (
    Section,
    sections,
    with_headings_from,
)
from app.authoring.outline.templates import SkillTemplate, template_of
from app.content.schemas import ProjectFields
from app.packs.models import ModuleKind
from app.platform.i18n import N_, gettext

MOST_MODULES = 40
DONE, FAILED = N_("What worked"), N_("What the team would do differently")
NUMBERS, PEOPLE = N_("The project in numbers"), N_("Who did it")
DO_IT = N_("Do it yourself")
ALL = N_("What the project did")
TITLE = N_("Name what people learn to do, as an action.")
ASK = N_("Ask a question that shows whether somebody understood.")
RIGHT, WRONG = N_("The right answer"), N_("An answer people often give")
WHY = N_("Say why it is right.")
WHY_NOT = N_("Say kindly why it is not.")
REPORT = "report"


class Beginning(Struct, frozen=True):
    """What a pack begins with: a report as Markdown, a project's record, or both."""

    language: str
    skills: Sequence[str]
    author: str
    title: str = ""
    report: str = ""
    licence: str = ""
    address: str = ""
    project_slug: str = ""
    project: ProjectFields | None = None


class Change(Struct, frozen=True):
    """What somebody made of a proposed module: its title, its part, or gone."""

    title: str
    kind: ModuleKind
    is_kept: bool = True


class Proposal(Struct):
    """A proposed pack; `left_out` counts the report's parts beyond what fits."""

    draft: PackDraft
    left_out: int = 0


def propose(beginning: Beginning) -> Proposal:
    """Return the outline of a pack."""
    template = template_of(beginning.skills[0])
    project = beginning.project
    modules = _of_report(beginning.report) or _of_project(project)
    left_out = max(0, len(modules) - MOST_MODULES)
    modules = [*modules[:MOST_MODULES], _hands_on(template)]
    first = modules[0]
    quiz = _empty_quiz()
    modules[0] = replace(
        first, body=f"{place_for(template.explain)}\n\n{first.body}\n\n{quiz}"
    )
    if project:
        modules[0].body += _people(project)
    titles = (beginning.title, project.title if project else "", place_for(TITLE))
    draft = PackDraft(
        title=next(filter(None, titles)),
        language=beginning.language,
        modules=modules,
        summary=project.summary if project else "",
        skills=beginning.skills,
        licence=beginning.licence or "CC-BY-SA-4.0",
        projects=[beginning.project_slug] if beginning.project_slug else [],
        organisations=[part.slug for part in project.organisations] if project else [],
        credits=[Credit(beginning.author)],
        citations=_citations(beginning),
    )
    draft.organisations = list(dict.fromkeys(draft.organisations))
    return Proposal(draft, left_out)


def changed(draft: PackDraft, changes: Sequence[Change]) -> PackDraft:
    """Return a proposal as somebody changed it, module by module."""
    kept = [
        replace(module, title=change.title or module.title, kind=change.kind.value)
        for module, change in zip(draft.modules, changes, strict=False)
        if change.is_kept
    ]
    return replace(draft, modules=kept)


def _of_report(report: str) -> list[ModuleDraft]:
    """Return a module for each part of a report, by its highest repeated headings."""
    if not report.strip():
        return []
    levels = [part.level for part in sections(report) if part.level]
    top = min((one for one in levels if levels.count(one) > 1), default=0)
    deepest = top or min(levels, default=1)
    return [
        ModuleDraft(
            title=part.title or gettext(ALL),
            body=with_headings_from(part.body, 2).strip(),
        )
        for part in sections(report, deepest)
        if _says_something(part)
    ]


def _says_something(part: Section) -> bool:
    return bool(part.body.strip())


def _of_project(project: ProjectFields | None) -> list[ModuleDraft]:
    if project is None:
        return [ModuleDraft(place_for(TITLE), "")]
    found = []
    for title, findings in ((DONE, project.worked), (FAILED, project.failed)):
        blocks = [
            f"::: evidence source={finding.source}\n{finding.text}\n:::"
            for finding in findings
        ]
        if blocks:
            found.append(ModuleDraft(gettext(title), "\n\n".join(blocks)))
    if project.numbers:
        rows = [f"| {one.label} | {one.value} |" for one in project.numbers]
        table = "\n".join(["| | |", "|---|---|", *rows])
        found[:1] = [_with_numbers(found, table)]
    return found or [ModuleDraft(project.title, project.summary)]


def _with_numbers(found: Sequence[ModuleDraft], table: str) -> ModuleDraft:
    heading = f"## {gettext(NUMBERS)}\n\n{table}"
    if not found:
        return ModuleDraft(gettext(NUMBERS), heading)
    return replace(found[0], body=f"{found[0].body}\n\n{heading}")


def _people(project: ProjectFields) -> str:
    listed = "\n".join(f"- {one.name}, {one.role}" for one in project.people)
    return f"\n\n## {gettext(PEOPLE)}\n\n{listed}\n" if listed else ""


def _hands_on(template: SkillTemplate) -> ModuleDraft:
    body = (
        f"{place_for(template.task)}\n\n::: checklist repeat\n"
        f"- {place_for(template.check)}\n:::\n"
    )
    return ModuleDraft(gettext(DO_IT), body, kind=ModuleKind.HANDS_ON.value)


def _empty_quiz() -> str:
    return (
        f"::: quiz one\n{place_for(ASK)}\n\n"
        f"- [x] {place_for(RIGHT)}\n  > {place_for(WHY)}\n"
        f"- [ ] {place_for(WRONG)}\n  > {place_for(WHY_NOT)}\n:::\n"
    )


def _citations(beginning: Beginning) -> list[Citation]:
    project = beginning.project
    cited = [
        Citation(one.id, one.title, one.url, one.shows)
        for one in (project.sources if project else ())
    ]
    if beginning.address and all(one.url != beginning.address for one in cited):
        title = project.title if project else beginning.address
        cited.append(Citation(REPORT, title, beginning.address, title))
    return list({one.id: one for one in cited}.values())
