"""One's own offers: what one can help with, and what others may know of one."""

from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import SignedIn
from app.accounts.current import CurrentUser
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
from app.platform.languages import Language
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import SentForm, bind, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

MAX_ROW = 2**31 - 1
LIST, UNLIST, CONFIRM = "list", "unlist", "confirm"

router = page_router()


class Desk(Struct, frozen=True):
    """A request for the page of one's own offers."""

    request: Request
    session: Session
    reader: CurrentUser
    page: Language

    def show(
        self, wrong: Refused | None = None, *, taken: Offer | None = None
    ) -> Response:
        """Return the page, with forms that were refused or a skill taken away."""
        asked = self.request.query_params
        visit = Visit(
            known=known_languages(self.request, self.page),
            skill=asked.get("skill", ""),
            language=Looking.of(None, asked.get("in")).language,
            said=asked.get("said", ""),
            refused=wrong or Refused(),
            taken=taken,
        )
        shown = offers_page(self.session, self.reader.user_id, visit)
        return render(
            self.request, "exchange/offers.html", shown, status=422 if wrong else 200
        )

    def back(self, said: str) -> Response:
        """Lead back to the page, which says what was done."""
        return see_other(f"/{self.page.code}/me/peers/offers?said={said}")


@router.get("/{lang}/me/peers/offers", name="exchange.offers")
def show_offers(
    reader: SignedIn, page: ContentLanguage, session: SessionDep, request: Request
) -> Response:
    """Show what somebody offers, and the forms to change it."""
    return Desk(request, session, reader, page).show()


@router.post("/{lang}/me/peers/offers", name="exchange.save_profile")
def save(
    reader: SignedIn,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Keep what somebody says of themselves."""
    desk = Desk(request, session, reader, page)
    checked = checked_profile(session, bind(ProfileForm, data))
    if not isinstance(checked, Profile):
        return desk.show(Refused(profile=checked))
    save_profile(session, reader.user_id, checked)
    return desk.back("saved")


@router.post("/{lang}/me/peers/offers/listing", name="exchange.list")
def change_listing(
    reader: SignedIn,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Let others find somebody, hide them, or note that all they said is still so."""
    desk, act = Desk(request, session, reader, page), data.get("act")
    if act == CONFIRM:
        confirm(session, reader.user_id)
        return desk.back("confirmed")
    if act not in {LIST, UNLIST}:
        raise NotFound(N_("There is no such button here."))
    set_listed(session, reader.user_id, is_listed=act == LIST)
    return desk.back("listed" if act == LIST else "unlisted")


@router.get("/{lang}/me/peers/offers/skills", name="exchange.offer_form")
def lead_back(_reader: SignedIn, page: ContentLanguage) -> Response:
    """Lead to the page from the address that its forms are sent to."""
    return see_other(f"/{page.code}/me/peers/offers")


@router.post("/{lang}/me/peers/offers/skills", name="exchange.change_offers")
def change_offers(
    reader: SignedIn,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Add a skill, change what is noted about one, or take one away."""
    desk, number = Desk(request, session, reader, page), _number(data)
    if number is None:
        return _add(desk, data)
    if data.get("act") == "away":
        # Not by way of another address: what was noted must stand in none.
        return desk.show(taken=take_away(session, reader.user_id, number))
    bound = bind(NoteForm, data)
    if bound.value is None:
        return desk.show(Refused(note=(number, bound)))
    change_note(session, reader.user_id, number, bound.value.note)
    return desk.back("noted")


def _add(desk: Desk, data: FormData) -> Response:
    bound = bind(OfferForm, data)
    form = bound.value
    if form is None:
        return desk.show(Refused(new=bound))
    try:
        add_offer(desk.session, desk.reader.user_id, form.skill, form.note)
    except AlreadyOffered as known:
        return desk.show(Refused(new=refused(bound, "skill", gettext(known.message))))
    return desk.back("added")


def _number(data: FormData) -> int | None:
    """Return the id of the offer a form is about, None for a new one."""
    text = str(data.get("offer", ""))
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > MAX_ROW:
        raise NotFound(N_("You do not offer this any more."))
    return int(text)
