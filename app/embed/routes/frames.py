"""The pages other sites frame: a pack, a module, one video or sound, a course."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from msgspec import Struct

from app.accounts.access import Public
from app.embed.courses import OpenCourse, open_course
from app.embed.framing import shown_where_allowed
from app.embed.look import AskedLook
from app.embed.pages import clip_frame, module_frame, pack_frame
from app.embed.taking import answered
from app.platform.languages import Language
from app.reading.languages import reader_languages
from app.reading.loading import AddressedModule, AddressedPack, Slug
from app.reading.taking import QuizId
from app.web.dependencies import ContentLanguage
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.snapshots import Content, ContentReader
from app.web.templates import render

PACK = "/embed/{lang}/packs/{slug}"

router = APIRouter(include_in_schema=False, route_class=LateRoute)
ClipName = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]


class CourseAddress(Struct, frozen=True):
    """What an address says of a course; nothing is read before `open`."""

    slug: str
    page: Language
    content: ContentReader
    languages: tuple[str, ...]

    def open(self) -> OpenCourse:
        """Return the course; raise NotFound."""
        return open_course(self.content, self.slug, self.page, self.languages)


# A coroutine, because it only looks at the request; the handler's thread reads.
async def course_address(
    slug: Slug, page: ContentLanguage, content: Content, request: Request
) -> CourseAddress:
    """Return the course an address names, unread."""
    return CourseAddress(slug, page, content, reader_languages(request, page))


AddressedCourse = Annotated[CourseAddress, Depends(course_address, scope="function")]


@router.get(PACK, name="embed.pack")
def show_pack(
    _reader: Public, address: AddressedPack, look: AskedLook, request: Request
) -> Response:
    """Show a pack in a frame: what it is about, and its modules."""
    opened = address.open()
    response = render(request, "embed/pack.html", pack_frame(opened, look))
    return shown_where_allowed(opened, request, response)


@router.get(PACK + "/{number:int}", name="embed.module")
def show_module(
    _reader: Public, address: AddressedModule, look: AskedLook, request: Request
) -> Response:
    """Show a module in a frame."""
    opened = address.open()
    page = module_frame(opened, look, request)
    response = render(request, "embed/module.html", page)
    # The text may still be shown whole before content changes again.
    is_lasting = opened.lesson.instead is None
    return shown_where_allowed(opened.opened, request, response, is_lasting=is_lasting)


@router.get(PACK + "/{number:int}/check/{quiz_id}/_answer", name="embed._answer")
def check_answer(
    _reader: Public, address: AddressedModule, quiz_id: QuizId, request: Request
) -> Response:
    """Return a question with the feedback on an answer. Nothing is kept of it."""
    chosen = request.query_params.getlist("answer")
    return answered(address.open(), quiz_id, chosen, request)


@router.get(PACK + "/clips/{clip}", name="embed.clip")
def show_clip(
    _reader: Public,
    address: AddressedPack,
    clip: ClipName,
    look: AskedLook,
    request: Request,
) -> Response:
    """Show one video or sound of a pack in a frame."""
    opened = address.open()
    page = clip_frame(opened, clip, look, request)
    response = render(request, "embed/clip.html", page)
    return shown_where_allowed(opened, request, response)


@router.get("/embed/{lang}/courses/{slug}", name="embed.course")
def show_course(
    _reader: Public, address: AddressedCourse, look: AskedLook, request: Request
) -> Response:
    """Show a course in a frame: its packs in order."""
    opened = address.open()
    public_page(request)
    return render(request, "embed/course.html", opened.context(look))
