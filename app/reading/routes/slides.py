"""Slides, one a page: looked at without a download, with script or without."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.media.placing import is_used, names_used
from app.media.queries import MediaGroup
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.reading.loading import AddressedPack, OpenPack
from app.reading.pack_view import Station
from app.reading.slides_view import DeckFrame, build_deck
from app.texts.models import Document
from app.texts.queries import published_revision
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.templates import render

NO_SLIDE = N_("This pack has no slide with that name and number.")

router = APIRouter(route_class=LateRoute)
DeckName = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]
SlideNumber = Annotated[int, Path(ge=1, le=999)]


@router.get("/{lang}/packs/{slug}/slides/{deck}/{slide:int}", name="reading.slide")
def show_slide(
    _reader: Public,
    address: AddressedPack,
    deck: DeckName,
    slide: SlideNumber,
    request: Request,
) -> Response:
    """Show a slide as a picture with its words, and the way to the others."""
    opened = address.open()
    group = opened.view.media.get(deck)
    if group is None or not group.pages:
        raise NotFound(NO_SLIDE)
    frame = DeckFrame(opened.base, opened.page, opened.view.skill)
    found = build_deck(group, request.app.state.storage, frame)
    shown = found.slide(slide)
    if shown is None:
        raise NotFound(NO_SLIDE)
    public_page(request)
    key = ("shown in", opened.view.pack.slug, deck)
    station = opened.content.once(key, lambda: _shown_in(opened, group))
    context = {
        "opened": opened,
        "view": opened.view,
        "deck": found,
        "slide": shown,
        "before": found.slide(slide - 1),
        "after": found.slide(slide + 1),
        "station": station,
    }
    return render(request, "reading/slide.html", context)


def _shown_in(opened: OpenPack, group: MediaGroup) -> Station | None:
    """Return the first module that shows the slides."""
    session = opened.content.session
    for station in opened.view.stations:
        document = session.get_one(Document, station.module.document_id)
        revision = published_revision(session, document)
        names = names_used(revision.text) if revision else frozenset()
        if is_used(group.item, group.files, names):
            return station
    return None
