"""A path of an organisation inside other sites, with the packs it leads through.

Asked by GET it is the same for everybody; by POST, somebody whom a site has signed.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from msgspec.structs import replace

from app.accounts.access import Public
from app.embed.framing import shown_where_allowed
from app.embed.look import AskedLook
from app.embed.pages import module_frame, pack_frame
from app.embed.paths import AddressedPath, on_path, packs_to_do
from app.embed.taking import (
    MAX_CHOSEN,
    CurrentAsking,
    answered,
    ticks_kept,
)
from app.hosts.progress import complete
from app.hosts.webhooks import PATH_COMPLETED, Message, tell
from app.learning.service import pack_progress
from app.onboarding.dependencies import (
    AddressedPathModule,
    AddressedPathPack,
)
from app.reading.module_page import place_of, state_of
from app.reading.taking import QuizId
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.templates import render

PATH = "/embed/{lang}/paths/{path}"
PACK = PATH + "/packs/{pack}"
MODULE = PACK + "/{number:int}"

router = APIRouter(include_in_schema=False, route_class=LateRoute)
ListPlace = Annotated[int, Path(ge=1, le=99)]


@router.get(PATH, name="embed.path")
def show_path(
    _reader: Public, address: AddressedPath, look: AskedLook, request: Request
) -> Response:
    """Show a path in a frame: its packs in order."""
    public_page(request)
    return render(request, "embed/path.html", address.open().context(look))


@router.get(PACK, name="embed.path_pack")
def show_pack(
    _reader: Public, address: AddressedPathPack, look: AskedLook, request: Request
) -> Response:
    """Show a pack of a path in a frame, in the version the path shows."""
    opened = address.open_pack()
    page = pack_frame(opened, look)
    page = replace(page, framed=on_path(page.framed, address))
    response = render(request, "embed/pack.html", page)
    return shown_where_allowed(opened, request, response)


@router.get(MODULE, name="embed.path_module")
def show_module(
    _reader: Public, address: AddressedPathModule, look: AskedLook, request: Request
) -> Response:
    """Show a module of a pack of a path in a frame."""
    opened = address.open()
    page = module_frame(opened, look, request)
    page = replace(page, framed=on_path(page.framed, address))
    response = render(request, "embed/module.html", page)
    # The text may still be shown whole before content changes again.
    is_lasting = opened.lesson.instead is None
    return shown_where_allowed(opened.opened, request, response, is_lasting=is_lasting)


@router.get(MODULE + "/check/{quiz_id}/_answer", name="embed._path_answer")
def check_answer(
    _reader: Public, address: AddressedPathModule, quiz_id: QuizId, request: Request
) -> Response:
    """Return a question with the feedback on an answer. Nothing is kept of it."""
    chosen = request.query_params.getlist("answer")
    return answered(address.open(), quiz_id, chosen, request)


@router.post(PATH, name="embed.own_path")
def show_own_path(
    _reader: Public,
    address: AddressedPath,
    asked: CurrentAsking,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show a path with the packs that are done."""
    context = address.open().context(look, asked.finished)
    return render(request, "embed/path.html", context)


@router.post(PACK, name="embed.own_path_pack")
def show_own_pack(
    _reader: Public,
    address: AddressedPathPack,
    asked: CurrentAsking,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show a pack of a path with what is done of it."""
    opened = address.open_pack()
    progress = pack_progress(asked.session, asked.framed.learner, opened.view.pack.key)
    page = pack_frame(opened, look, progress)
    page = replace(page, framed=on_path(page.framed, address, asked.finished))
    return render(request, "embed/pack.html", page)


@router.post(MODULE, name="embed.own_path_module")
def show_own_module(
    _reader: Public,
    address: AddressedPathModule,
    asked: CurrentAsking,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show a module of a path with what was answered and ticked in it."""
    opened = address.open()
    done = state_of(opened, asked.framed.learner)
    page = module_frame(opened, look, request, done)
    page = replace(page, framed=on_path(page.framed, address, asked.finished))
    return render(request, "embed/module.html", page)


@router.post(MODULE + "/check/{quiz_id}/_answer", name="embed._own_path_answer")
def check_own_answer(
    _reader: Public,
    address: AddressedPathModule,
    quiz_id: QuizId,
    asked: CurrentAsking,
    request: Request,
) -> Response:
    """Return a question with the feedback on an answer, and keep the answer."""
    chosen = asked.chosen("answer", MAX_CHOSEN)
    return answered(address.open(), quiz_id, chosen, request, asked)


@router.post(MODULE + "/tick/{place:int}", name="embed.own_path_ticks")
def keep_ticks(
    _reader: Public,
    address: AddressedPathModule,
    place: ListPlace,
    asked: CurrentAsking,
) -> Response:
    """Keep which lines of a checklist are ticked."""
    return ticks_kept(address.open(), place, asked)


@router.post(MODULE + "/done", name="embed.own_path_done")
def mark_done(
    _reader: Public, address: AddressedPathModule, asked: CurrentAsking
) -> Response:
    """Mark a module as done; its site is told, also when the path is done by it."""
    opened = address.open()
    packs = frozenset(packs_to_do(address))
    was_done = packs <= asked.finished
    told = complete(
        asked.session, asked.framed, place_of(opened), slug=opened.opened.view.pack.slug
    )
    if packs <= asked.finished and not was_done:
        learner = asked.framed.row
        data = {
            "learner": learner.subject,
            "path": address.path,
            "language": opened.opened.page.code,
            "done": len(packs),
            "total": len(packs),
            "percent": 100,
        }
        message = Message(PATH_COMPLETED, data, learner.number)
        tell(asked.session, asked.framed.site, message)
    return JSONResponse(told)
