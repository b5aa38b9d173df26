"""What the page of a module shows, and what its questions and checklists answer."""

from jinja2 import Environment
from markupsafe import Markup
from msgspec import Struct
from starlette.requests import Request

from app.learning.learner import Learner
from app.learning.progress import ModuleState, PackProgress, Place
from app.learning.service import module_state, pack_progress
from app.platform.errors import NotFound
from app.platform.i18n import N_, current_locale
from app.platform.languages import get_language
from app.platform.limited import TookTooLong
from app.reading.loading import OpenModule
from app.reading.pack_page import ShownStation, shown_stations
from app.reading.parts import LessonFrame, Part, personal, render_parts
from app.reading.quiz_view import accepted_texts
from app.reading.words import unit_words
from app.texts.blocks import Checklist, Quiz
from app.texts.history import get_version
from app.texts.rendering import lesson_within_limits
from app.texts.segments import split_front_matter
from app.web.templates import reserved

NO_QUESTION = N_("The question has changed. Open the page again to see it.")
NO_CHECKLIST = N_("The checklist has changed. Open the page again to see it.")


class Neighbour(Struct, frozen=True):
    """The module before or after."""

    href: str
    title: str


class RailStop(Struct, frozen=True):
    """A module in the margin."""

    href: str
    title: Markup
    state: str


class ModulePage(Struct, frozen=True):
    """The page of a module."""

    opened: OpenModule
    parts: list[Markup]
    stations: list[ShownStation]
    done: int
    is_done: bool
    previous: Neighbour | None
    next_title: str | None
    minutes_left: int
    rail: list[RailStop]
    credit_names: str
    problem: str = ""


def frame_of(opened: OpenModule, request: Request) -> LessonFrame:
    """Return what rendering the blocks of a module needs for this request."""
    environment: Environment = request.app.state.templates
    known = reserved(request)
    return LessonFrame(
        environment=environment,
        storage=request.app.state.storage,
        view=opened.opened.view,
        lesson=opened.lesson,
        page=opened.opened.page,
        locale=get_language(current_locale()),
        base=opened.way,
        data_saver=known["prefs"].data_saver,
        accepted=source_answers(opened),
    )


def source_answers(opened: OpenModule) -> dict[str, tuple[str, ...]]:
    """Return typed answers in the source language: they are right in every language."""
    view, content = opened.opened.view, opened.opened.content
    if opened.lesson.instead or opened.opened.page.code == view.source_language:
        return {}
    revision = opened.lesson.revision
    key = ("accepted", view.pack.slug, opened.station.module.key, revision)
    try:
        return content.once(key, lambda: _read_source_answers(opened))
    except TookTooLong:
        return {}


def _read_source_answers(opened: OpenModule) -> dict[str, tuple[str, ...]]:
    session = opened.opened.content.session
    document_id = opened.station.module.document_id
    # Of what is shown, which need not be the newest.
    revision = get_version(session, document_id, opened.lesson.revision)
    _, body, _ = split_front_matter(revision.text)
    source = lesson_within_limits(body).of_type(Quiz)
    shown = opened.lesson.lesson.of_type(Quiz)
    texts = accepted_texts([quiz for quiz in source if isinstance(quiz, Quiz)])
    pairs = zip(source, shown, strict=True)
    return {
        new.id: texts[old.id]
        for old, new in pairs
        if isinstance(old, Quiz) and isinstance(new, Quiz) and old.id in texts
    }


def parts_of(opened: OpenModule, frame: LessonFrame) -> tuple[Part, ...]:
    """Return the blocks of a module as HTML, rendered once per interface language."""
    if opened.lesson.instead:
        # The text may still be shown whole before content changes again.
        return render_parts(frame)
    key = (
        *("parts", opened.opened.way, opened.station.module.key),
        *(opened.opened.languages, frame.locale.code, frame.data_saver),
    )
    return opened.opened.content.once(key, lambda: render_parts(frame))


def place_of(opened: OpenModule) -> Place:
    """Return where a learner is, for keeping what they do."""
    return Place(
        pack_key=opened.opened.view.pack.key,
        module_key=opened.station.module.key,
        module_keys=opened.opened.view.module_keys,
        revision_number=opened.lesson.revision,
        language=opened.opened.page.code,
    )


def state_of(opened: OpenModule, learner: Learner) -> tuple[PackProgress, ModuleState]:
    """Return how far a learner is in the pack, and what they did in this module."""
    session = opened.opened.content.session
    progress = pack_progress(session, learner, opened.opened.view.pack.key)
    lesson = opened.lesson.lesson
    state = module_state(
        session, learner, place_of(opened), lesson=lesson, progress=progress
    )
    return progress, state


def module_page(
    opened: OpenModule, progress: PackProgress, state: ModuleState, request: Request
) -> ModulePage:
    """Return the page as it stands for a learner."""
    frame = frame_of(opened, request)
    parts = personal(frame, parts_of(opened, frame), state)
    return page_with(opened, progress, state, parts)


def page_with(
    opened: OpenModule,
    progress: PackProgress,
    state: ModuleState,
    parts: list[Markup],
) -> ModulePage:
    """Return the page with blocks that are rendered already."""
    stations = opened.opened.view.stations
    number = opened.station.number
    before = opened.opened.view.station(number - 1)
    after = opened.opened.view.station(number + 1)
    shown = shown_stations(opened.opened, progress)
    left = [s for s in stations if s.module.key not in progress.done]
    return ModulePage(
        opened=opened,
        parts=parts,
        stations=shown,
        done=len(stations) - len(left),
        is_done=state.is_done,
        previous=Neighbour(f"{opened.opened.way}/{before.number}", before.title.text)
        if before
        else None,
        next_title=after.title.text if after else None,
        minutes_left=sum(s.module.minutes for s in left),
        rail=[
            RailStop(s.href, unit_words(s.title, opened.opened.page), s.state)
            for s in shown
        ],
        credit_names=", ".join(c.name for c in opened.opened.view.credits),
    )


def find_quiz(opened: OpenModule, quiz_id: str) -> tuple[Quiz, int]:
    """Return a question of a module and its number; raise NotFound."""
    quizzes = opened.lesson.lesson.of_type(Quiz)
    for number, quiz in enumerate(quizzes, start=1):
        if isinstance(quiz, Quiz) and quiz.id == quiz_id:
            return quiz, number
    raise NotFound(NO_QUESTION)


def find_checklist(opened: OpenModule, place: int) -> Checklist:
    """Return a checklist of a module by its place; raise NotFound."""
    checklists = opened.lesson.lesson.of_type(Checklist)
    if not 1 <= place <= len(checklists):
        raise NotFound(NO_CHECKLIST)
    checklist = checklists[place - 1]
    assert isinstance(checklist, Checklist)  # noqa: S101 (chosen by type)
    return checklist
