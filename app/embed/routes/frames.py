"""The pages other sites frame: a pack, a module, one video or sound, a course."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.access import Public
from app.embed.courses import open_course
from app.embed.look import AskedLook
from app.embed.pages import clip_frame, module_frame, pack_frame
from app.learning.scoring import NothingChosen, mark
from app.platform.i18n import gettext
from app.reading.languages import reader_languages
from app.reading.loading import AddressedModule, AddressedPack, Slug
from app.reading.module_page import find_quiz, frame_of, source_answers
from app.reading.parts import render_question
from app.reading.quiz_view import Given
from app.web.dependencies import ContentLanguage
from app.web.page_cache import public_page
from app.web.snapshots import Content
from app.web.templates import render

PACK = "/embed/{lang}/packs/{slug}"
UNUSABLE = 422
MAX_CHOSEN = 100

router = APIRouter(include_in_schema=False)
QuizId = Annotated[str, Path(pattern=r"^[a-z0-9]{4,16}$")]
ClipName = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]


@router.get(PACK, name="embed.pack")
def show_pack(
    _reader: Public, address: AddressedPack, look: AskedLook, request: Request
) -> Response:
    """Show a pack in a frame: what it is about, and its modules."""
    opened = address.open()
    public_page(request)
    return render(request, "embed/pack.html", pack_frame(opened, look))


@router.get(PACK + "/{number:int}", name="embed.module")
def show_module(
    _reader: Public, address: AddressedModule, look: AskedLook, request: Request
) -> Response:
    """Show a module in a frame."""
    opened = address.open()
    if opened.lesson.instead is None:
        public_page(request)
    page = module_frame(opened, look, request)
    return render(request, "embed/module.html", page)


@router.get(PACK + "/{number:int}/check/{quiz_id}/_answer", name="embed._answer")
def check_answer(
    _reader: Public, address: AddressedModule, quiz_id: QuizId, request: Request
) -> Response:
    """Return a question with the feedback on an answer. Nothing is kept of it."""
    opened = address.open()
    quiz, number = find_quiz(opened, quiz_id)
    chosen = tuple(request.query_params.getlist("answer")[:MAX_CHOSEN])
    status = 200
    try:
        accepted = source_answers(opened).get(quiz.id, ())
        given = Given(mark(quiz, chosen, accepted=accepted).given, is_checked=True)
    except NothingChosen as error:
        given, status = Given(chosen, problem=gettext(error.message)), UNUSABLE
    html = render_question(frame_of(opened, request), quiz, given, number)
    return HTMLResponse(html, status)


@router.get(PACK + "/clips/{clip}", name="embed.clip")
def show_clip(
    _reader: Public,
    address: AddressedPack,
    clip: ClipName,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show one video or sound of a pack in a frame."""
    page = clip_frame(address.open(), clip, look, request)
    public_page(request)
    return render(request, "embed/clip.html", page)


@router.get("/embed/{lang}/courses/{slug}", name="embed.course")
def show_course(
    _reader: Public,
    page: ContentLanguage,
    slug: Slug,
    content: Content,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show a course in a frame: its packs in order."""
    languages = reader_languages(request, page)
    opened = open_course(content, slug, page, languages)
    public_page(request)
    context = {"framed": opened.framed(look), "view": opened.view, "look": look}
    return render(request, "embed/course.html", context)
