"""Modules are split and joined, and that is taken back."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.accounts.access import Reviewer
from app.accounts.current import CurrentUser
from app.authoring.dependencies import RowId
from app.authoring.reshaping.cutting import cuts_of
from app.authoring.reshaping.service import (
    HasDraft,
    Shaper,
    join_with_next,
    split_module,
    undo,
)
from app.authoring.routes.packs import Arranged, ModuleKey, arrange_page, arranged
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.reading.loading import AddressedPack
from app.reading.pack_view import Station
from app.texts.models import Document
from app.texts.queries import published_revision
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

router = page_router()
Line = Annotated[int, Form(ge=1, le=300_000)]


@router.get("/{lang}/edit/{slug}/modules/{module}/split", name="authoring.choose_cut")
def choose_cut(
    reviewer: Reviewer, address: AddressedPack, module: ModuleKey, request: Request
) -> Response:
    """Show the headings where a module can be split."""
    found = arranged(address.open(), reviewer)
    station = _station(found, module)
    document = found.session.get_one(Document, station.module.document_id)
    revision = published_revision(found.session, document)
    context = {
        "opened": found.opened,
        "here": found.here,
        "station": station,
        "cuts": cuts_of(revision.text) if revision else [],
    }
    return render(request, "authoring/split.html", context)


@router.post("/{lang}/edit/{slug}/modules/{module}/split", name="authoring.split")
def split(
    reviewer: Reviewer,
    address: AddressedPack,
    module: ModuleKey,
    line: Line,
    request: Request,
) -> Response:
    """Make a module of what follows a heading."""
    found = arranged(address.open(), reviewer)
    try:
        new = split_module(found.session, _shaper(found, reviewer), module, line)
    except HasDraft as draft:
        return arrange_page(request, found, drafted=draft.module)
    return see_other(f"{found.here}?said=split#{new.key}")


@router.post("/{lang}/edit/{slug}/modules/{module}/join", name="authoring.join")
def join(
    reviewer: Reviewer, address: AddressedPack, module: ModuleKey, request: Request
) -> Response:
    """Put the module that follows into one."""
    found = arranged(address.open(), reviewer)
    try:
        join_with_next(found.session, _shaper(found, reviewer), module)
    except HasDraft as draft:
        return arrange_page(request, found, drafted=draft.module)
    return see_other(f"{found.here}?said=joined#{module}")


@router.post(
    "/{lang}/edit/{slug}/reshapings/{reshaping_id:int}/undo",
    name="authoring.undo_reshaping",
)
def take_back(
    reviewer: Reviewer, address: AddressedPack, reshaping_id: RowId, request: Request
) -> Response:
    """Make the modules what they were before they were split or joined."""
    found = arranged(address.open(), reviewer)
    try:
        undo(found.session, _shaper(found, reviewer), reshaping_id)
    except HasDraft as draft:
        return arrange_page(request, found, drafted=draft.module)
    return see_other(f"{found.here}?said=undone")


def _shaper(found: Arranged, reviewer: CurrentUser) -> Shaper:
    return Shaper(found.pack, reviewer.user_id)


def _station(found: Arranged, key: str) -> Station:
    station = next((s for s in found.opened.view.stations if s.module.key == key), None)
    if station is None:
        raise NotFound(N_("This pack has no such module."))
    return station
