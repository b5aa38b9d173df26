"""What a translation is made of: what changed since, and its approved versions."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.access import Public
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.languages import get_language
from app.reading.language_versions import (
    module_at,
    pack_version,
    parts_of_version,
    rows_of_versions,
    said_differently,
)
from app.reading.loading import AddressedModule, AddressedPack
from app.texts.models import Document
from app.translation.changes import changes_since
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.pagination import page_number
from app.web.templates import render

MAX_VERSION = 1_000_000
NOT_YET = N_("This module was not in that version yet.")

router = APIRouter(route_class=LateRoute)
Number = Annotated[int, Path(ge=1, le=MAX_VERSION)]


@router.get("/{lang}/packs/{slug}/{number:int}/changes", name="reading.changes")
def show_changes(
    _reader: Public, address: AddressedModule, request: Request
) -> Response:
    """Show what the original of a module changed since it was translated."""
    opened = address.open()
    public_page(request)
    session = opened.opened.content.session
    document = session.get_one(Document, opened.station.module.document_id)
    context = {
        "opened": opened,
        "source": get_language(document.source_language),
        "changes": changes_since(session, document, opened.opened.page.code),
    }
    return render(request, "reading/changes.html", context)


@router.get("/{lang}/packs/{slug}/versions", name="reading.language_versions")
def show_versions(
    _reader: Public, address: AddressedPack, request: Request
) -> Response:
    """List the approved versions of a pack in the language of the page."""
    opened = address.open()
    public_page(request)
    rows = rows_of_versions(opened.content.session, opened)
    before = page_number(request.query_params.get("from"))
    after = page_number(request.query_params.get("to"))
    if "from" in request.query_params and rows:
        first, second = sorted((before, after))
        return RedirectResponse(f"{opened.base}/versions/{first}/{second}", 303)
    context = {"opened": opened, "rows": rows}
    return render(request, "reading/language_versions.html", context)


@router.get(
    "/{lang}/packs/{slug}/versions/{version:int}", name="reading.language_version"
)
def show_version(
    _reader: Public, address: AddressedPack, version: Number, request: Request
) -> Response:
    """Show one approved version, at an address that lasts."""
    opened = address.open()
    public_page(request)
    session = opened.content.session
    found = pack_version(session, opened, version)
    parts = parts_of_version(session, opened, found)
    context = {"opened": opened, "version": found, "parts": parts}
    return render(request, "reading/language_version.html", context)


@router.get(
    "/{lang}/packs/{slug}/{number:int}/versions/{version:int}",
    name="reading.module_in_version",
)
def show_module_in_version(
    _reader: Public, address: AddressedModule, version: Number, request: Request
) -> Response:
    """Show a module as an approved version has it."""
    opened = address.open()
    public_page(request)
    session = opened.opened.content.session
    found = pack_version(session, opened.opened, version)
    then = module_at(session, opened, found, request)
    if then is None:
        raise NotFound(NOT_YET)
    context = {"opened": opened.opened, "version": found, "then": then}
    return render(request, "reading/module_in_version.html", context)


@router.get(
    "/{lang}/packs/{slug}/versions/{before:int}/{after:int}",
    name="reading.language_diff",
)
def show_difference(
    _reader: Public,
    address: AddressedPack,
    before: Number,
    after: Number,
    request: Request,
) -> Response:
    """Show what two approved versions say differently."""
    # Read in when somebody compares: most pages never do.
    from app.reading.changes_view import changes_view  # noqa: PLC0415

    opened = address.open()
    public_page(request)
    session = opened.content.session
    first, second = (pack_version(session, opened, n) for n in (before, after))
    rows = said_differently(session, first, second)
    newest = max(one.number for one in rows_of_versions(session, opened))
    context = {
        "opened": opened,
        "before": first,
        "after": second,
        "newest": newest,
        "source": get_language(opened.view.source_language),
        "total": len(rows),
        "shown": changes_view(request, rows),
    }
    return render(request, "reading/language_diff.html", context)
