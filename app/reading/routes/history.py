"""Histories: what became of a pack and its modules, version by version."""

from dataclasses import dataclass, fields
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts.access import Public
from app.reading.history import (
    HistoryRow,
    Subject,
    comparison,
    history_rows,
    shown_version,
    subject_of_module,
    subject_of_pack,
    subjects_of,
)
from app.reading.loading import AddressedModule, AddressedPack, OpenPack
from app.texts.history import count_versions, get_version
from app.web.page_cache import public_page
from app.web.pagination import Pager, page_number
from app.web.templates import render

PER_PAGE = 50
MAX_VERSION = 1_000_000

router = APIRouter()
VersionNumber = Annotated[int, Path(ge=1, le=MAX_VERSION)]


@dataclass(frozen=True)
class HistoryPage:
    """A list of versions; `subject` is set when all are of one text."""

    opened: OpenPack
    subject: Subject | None
    rows: list[HistoryRow]
    pager: Pager


@router.get("/{lang}/packs/{slug}/history", name="reading.pack_history")
def show_pack_history(
    _reader: Public, address: AddressedPack, request: Request
) -> Response:
    """Show every version of a pack's own words and of its modules."""
    opened = address.open()
    public_page(request)
    return _history(opened, subjects_of(opened), None, request)


@router.get("/{lang}/packs/{slug}/{number:int}/history", name="reading.module_history")
def show_module_history(
    _reader: Public, address: AddressedModule, request: Request
) -> Response:
    """Show every version of a module."""
    opened = address.open()
    public_page(request)
    subject = subject_of_module(opened)
    return _history(opened.opened, [subject], subject, request)


@router.get("/{lang}/packs/{slug}/history/{version:int}", name="reading.pack_version")
def show_pack_version(
    _reader: Public, address: AddressedPack, version: VersionNumber, request: Request
) -> Response:
    """Show the file about a pack as it was."""
    opened = address.open()
    public_page(request)
    subject = subject_of_pack(opened)
    found = get_version(opened.content.session, subject.document_id, version)
    context = {"opened": opened, "subject": subject, "version": found, "then": None}
    return render(request, "reading/version.html", context)


@router.get(
    "/{lang}/packs/{slug}/{number:int}/history/{version:int}",
    name="reading.module_version",
)
def show_module_version(
    _reader: Public, address: AddressedModule, version: VersionNumber, request: Request
) -> Response:
    """Show a module as it was, at an address that lasts."""
    opened = address.open()
    public_page(request)
    subject, session = subject_of_module(opened), opened.opened.content.session
    context = {
        "opened": opened.opened,
        "subject": subject,
        "version": get_version(session, subject.document_id, version),
        "then": shown_version(session, opened, version, request),
        "published": opened.lesson.revision,
    }
    return render(request, "reading/version.html", context)


@router.get("/{lang}/packs/{slug}/compare", name="reading.compare_pack")
def compare_pack(_reader: Public, address: AddressedPack, request: Request) -> Response:
    """Go to what changed between the two versions that were chosen."""
    return _chosen(subject_of_pack(address.open()), request)


@router.get("/{lang}/packs/{slug}/{number:int}/compare", name="reading.compare_module")
def compare_module(
    _reader: Public, address: AddressedModule, request: Request
) -> Response:
    """Go to what changed between the two versions that were chosen."""
    return _chosen(subject_of_module(address.open()), request)


@router.get(
    "/{lang}/packs/{slug}/diff/{before:int}/{after:int}", name="reading.pack_diff"
)
def show_pack_diff(
    _reader: Public,
    address: AddressedPack,
    before: VersionNumber,
    after: VersionNumber,
    request: Request,
) -> Response:
    """Show what changed in the words about a pack."""
    opened = address.open()
    return _diff(opened, subject_of_pack(opened), (before, after), request)


@router.get(
    "/{lang}/packs/{slug}/{number:int}/diff/{before:int}/{after:int}",
    name="reading.module_diff",
)
def show_module_diff(
    _reader: Public,
    address: AddressedModule,
    before: VersionNumber,
    after: VersionNumber,
    request: Request,
) -> Response:
    """Show what changed in a module."""
    opened = address.open()
    subject = subject_of_module(opened)
    return _diff(opened.opened, subject, (before, after), request)


def _history(
    opened: OpenPack, subjects: list[Subject], subject: Subject | None, request: Request
) -> Response:
    session: Session = opened.content.session
    total = count_versions(session, [subject.document_id for subject in subjects])
    pager = Pager.of(request, PER_PAGE, total)
    rows = history_rows(session, subjects, limit=PER_PAGE, offset=pager.offset)
    page = HistoryPage(opened, subject, rows, pager)
    return render(request, "reading/history.html", page)


def _chosen(subject: Subject, request: Request) -> Response:
    before = page_number(request.query_params.get("from"))
    after = page_number(request.query_params.get("to"))
    return RedirectResponse(subject.diff_href(*sorted((before, after))), 303)


def _diff(
    opened: OpenPack, subject: Subject, versions: tuple[int, int], request: Request
) -> Response:
    public_page(request)
    found = comparison(opened.content.session, subject, *versions)
    context = {field.name: getattr(found, field.name) for field in fields(found)}
    return render(
        request, "reading/diff.html", {"opened": opened, "subject": subject, **context}
    )
