"""What a module answers whoever takes it: its page, feedback, ticks, the next one.

The same at each address where a pack is taken: its own, and that of a path.
"""

from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from msgspec.structs import asdict, replace
from starlette.datastructures import FormData

from app.learning.learner import Learner
from app.learning.scoring import NothingChosen, mark, moved
from app.learning.service import complete_module, record_answer, record_ticks
from app.platform.i18n import current_locale, gettext
from app.reading.loading import OpenModule
from app.reading.metadata import hreflang_rows, module_metadata
from app.reading.module_page import (
    ModulePage,
    find_checklist,
    find_quiz,
    frame_of,
    module_page,
    page_with,
    parts_of,
    place_of,
    source_answers,
    state_of,
)
from app.reading.pack_page import rows_of
from app.reading.parts import personal, render_question
from app.reading.quiz_view import Given
from app.texts.blocks import Quiz
from app.web.page_cache import public_page
from app.web.shared_pages import SomebodySignedIn, for_viewer
from app.web.templates import render, render_html
from app.web.viewer import viewer_of

SAVED = 204
UNUSABLE = 422
# The key of a question in an address.
QuizId = Annotated[str, Path(pattern=r"^[a-z0-9]{4,16}$")]


def shown(opened: OpenModule, learner: Learner, request: Request) -> Response:
    """Return the page as it stands for a learner."""
    if opened.lesson.instead is None:
        public_page(request)
    viewer = viewer_of(request)
    html = _kept_page(opened, learner, request, SomebodySignedIn.like(viewer))
    return HTMLResponse(for_viewer(html, viewer))


def _kept_page(
    opened: OpenModule, learner: Learner, request: Request, viewer: SomebodySignedIn
) -> str:
    """Return the page for everybody who has come as far and did the same here."""
    progress, state = state_of(opened, learner)
    answers = tuple((key, given.chosen) for key, given in sorted(state.answers.items()))
    prefers_less = request.headers.get("save-data") == "on"
    key = (
        opened.way,
        opened.opened.languages,
        current_locale(),
        prefers_less,
        progress.done,
        progress.last_module,
        answers,
        state.ticks,
        viewer,
    )

    def build() -> str:
        page = module_page(opened, progress, state, request)
        context = _context(page, request)
        return render_html(request, "reading/module.html", context, viewer=viewer)

    if opened.lesson.instead:
        # The text may still be shown whole before content changes again.
        return build()
    return opened.opened.content.page(key, build)


def checked(
    opened: OpenModule,
    learner: Learner,
    quiz_id: str,
    *,
    data: FormData,
    request: Request,
) -> Response:
    """Mark an answer and return the page with its feedback."""
    quiz, _ = find_quiz(opened, quiz_id)
    given = _take(opened, learner, quiz, data)
    if given.is_checked:
        response: Response = RedirectResponse(f"{opened.way}#q-{quiz.id}", 303)
        return _saved(response, learner, request)
    page = _page_with_question(opened, learner, quiz, given, request)
    status = UNUSABLE if given.problem else 200
    return render(
        request, "reading/module.html", _context(page, request), status=status
    )


def answered(
    opened: OpenModule,
    learner: Learner,
    quiz_id: str,
    *,
    data: FormData,
    request: Request,
) -> Response:
    """Mark an answer and return the question with its feedback."""
    quiz, number = find_quiz(opened, quiz_id)
    given = _take(opened, learner, quiz, data)
    html = render_question(frame_of(opened, request), quiz, given, number)
    status = UNUSABLE if given.problem else 200
    return _saved(HTMLResponse(html, status), learner, request)


def ticked(
    opened: OpenModule,
    learner: Learner,
    place: int,
    *,
    data: FormData,
    request: Request,
) -> Response:
    """Keep the ticks of a checklist and go back to it."""
    _keep_ticks(opened, learner, place, data)
    response = RedirectResponse(f"{opened.way}#c-{place}", 303)
    return _saved(response, learner, request)


def ticks_saved(
    opened: OpenModule,
    learner: Learner,
    place: int,
    *,
    data: FormData,
    request: Request,
) -> Response:
    """Keep the ticks of a checklist; the page shows them already."""
    _keep_ticks(opened, learner, place, data)
    return _saved(Response(status_code=SAVED), learner, request)


def done(opened: OpenModule, learner: Learner, request: Request) -> Response:
    """Mark a module as done and go on to the next, or to the end."""
    session = opened.opened.content.session
    complete_module(session, learner, place_of(opened))
    following = opened.opened.view.station(opened.station.number + 1)
    end, way = opened.opened.end, opened.opened.way
    target = f"{way}/{following.number}" if following else end
    return _saved(RedirectResponse(target, 303), learner, request)


def _take(opened: OpenModule, learner: Learner, quiz: Quiz, data: FormData) -> Given:
    """Return what was put in, and keep it when it is an answer and not only a move."""
    chosen = tuple(str(value) for value in data.getlist("answer"))
    for button, up in (("up", True), ("down", False)):
        if quiz.kind == "order" and str(data.get(button, "")) in chosen:
            index = chosen.index(str(data[button]))
            return Given(moved(chosen, index, up=up))
    try:
        accepted = source_answers(opened).get(quiz.id, ())
        marked = mark(quiz, chosen, accepted=accepted)
    except NothingChosen as error:
        return Given(chosen, problem=gettext(error.message))
    session = opened.opened.content.session
    record_answer(session, learner, place_of(opened), quiz=quiz, marked=marked)
    return Given(marked.given, is_checked=True)


def _keep_ticks(
    opened: OpenModule, learner: Learner, place: int, data: FormData
) -> None:
    record_ticks(
        opened.opened.content.session,
        learner,
        place_of(opened),
        checklist=find_checklist(opened, place),
        ticked=[str(value) for value in data.getlist("tick")],
    )


def _page_with_question(
    opened: OpenModule,
    learner: Learner,
    quiz: Quiz,
    given: Given,
    request: Request,
) -> ModulePage:
    progress, state = state_of(opened, learner)
    frame = frame_of(opened, request)
    parts = parts_of(opened, frame)
    html = personal(frame, parts, state)
    for index, part in enumerate(parts):
        if isinstance(part.block, Quiz) and part.block.id == quiz.id:
            html[index] = render_question(frame, quiz, given, part.place)
    page = page_with(opened, progress, state, html)
    return replace(page, problem=given.problem)


def _context(page: ModulePage, request: Request) -> dict[str, object]:
    opened = page.opened
    public_url = request.app.state.settings_public.public_url
    return {
        **asdict(page),
        "hreflang": hreflang_rows(rows_of(opened.opened)),
        "json_ld": module_metadata(opened, public_url),
        "clips_ld": _clips(opened, request, public_url),
    }


def _clips(
    opened: OpenModule, request: Request, public_url: str
) -> list[dict[str, object]]:
    if not opened.opened.view.media:
        return []
    # Read in with the first pack that has films.
    from app.reading.clip_metadata import clips_metadata  # noqa: PLC0415 - see above

    storage = request.app.state.storage
    key = ("clips", opened.way, opened.opened.languages)
    content = opened.opened.content
    return content.once(key, lambda: clips_metadata(opened, storage, public_url))


def _saved(response: Response, learner: Learner, request: Request) -> Response:
    learner.save(response, secure=request.app.state.settings.is_secure)
    return response
