"""Suggesting other words for a passage of a page that readers see."""

from datetime import timedelta
from typing import Annotated, NamedTuple

from fastapi import Depends, Path, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.current import CurrentUser
from app.accounts.dependencies import SettingsDep
from app.accounts.passphrase_checks import address_key
from app.accounts.rate_limits import Limit, count_try
from app.authoring.forms import SuggestionForm
from app.authoring.pages import document_of
from app.authoring.suggesting.queries import own_suggestions
from app.authoring.suggesting.service import Proposal, find_passage, suggest
from app.platform.errors import Conflict, Invalid, NotSignedIn
from app.platform.i18n import N_, gettext
from app.platform.settings import Settings
from app.reading.history import subject_of_module
from app.reading.loading import AddressedModule, ModuleAddress, OpenModule
from app.texts.history import get_version
from app.texts.passages import head_passage, passages_of
from app.web.forms import Bound, SentForm, bind, empty, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
SUGGESTING = Limit("suggestions-address", 60, timedelta(hours=1))

router = page_router()
Version = Annotated[int, Path(ge=1, le=1_000_000)]
# 0 is the title with the lead.
Place = Annotated[int, Path(ge=0, le=10_000)]


class Spot(NamedTuple):
    """A passage of a version of a module, as an address names it."""

    module: ModuleAddress
    version: int
    place: int


async def spot(module: AddressedModule, version: Version, place: Place) -> Spot:
    """Return the passage an address names, unread."""
    return Spot(module, version, place)


AddressedSpot = Annotated[Spot, Depends(spot, scope="function")]


@router.get("/{lang}/packs/{slug}/{number:int}/suggest", name="authoring.passages")
def choose_passage(
    reader: Public, address: AddressedModule, settings: SettingsDep, request: Request
) -> Response:
    """Show the passages of a module, each to suggest other words for."""
    _must_be_let(reader, settings)
    opened = address.open()
    session = opened.opened.content.session
    document = document_of(session, opened)
    text = get_version(session, document.number, document.published_number).text
    context = {
        "opened": opened,
        "subject": subject_of_module(opened),
        "passages": [head_passage(text), *passages_of(text)],
        "version": document.published_number,
        "is_sent": request.query_params.get("sent") == "1",
        "own": own_suggestions(session, document.number, reader.user_id)
        if reader
        else [],
    }
    return render(request, "authoring/passages.html", context)


@router.get(
    "/{lang}/packs/{slug}/{number:int}/suggest/{version:int}/{place:int}",
    name="authoring.suggest",
)
def show_form(
    reader: Public,
    spot: AddressedSpot,
    settings: SettingsDep,
    request: Request,
) -> Response:
    """Show a passage to change."""
    _must_be_let(reader, settings)
    return _form(request, spot.module.open(), spot)


@router.post(
    "/{lang}/packs/{slug}/{number:int}/suggest/{version:int}/{place:int}",
    name="authoring.send_suggestion",
)
def send(
    reader: Public,
    spot: AddressedSpot,
    settings: SettingsDep,
    data: SentForm,
    request: Request,
) -> Response:
    """Keep a suggestion for the editors."""
    _must_be_let(reader, settings)
    opened, bound = spot.module.open(), bind(SuggestionForm, data)
    session = opened.opened.content.session
    count_try(session, SUGGESTING, address_key(request, SUGGESTING))
    if bound.value is None:
        return _form(request, opened, spot, bound)
    by = reader.user_id if reader else None
    words, reason = bound.value.after, bound.value.reason
    new = Proposal(spot.version, spot.place, words, reason, by)
    try:
        suggestion = suggest(session, document_of(session, opened), new)
    except (Conflict, Invalid) as error:
        bound = refused(bound, "after", gettext(error.message))
        return _form(request, opened, spot, bound)
    if by is None or suggestion.author_id != by:
        return see_other(f"{opened.base}/suggest?sent=1")
    return see_other(f"/{opened.opened.page.code}/suggestions/{suggestion.number}")


def _must_be_let(reader: CurrentUser | None, settings: Settings) -> None:
    if reader is None and not settings.open_suggestions:
        raise NotSignedIn(N_("Sign in to go on. You will come back to this page."))


def _form(
    request: Request,
    opened: OpenModule,
    spot: Spot,
    bound: Bound[SuggestionForm] | None = None,
) -> Response:
    session = opened.opened.content.session
    document = document_of(session, opened)
    passage = find_passage(session, document, spot.version, spot.place)
    context = {
        "opened": opened,
        "subject": subject_of_module(opened),
        "passage": passage,
        "version": spot.version,
        "form": bound or empty({"after": passage.text}),
    }
    status = UNUSABLE if bound else 200
    return render(request, "authoring/suggest.html", context, status=status)
