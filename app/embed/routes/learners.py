"""What frames ask for somebody whose site has signed a learner key.

Everything is a POST: what says who it is stands in the body, never in an address or a
log, and needs no leave from a browser that gives a sandboxed frame no origin.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response

from app.accounts.access import Public
from app.embed.look import AskedLook
from app.embed.pages import module_frame, pack_frame
from app.embed.routes.frames import PACK, AddressedCourse, ClipName
from app.embed.routes.frames import show_clip as show_anybodys_clip
from app.embed.taking import (
    MAX_CHOSEN,
    SAVED,
    CurrentAsking,
    answered,
    ticks_kept,
)
from app.hosts.learners import begin, forget, kept
from app.hosts.progress import complete
from app.learning.service import pack_progress
from app.reading.loading import AddressedModule, AddressedPack
from app.reading.module_page import place_of, state_of
from app.reading.taking import QuizId
from app.web.database import SessionDep
from app.web.forms import SentForm
from app.web.late_routes import LateRoute
from app.web.templates import render

router = APIRouter(include_in_schema=False, route_class=LateRoute)
ListPlace = Annotated[int, Path(ge=1, le=99)]


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
    context = opened.context(look, asked.finished)
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
    chosen = asked.chosen("answer", MAX_CHOSEN)
    return answered(address.open(), quiz_id, chosen, request, asked)


@router.post(PACK + "/{number:int}/tick/{place:int}", name="embed.own_ticks")
def keep_ticks(
    _reader: Public, address: AddressedModule, place: ListPlace, asked: CurrentAsking
) -> Response:
    """Keep which lines of a checklist are ticked."""
    return ticks_kept(address.open(), place, asked)


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
