"""Finding something to translate: what needs somebody, the smallest work first."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct
from msgspec.structs import replace
from sqlmodel import Session

from app.accounts.access import Public
from app.accounts.current import CurrentUser
from app.accounts.permissions import can_coordinate
from app.packs.skills import SKILLS, TOP_SKILLS, Skill, finer_skills
from app.platform.languages import (
    Language,
    find_language,
    get_language,
    meant_languages,
)
from app.translation.desk.address import Address
from app.translation.desk.asked import MayBeAsked, Question, questions_for
from app.translation.desk.heard import Heard, heard
from app.translation.desk.marks import Show
from app.translation.desk.tasks import Task, TaskKind, Wanted, tasks
from app.translation.desk.threads import Reading
from app.translation.desk.titles import Title, titles_of
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.late_routes import page_router
from app.web.pagination import Pager
from app.web.templates import render
from app.web.viewer import viewer_of

PER_PAGE = 20
MAX_LANGUAGES = 4
_SHOW = {
    TaskKind.OUTDATED: Show.OUTDATED,
    TaskKind.REVIEW: Show.REVIEW,
    TaskKind.TODO: Show.TODO,
}

router = page_router()


class Line(Struct, frozen=True):
    """A task as the page shows it; `whole` is what a module is part of."""

    task: Task
    title: Title
    whole: Title
    language: Language
    href: str


class Hub(Struct, frozen=True):
    """What the page shows: tasks, and what they were chosen by."""

    lines: Sequence[Line]
    languages: Sequence[Language]
    skill: str
    asked: str
    meant: Sequence[Language]
    pager: Pager
    paging: str
    skills: Sequence[Skill]
    is_chosen: bool
    is_unknown: bool
    heard: Heard
    questions: Sequence[Question]


@router.get("/{lang}/translate", name="translation.hub")
def show_hub(
    reader: Public, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what needs somebody, by their languages and skills."""
    hub = _hub(session, request, reader, page)
    return render(request, "translation/hub.html", {"hub": hub})


def _hub(
    session: Session, request: Request, reader: CurrentUser | None, page: Language
) -> Hub:
    asked = request.query_params.get("to", "")[:60]
    skill = request.query_params.get("skill", "")
    skill = skill if skill in SKILLS else ""
    meant = meant_languages(asked) if asked else []
    chosen = meant if len(meant) == 1 else _own(request, page)
    wanted = Wanted(
        [language.code for language in chosen],
        _with_finer(skill) or _own_skills(reader),
        _reviews(reader, chosen),
    )
    found = tasks(session, wanted)
    pager = Pager.of(request, PER_PAGE, len(found))
    kept = {"to": asked, "skill": skill}
    reading = Reading(page.code, wanted.languages)
    return Hub(
        lines=_lines(session, found[pager.offset : pager.offset + PER_PAGE], page),
        languages=chosen,
        skill=skill,
        asked=asked,
        meant=meant if len(meant) != 1 else (),
        pager=pager,
        paging=f"?{urlencode({k: v for k, v in kept.items() if v} | {'page': ''})}",
        skills=TOP_SKILLS,
        is_chosen=bool(asked or viewer_of(request).preferences.languages),
        is_unknown=bool(asked) and not meant,
        heard=heard(session, reader.user_id, reading) if reader else Heard(),
        questions=_questions(session, reader, reading) if reader else (),
    )


def _questions(
    session: Session, reader: CurrentUser, reading: Reading
) -> list[Question]:
    """Return what somebody is asked, whatever languages they translate to."""
    here = replace(reading, languages=[*reading.languages, reading.page])
    return questions_for(session, MayBeAsked(reader.user_id, reader.grants), here)


def _own(request: Request, page: Language) -> list[Language]:
    known = viewer_of(request).preferences.languages
    found = [find_language(code) for code in dict.fromkeys((*known, page.code))]
    return [one for one in found if one and not one.pseudo][:MAX_LANGUAGES]


def _with_finer(skill: str) -> set[str]:
    return {skill, *(one.slug for one in finer_skills(skill))} if skill else set()


def _own_skills(reader: CurrentUser | None) -> set[str]:
    return {grant.skill for grant in reader.grants if grant.skill} if reader else set()


def _reviews(reader: CurrentUser | None, languages: Sequence[Language]) -> list[str]:
    grants = reader.grants if reader else ()
    codes = [language.code for language in languages]
    return [code for code in codes if can_coordinate(grants, language=code)]


def _lines(session: Session, shown: Sequence[Task], page: Language) -> list[Line]:
    texts = [task.text for task in shown]
    ids = {text.document_id for text in texts} | {text.whole_id for text in texts}
    titles = titles_of(session, list(ids), page.code)
    return [
        Line(
            task,
            titles[task.text.document_id],
            titles[task.text.whole_id],
            get_language(task.language),
            _address(task, page).here,
        )
        for task in shown
    ]


def _address(task: Task, page: Language) -> Address:
    return Address(
        page.code,
        task.text.slug,
        task.source,
        task.language,
        _SHOW[task.kind],
        task.text.part,
    )
