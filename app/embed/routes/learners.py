"""What frames ask for somebody whose site has signed a learner key.

Everything is a POST: what says who it is stands in the body, never in an address or a
log, and needs no leave from a browser that gives a sandboxed frame no origin.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import FormData

from app.accounts.access import Public
from app.embed.look import AskedLook
from app.embed.pages import module_frame, pack_frame
from app.embed.routes.frames import (
    MAX_CHOSEN,
    PACK,
    UNUSABLE,
    AddressedCourse,
    ClipName,
)
from app.embed.routes.frames import show_clip as show_anybodys_clip
from app.hosts.learners import FramedLearner, begin, find_learner, forget, kept
from app.hosts.progress import complete
from app.learning.scoring import NothingChosen, mark
from app.learning.service import (
    pack_progress,
    record_answer,
    record_ticks,
)
from app.platform.i18n import gettext
from app.reading.loading import AddressedModule, AddressedPack
from app.reading.module_page import (
    find_checklist,
    find_quiz,
    frame_of,
    place_of,
    source_answers,
    state_of,
)
from app.reading.parts import render_question
from app.reading.quiz_view import Given
from app.reading.taking import QuizId
from app.web.database import SessionDep
from app.web.forms import SentForm
from app.web.late_routes import LateRoute
from app.web.templates import render

SAVED = 204
MAX_TICKED = 200

router = APIRouter(include_in_schema=False, route_class=LateRoute)
ListPlace = Annotated[int, Path(ge=1, le=99)]


@dataclass(frozen=True)
class Asking:
    """Somebody in a frame, with what the frame sent besides."""

    framed: FramedLearner
    session: SessionDep
    data: FormData

    def chosen(self, name: str, most: int) -> tuple[str, ...]:
        """Return what was sent under a name, not more than makes sense."""
        return tuple(str(value) for value in self.data.getlist(name)[:most])

    def keep(self) -> None:
        """Write down what has changed."""
        self.framed.keep(self.session)


# Plain, because it reads from the database.
def asking(data: SentForm, session: SessionDep, request: Request) -> Asking:
    """Return who a frame asks for; raise KeyRefused."""
    keys = request.app.state.settings.signing_keys
    text = str(data.get("session", ""))
    return Asking(find_learner(session, text, keys), session, data)


CurrentAsking = Annotated[Asking, Depends(asking, scope="function")]


@router.post("/embed/learners", name="embed.begin")
def begin_session(
    _reader: Public, data: SentForm, session: SessionDep, request: Request
) -> Response:
    """Change a learner key for what the frame shows from now on."""
    keys = request.app.state.settings.signing_keys
    text = begin(session, str(data.get("learner", "")), keys)
    return JSONResponse({"session": text})


@router.post("/embed/learners/kept", name="embed.kept")
def show_kept(_reader: Public, asked: CurrentAsking) -> Response:
    """Give everything that is kept about somebody in a frame."""
    return JSONResponse(kept(asked.session, asked.framed))


@router.post("/embed/learners/forgotten", name="embed.forget")
def forget_learner(_reader: Public, asked: CurrentAsking) -> Response:
    """Delete what is kept about somebody in a frame."""
    forget(asked.session, asked.framed)
    return Response(status_code=SAVED)


@router.post(PACK, name="embed.own_pack")
def show_pack(
    _reader: Public,
    address: AddressedPack,
    asked: CurrentAsking,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show a pack with what is done of it."""
    opened = address.open()
    progress = pack_progress(asked.session, asked.framed.learner, opened.view.pack.key)
    return render(request, "embed/pack.html", pack_frame(opened, look, progress))


@router.post(PACK + "/{number:int}", name="embed.own_module")
def show_module(
    _reader: Public,
    address: AddressedModule,
    asked: CurrentAsking,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show a module with what was answered and ticked in it."""
    opened = address.open()
    done = state_of(opened, asked.framed.learner)
    page = module_frame(opened, look, request, done)
    return render(request, "embed/module.html", page)


@router.post(PACK + "/clips/{clip}", name="embed.own_clip")
def show_clip(
    reader: Public,
    address: AddressedPack,
    clip: ClipName,
    _asked: CurrentAsking,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show one video or sound, which is the same for everybody."""
    return show_anybodys_clip(reader, address, clip, look, request)


@router.post("/embed/{lang}/courses/{slug}", name="embed.own_course")
def show_course(
    _reader: Public,
    address: AddressedCourse,
    asked: CurrentAsking,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show a course with the packs that are done."""
    opened = address.open()
    device = asked.framed.learner.device
    finished = {key for key, pack in device.packs.items() if pack.is_finished}
    context = opened.context(look, finished)
    return render(request, "embed/course.html", context)


@router.post(PACK + "/{number:int}/check/{quiz_id}/_answer", name="embed._own_answer")
def check_answer(
    _reader: Public,
    address: AddressedModule,
    quiz_id: QuizId,
    asked: CurrentAsking,
    request: Request,
) -> Response:
    """Return a question with the feedback on an answer, and keep the answer."""
    opened = address.open()
    quiz, number = find_quiz(opened, quiz_id)
    chosen = asked.chosen("answer", MAX_CHOSEN)
    status = 200
    try:
        accepted = source_answers(opened).get(quiz.id, ())
        marked = mark(quiz, chosen, accepted=accepted)
        given = Given(marked.given, is_checked=True)
        learner, place = asked.framed.learner, place_of(opened)
        record_answer(asked.session, learner, place, quiz=quiz, marked=marked)
        asked.keep()
    except NothingChosen as error:
        given, status = Given(chosen, problem=gettext(error.message)), UNUSABLE
    html = render_question(frame_of(opened, request), quiz, given, number)
    return HTMLResponse(html, status)


@router.post(PACK + "/{number:int}/tick/{place:int}", name="embed.own_ticks")
def keep_ticks(
    _reader: Public, address: AddressedModule, place: ListPlace, asked: CurrentAsking
) -> Response:
    """Keep which lines of a checklist are ticked."""
    opened = address.open()
    record_ticks(
        asked.session,
        asked.framed.learner,
        place_of(opened),
        checklist=find_checklist(opened, place),
        ticked=asked.chosen("tick", MAX_TICKED),
    )
    asked.keep()
    return Response(status_code=SAVED)


@router.post(PACK + "/{number:int}/done", name="embed.own_done")
def mark_done(
    _reader: Public, address: AddressedModule, asked: CurrentAsking
) -> Response:
    """Mark a module as done; its site is told, if it asked for that."""
    opened = address.open()
    told: dict[str, Any] = complete(
        asked.session, asked.framed, place_of(opened), slug=opened.opened.view.pack.slug
    )
    return JSONResponse(told)
