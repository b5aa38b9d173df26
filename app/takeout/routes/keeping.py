"""A pack on the reader's own device: what it holds, its pages, and who shows them."""

from enum import StrEnum
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.access import Public
from app.platform.errors import NotFound
from app.platform.i18n import N_, current_locale
from app.takeout.carried import choices
from app.takeout.dependencies import CopiedPack
from app.takeout.kept import kept_list, kept_page
from app.takeout.pages import STATIC
from app.takeout.routes.copies import CHECKED_EACH_TIME
from app.takeout.wanted import Carried
from app.web.late_routes import page_router
from app.web.negotiation import etag_matches
from app.web.page_cache import public_page

JSON_TYPE = "application/json"
SCRIPT_TYPE = "text/javascript; charset=utf-8"
# What a copy is, nobody looks for: the pack is found at its own address.
NOT_FOUND_BY_SEARCH = {"X-Robots-Tag": "noindex"}

PageNumber = Annotated[int, Path(ge=0, le=99)]

router = page_router()


class Worker(StrEnum):
    """The files of which one is the worker of readers' browsers."""

    KEEPING = "worker.js"
    RETIRED = "retired.js"


@router.get("/service-worker.js", name="takeout.worker")
def give_worker(_reader: Public, request: Request) -> Response:
    """Give the script that shows kept packs, or the one that takes everything away."""
    keeps = request.app.state.settings_public.keeps_offline
    name = Worker.KEEPING if keeps else Worker.RETIRED
    headers = {"Cache-Control": CHECKED_EACH_TIME}
    return Response((STATIC / name).read_bytes(), 200, headers, SCRIPT_TYPE)


@router.get("/{lang}/packs/{slug}/offline/kept/{carried}", name="takeout.kept_list")
def list_kept(
    _reader: Public, address: CopiedPack, carried: Carried, request: Request
) -> Response:
    """List what a device keeps of the pack, with the size and hash of each file."""
    _check_offered(address, carried, request)
    public_page(request)
    found = kept_list(address, carried, request)
    etag = f'"{found.mark}-{current_locale()}"'
    headers = {"ETag": etag, "Cache-Control": CHECKED_EACH_TIME}
    if etag_matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(found.written(), 200, headers, JSON_TYPE)


@router.get(
    "/{lang}/packs/{slug}/offline/kept/{carried}/{number}", name="takeout.kept_page"
)
def show_kept(
    _reader: Public,
    address: CopiedPack,
    carried: Carried,
    number: PageNumber,
    request: Request,
) -> Response:
    """Give a page as devices keep it: 0 is the first one, the others are modules."""
    _check_offered(address, carried, request)
    public_page(request)
    data = kept_page(address, carried, number, request).data
    return HTMLResponse(data, headers=NOT_FOUND_BY_SEARCH)


def _check_offered(address: CopiedPack, carried: Carried, request: Request) -> None:
    opened = address.open()
    keeps = request.app.state.settings_public.keeps_offline
    if not keeps or carried not in choices(opened.view.media):
        raise NotFound(N_("This file is not here any more."))
