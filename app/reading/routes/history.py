"""Histories: what became of a pack and its modules, version by version."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response
from msgspec import Struct

from app.accounts.access import Public
from app.reading.history import (
    HistoryRow,
    Subject,
    history_rows,
    shown_version,
)
from app.reading.loading import AddressedPack, OpenPack
from app.reading.text_address import AddressedText
from app.texts.history import (
    count_versions,
    get_version,
    thanked_by,
)
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.pagination import Pager, page_number
from app.web.templates import render

PER_PAGE = 50
MAX_VERSION = 1_000_000
PACK, MODULE = "/{lang}/packs/{slug}", "/{lang}/packs/{slug}/{number:int}"

router = APIRouter(route_class=LateRoute)
VersionNumber = Annotated[int, Path(ge=1, le=MAX_VERSION)]


class HistoryPage(Struct, frozen=True):
    """A list of versions; `subject` is set when all are of one text.

    `thanked` are the revisions that the reader has thanked for.
    """

    opened: OpenPack
    subject: Subject | None
    rows: list[HistoryRow]
    pager: Pager
    thanked: frozenset[int]


@router.get(f"{PACK}/history", name="reading.pack_history")
@router.get(f"{MODULE}/history", name="reading.module_history")
def show_history(reader: Public, address: AddressedText, request: Request) -> Response:
    """Show every version of a module, or of a pack's own words and its modules."""
    text = address.open()
    public_page(request)
    subjects = text.subjects
    documents = [subject.document_id for subject in subjects]
    pager = Pager.of(request, PER_PAGE, count_versions(text.session, documents))
    rows = history_rows(text.session, subjects, limit=PER_PAGE, offset=pager.offset)
    only = text.subject if text.module else None
    ids = [row.version.revision_id for row in rows] if reader else []
    thanked = thanked_by(text.session, reader.user_id, ids) if reader else frozenset()
    page = HistoryPage(text.opened, only, rows, pager, thanked)
    return render(request, "reading/history.html", page)


@router.get(f"{PACK}/people", name="reading.pack_people")
def show_people(reader: Public, address: AddressedPack, request: Request) -> Response:
    """Show who wrote, reviewed and translated a pack, and thank them from there."""
    # Read in when somebody asks: most readers never do.
    from app.reading.people import people_page  # noqa: PLC0415 - as above

    opened = address.open()
    public_page(request)
    page = people_page(opened, reader.user_id if reader else None)
    return render(request, "reading/people.html", page)


@router.get(PACK + "/history/{version:int}", name="reading.pack_version")
@router.get(MODULE + "/history/{version:int}", name="reading.module_version")
def show_version(
    _reader: Public, address: AddressedText, version: VersionNumber, request: Request
) -> Response:
    """Show a text as it was, at an address that lasts."""
    text = address.open()
    public_page(request)
    module, session = text.module, text.session
    context = {
        "opened": text.opened,
        "subject": text.subject,
        "version": get_version(session, text.subject.document_id, version),
        "then": shown_version(session, module, version, request) if module else None,
        "published": module.lesson.revision if module else None,
    }
    return render(request, "reading/version.html", context)


@router.get(f"{PACK}/compare", name="reading.compare_pack")
@router.get(f"{MODULE}/compare", name="reading.compare_module")
def compare(_reader: Public, address: AddressedText, request: Request) -> Response:
    """Go to what changed between the two versions that were chosen."""
    before = page_number(request.query_params.get("from"))
    after = page_number(request.query_params.get("to"))
    href = address.open().subject.diff_href(*sorted((before, after)))
    return RedirectResponse(href, 303)


@router.get(PACK + "/diff/{before:int}/{after:int}", name="reading.pack_diff")
@router.get(MODULE + "/diff/{before:int}/{after:int}", name="reading.module_diff")
def show_diff(
    reader: Public,
    address: AddressedText,
    before: VersionNumber,
    after: VersionNumber,
    request: Request,
) -> Response:
    """Show what changed between two versions of a text."""
    # Read in when somebody compares: most pages never do.
    from app.reading.changes_view import changes_view  # noqa: PLC0415
    from app.reading.comparing import comparison  # noqa: PLC0415 - as above

    text = address.open()
    public_page(request)
    compared = comparison(text.session, text.subject, before, after)
    ids = [compared.after.version.revision_id]
    thanked = thanked_by(text.session, reader.user_id, ids) if reader else frozenset()
    context = {
        "opened": text.opened,
        "subject": text.subject,
        "compared": compared,
        "changes": compared.changes,
        "shown": changes_view(request, compared.changes.rows),
        # One version, not a stretch of them: it can be thanked for and taken back.
        "is_one_step": compared.is_one_step,
        "is_thanked": bool(thanked),
    }
    return render(request, "reading/diff.html", context)
