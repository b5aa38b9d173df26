"""What an organisation has elsewhere: sites, who acts for it, packs only for them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from msgspec import Struct

from app.accounts.access import SignedIn
from app.accounts.current import CurrentUser
from app.accounts.models import User
from app.accounts.queries import UserNotFound, get_user_by_name
from app.hosts.forms import EditorForm, PackForm, SiteForm
from app.hosts.models import HostSite
from app.hosts.permissions import require_editor
from app.hosts.restricting import (
    free,
    open_packs,
    restrict,
    restricted_packs,
)
from app.hosts.sites import add_site, checked_origin, sites_of
from app.packs.queries import packs_by_slug
from app.platform.errors import AppError, Conflict, Invalid, NotFound
from app.platform.i18n import N_, gettext
from app.projects.editors import add_editor, editors_of, remove_editor
from app.projects.models import Organisation
from app.projects.queries import get_organisation
from app.reading.cards import PackCard, pack_cards
from app.reading.languages import reader_languages
from app.reading.loading import Slug
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, refused
from app.web.late_routes import LateRoute
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
ALREADY = N_("This account acts for the organisation already.")
VANISHED = N_("A blocked or vanished account cannot act for an organisation.")

router = APIRouter(include_in_schema=False, route_class=LateRoute)


class Desk(Struct, frozen=True):
    """An organisation, opened by somebody who may act for it."""

    organisation: Organisation
    user: CurrentUser
    session: SessionDep
    request: Request
    lang: str

    @property
    def home(self) -> str:
        """The address of the page."""
        return f"/{self.lang}/organisations/{self.organisation.slug}/sites"


# Plain, because it reads from the database.
def open_desk(
    user: SignedIn,
    slug: Slug,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
) -> Desk:
    """Return the organisation an address names; raise NotFound or Forbidden."""
    organisation = get_organisation(session, slug)
    require_editor(session, organisation, user)
    return Desk(organisation, user, session, request, page.code)


OpenDesk = Annotated[Desk, Depends(open_desk, scope="function")]


class SitesPage(Struct, frozen=True):
    """What stands on the page of an organisation's sites."""

    organisation: Organisation
    home: str
    sites: Sequence[HostSite]
    editors: Sequence[User]
    restricted: Sequence[PackCard]
    free_packs: Sequence[PackCard]
    form: Bound[SiteForm]
    naming: Bound[EditorForm]
    said: str = ""


@router.get("/{lang}/organisations/{slug}/sites", name="hosts.sites")
def show_sites(_user: SignedIn, desk: OpenDesk, said: str = "") -> Response:
    """Show an organisation's sites, who acts for it, and what only they may frame."""
    return _page(desk, said=said)


@router.post("/{lang}/organisations/{slug}/sites", name="hosts.add_site")
def register_site(_user: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Register a site and show what it needs."""
    form = bind(SiteForm, data)
    if form.value is None:
        return _page(desk, form=form)
    try:
        origin = checked_origin(form.value.origin)
        site = add_site(desk.session, desk.organisation, origin)
    except AppError as error:
        return _page(desk, form=refused(form, "origin", gettext(error.message)))
    return see_other(f"{desk.home}/{site.key}?said=added")


@router.post("/{lang}/organisations/{slug}/sites/editors", name="hosts.add_editor")
def name_editor(user: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Let somebody act for the organisation."""
    form = bind(EditorForm, data)
    if form.value is None:
        return _page(desk, naming=form)
    try:
        named = _free_account(desk, form.value.name)
        if not add_editor(desk.session, desk.organisation, named, by=user.user_id):
            raise Conflict(ALREADY)
    except (UserNotFound, Conflict) as error:
        return _page(desk, naming=refused(form, "name", gettext(error.message)))
    return see_other(f"{desk.home}?said=named#editors")


@router.post(
    "/{lang}/organisations/{slug}/sites/editors/remove", name="hosts.remove_editor"
)
def take_editor_out(_user: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Let somebody, oneself too, no longer act for the organisation."""
    form = bind(EditorForm, data)
    if form.value is None:
        raise Invalid(N_("Say who is meant."))
    remove_editor(
        desk.session,
        desk.organisation,
        get_user_by_name(desk.session, form.value.name),
    )
    if form.value.name == desk.user.name:
        return see_other(f"/{desk.lang}/organisations/{desk.organisation.slug}")
    return see_other(f"{desk.home}?said=taken#editors")


@router.post("/{lang}/organisations/{slug}/sites/packs", name="hosts.restrict")
def restrict_pack(_user: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Let only the organisation's sites frame a pack that credits it."""
    restrict(desk.session, desk.organisation, _pack_id(desk, data))
    return see_other(f"{desk.home}?said=restricted#packs")


@router.post("/{lang}/organisations/{slug}/sites/packs/free", name="hosts.free")
def free_pack(_user: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Let every site frame a pack again."""
    free(desk.session, desk.organisation, _pack_id(desk, data))
    return see_other(f"{desk.home}?said=freed#packs")


def _free_account(desk: Desk, name: str) -> User:
    named = get_user_by_name(desk.session, name)
    if named.is_blocked or named.vanished_at is not None:
        raise Conflict(VANISHED)
    return named


def _pack_id(desk: Desk, data: SentForm) -> int:
    form = bind(PackForm, data).value
    if form is None:
        raise Invalid(N_("Say which pack is meant."))
    found = packs_by_slug(desk.session, [form.pack])
    if not found:
        raise NotFound(N_("There is no pack here. It may have moved: try a search."))
    return next(iter(found.values())).id


def _page(
    desk: Desk,
    *,
    form: Bound[SiteForm] | None = None,
    naming: Bound[EditorForm] | None = None,
    said: str = "",
) -> Response:
    session, organisation = desk.session, desk.organisation
    page = desk.request.state.content_language
    languages = reader_languages(desk.request, page)
    shown = SitesPage(
        organisation=organisation,
        home=desk.home,
        sites=sites_of(session, organisation),
        editors=editors_of(session, organisation),
        restricted=pack_cards(
            session, restricted_packs(session, organisation), languages
        ),
        free_packs=pack_cards(session, open_packs(session, organisation), languages),
        form=form or Bound(None),
        naming=naming or Bound(None),
        said=said,
    )
    status = UNUSABLE if form or naming else 200
    return render(desk.request, "hosts/sites.html", shown, status=status)
