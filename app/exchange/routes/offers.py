"""One's own offers: what one can help with, and what others may know of one."""

from fastapi.responses import Response
from starlette.datastructures import FormData

from app.accounts.access import SignedIn
from app.accounts.current import CurrentUser
from app.exchange.dependencies import Desk, OpenDesk
from app.exchange.forms.offering import NoteForm, OfferForm, ProfileForm
from app.exchange.models import Offer
from app.exchange.offering import (
    AlreadyOffered,
    Profile,
    add_offer,
    change_note,
    confirm,
    save_profile,
    set_listed,
    take_away,
)
from app.exchange.offers_page import Refused, Visit, offers_page
from app.exchange.people import Looking
from app.exchange.profile_checks import checked_profile
from app.exchange.viewing import known_languages
from app.platform.errors import NotFound
from app.platform.i18n import N_, gettext
from app.web.dependencies import ContentLanguage
from app.web.forms import SentForm, bind, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

MAX_ROW = 2**31 - 1
UNUSABLE = 422
LIST, UNLIST, CONFIRM = "list", "unlist", "confirm"

router = page_router()


@router.get("/{lang}/me/peers/offers", name="exchange.offers")
def show_offers(reader: SignedIn, desk: OpenDesk) -> Response:
    """Show what somebody offers, and the forms to change it."""
    return _show(desk, reader)


@router.post("/{lang}/me/peers/offers", name="exchange.save_profile")
def save(reader: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Keep what somebody says of themselves."""
    checked = checked_profile(desk.session, bind(ProfileForm, data))
    if not isinstance(checked, Profile):
        return _show(desk, reader, Refused(profile=checked))
    save_profile(desk.session, reader.user_id, checked)
    return _back(desk, "saved")


@router.post("/{lang}/me/peers/offers/listing", name="exchange.list")
def change_listing(reader: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Let others find somebody, hide them, or note that all they said is still so."""
    act = data.get("act")
    if act == CONFIRM:
        confirm(desk.session, reader.user_id)
        return _back(desk, "confirmed")
    if act not in {LIST, UNLIST}:
        raise NotFound(N_("There is no such button here."))
    set_listed(desk.session, reader.user_id, is_listed=act == LIST)
    return _back(desk, "listed" if act == LIST else "unlisted")


@router.get("/{lang}/me/peers/offers/skills", name="exchange.offer_form")
def lead_back(_reader: SignedIn, page: ContentLanguage) -> Response:
    """Lead to the page from the address that its forms are sent to."""
    return see_other(f"/{page.code}/me/peers/offers")


@router.post("/{lang}/me/peers/offers/skills", name="exchange.change_offers")
def change_offers(reader: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Add a skill, change what is noted about one, or take one away."""
    number = _number(data)
    if number is None:
        return _add(desk, reader, data)
    if data.get("act") == "away":
        # Not by way of another address: what was noted must stand in none.
        return _show(
            desk, reader, taken=take_away(desk.session, reader.user_id, number)
        )
    bound = bind(NoteForm, data)
    if bound.value is None:
        return _show(desk, reader, Refused(note=(number, bound)))
    change_note(desk.session, reader.user_id, number, bound.value.note)
    return _back(desk, "noted")


def _show(
    desk: Desk,
    reader: CurrentUser,
    wrong: Refused | None = None,
    *,
    taken: Offer | None = None,
) -> Response:
    """Return the page, with forms that were refused or a skill taken away."""
    visit = Visit(
        known=known_languages(desk.request, desk.page),
        skill=desk.said("skill"),
        language=Looking.of(None, desk.said("in")).language,
        said=desk.said("said"),
        refused=wrong or Refused(),
        taken=taken,
    )
    shown = offers_page(desk.session, reader.user_id, visit)
    status = UNUSABLE if wrong else 200
    return render(desk.request, "exchange/offers.html", shown, status=status)


def _back(desk: Desk, said: str) -> Response:
    """Lead back to the page, which says what was done."""
    return desk.to("me/peers/offers", said=said)


def _add(desk: Desk, reader: CurrentUser, data: FormData) -> Response:
    bound = bind(OfferForm, data)
    form = bound.value
    if form is None:
        return _show(desk, reader, Refused(new=bound))
    try:
        add_offer(desk.session, reader.user_id, form.skill, form.note)
    except AlreadyOffered as known:
        return _show(
            desk, reader, Refused(new=refused(bound, "skill", gettext(known.message)))
        )
    return _back(desk, "added")


def _number(data: FormData) -> int | None:
    """Return the id of the offer a form is about, None for a new one."""
    text = str(data.get("offer", ""))
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > MAX_ROW:
        raise NotFound(N_("You do not offer this any more."))
    return int(text)
