"""The files of a pack: putting in what somebody brought, and taking it out."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.access import Editor
from app.accounts.current import CurrentUser
from app.authoring.dependencies import WRITERS_ONLY
from app.authoring.judges import Judge, judges_pack
from app.authoring.pack_files import (
    count_own_files,
    own_files,
    pack_files,
)
from app.authoring.renewing import renew
from app.media.adopting import adopt
from app.media.permissions import check_may_change
from app.media.placing import GONE, Place, get_placed, place, take_out
from app.media.queries import get_item, media_of
from app.platform.errors import AppError, Conflict, NotFound
from app.platform.storage import Storage
from app.reading.loading import AddressedPack, OpenPack
from app.web.forms import Bound, Form, SentForm, bind, empty
from app.web.late_routes import LateRoute
from app.web.pagination import Pager
from app.web.redirects import see_other
from app.web.templates import render

PER_PAGE = 20

router = APIRouter(
    default_response_class=HTMLResponse,
    include_in_schema=False,
    dependencies=[WRITERS_ONLY],
    route_class=LateRoute,
)
Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class PlaceForm(Form):
    """An upload by its token, and what it is called in the pack."""

    file: str = Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")


@router.get("/{lang}/edit/{slug}/files", name="authoring.files")
def show_files(reader: Editor, address: AddressedPack, request: Request) -> Response:
    """Show the files of a pack, and those somebody can put into it."""
    return _page(request, address.open(), reader)


@router.get("/{lang}/edit/{slug}/_files", name="authoring._files")
def show_choice(reader: Editor, address: AddressedPack, request: Request) -> Response:
    """Return the same to choose from while somebody writes."""
    context = _context(request, address.open(), reader)
    return render(request, "authoring/_files.html", context)


@router.post("/{lang}/edit/{slug}/files", name="authoring.place_file")
def put_in(
    reader: Editor, address: AddressedPack, data: SentForm, request: Request
) -> Response:
    """Put a file that somebody brought into a pack; readers do not have it yet."""
    opened, bound = address.open(), bind(PlaceForm, data)
    if bound.value is None:
        return _page(request, opened, reader, bound)
    session, view = opened.content.session, opened.view
    item = get_item(session, bound.value.file)
    check_may_change(item, reader)
    where = Place(view.pack.key, view.source_language, bound.value.name)
    try:
        place(session, item, where)
    except Conflict as refusal:
        return _page(request, opened, reader, bound, refusal)
    return see_other(f"{_here(opened)}#f-{bound.value.name}")


@router.post("/{lang}/edit/{slug}/files/{name}/out", name="authoring.take_out_file")
def take_file_out(_editor: Editor, address: AddressedPack, name: Name) -> Response:
    """Take a file out of a pack that no reader has."""
    opened = address.open()
    session = opened.content.session
    take_out(session, get_placed(session, opened.view.pack.key, name))
    return see_other(_here(opened))


@router.post("/{lang}/edit/{slug}/files/{name}/words", name="authoring.adopt_file")
def write_words(
    _editor: Editor, address: AddressedPack, name: Name, request: Request
) -> Response:
    """Lead to the captions of a file, also of one that lies in the pack's folder."""
    opened = address.open()
    group = media_of(opened.content.session, opened.view.pack.key).get(name)
    if group is None:
        raise NotFound(GONE)
    storage: Storage = request.app.state.storage
    token = adopt(opened.content.session, storage, group.item)
    return see_other(f"/{opened.page.code}/files/{token}/captions")


@router.post("/{lang}/edit/{slug}/files/{name}/newest", name="authoring.renew_file")
def take_new_version(editor: Editor, address: AddressedPack, name: Name) -> Response:
    """Show the newest version of a file; where readers have it, a reviewer does."""
    opened = address.open()
    view, session = opened.view, opened.content.session
    may_publish = judges_pack(view, Judge(editor.user_id, editor.grants))
    renew(session, opened, name, may_publish=may_publish)
    return see_other(f"{_here(opened)}#f-{name}")


def _page(
    request: Request,
    opened: OpenPack,
    reader: CurrentUser,
    bound: Bound[PlaceForm] | None = None,
    refusal: AppError | None = None,
) -> Response:
    context = _context(request, opened, reader)
    context["form"] = bound or empty()
    context["refusal"] = refusal
    status = refusal.status if refusal else 422 if bound else 200
    return render(request, "authoring/files.html", context, status=status)


def _context(
    request: Request, opened: OpenPack, reader: CurrentUser
) -> dict[str, object]:
    session: Session = opened.content.session
    view, user = opened.view, reader.user_id
    pager = Pager.of(request, PER_PAGE, count_own_files(session, view, user))
    return {
        "opened": opened,
        "here": _here(opened),
        "files": pack_files(session, opened),
        "own": own_files(session, view, user, limit=PER_PAGE, offset=pager.offset),
        "pager": pager,
    }


def _here(opened: OpenPack) -> str:
    return f"/{opened.page.code}/edit/{opened.view.pack.slug}/files"
