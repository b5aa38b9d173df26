"""The learning systems of an organisation, and connecting one more."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from msgspec import Struct

from app.accounts.access import SignedIn
from app.hosts.permissions import require_editor
from app.lti.destinations import LAUNCH
from app.lti.forms import PlatformForm
from app.lti.models import Platform
from app.lti.platforms import add_platform, checked, platforms_of
from app.lti.registering import invite
from app.platform.errors import AppError
from app.platform.i18n import gettext
from app.projects.models import Organisation
from app.projects.queries import get_organisation
from app.reading.loading import Slug
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind, refused
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

UNUSABLE = 422
PLATFORMS = "/{lang}/organisations/{slug}/platforms"
router = page_router()


class Desk(Struct, frozen=True):
    """An organisation, opened by somebody who may act for it."""

    organisation: Organisation
    session: SessionDep
    request: Request
    lang: str

    @property
    def home(self) -> str:
        """The address of the page."""
        return f"/{self.lang}/organisations/{self.organisation.slug}/platforms"


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
    return Desk(organisation, session, request, page.code)


OpenDesk = Annotated[Desk, Depends(open_desk, scope="function")]


class PlatformsPage(Struct, frozen=True):
    """What stands on the page of an organisation's learning systems."""

    organisation: Organisation
    home: str
    platforms: Sequence[Platform]
    ours: Mapping[str, str]
    form: Bound[PlatformForm]
    invitation: str = ""
    said: str = ""


@router.get(PLATFORMS, name="lti.platforms")
def show_platforms(_user: SignedIn, desk: OpenDesk, said: str = "") -> Response:
    """Show an organisation's learning systems, and what they have to know of us."""
    return _page(desk, said=said)


@router.post(PLATFORMS, name="lti.add_platform")
def connect_platform(_user: SignedIn, desk: OpenDesk, data: SentForm) -> Response:
    """Connect a learning system by what its own page says."""
    form = bind(PlatformForm, data)
    if form.value is None:
        return _page(desk, form=form)
    try:
        allowed = desk.request.app.state.web_to_platforms.allowed
        named = checked(form.value.named(), allowed)
        deployments = form.value.deployments.split()
        platform = add_platform(desk.session, desk.organisation, named, deployments)
    except AppError as error:
        return _page(desk, form=refused(form, "issuer", gettext(error.message)))
    return see_other(f"{desk.home}/{platform.key}?said=added")


@router.post(PLATFORMS + "/invitations", name="lti.invite")
def invite_platform(_user: SignedIn, desk: OpenDesk) -> Response:
    """Give an address by which a learning system may connect itself, shown once."""
    token = invite(desk.session, desk.organisation)
    public_url = desk.request.app.state.settings.public_url
    return _page(desk, invitation=f"{public_url}/lti/register/{token}")


def our_addresses(request: Request) -> dict[str, str]:
    """Return what a learning system has to know of us."""
    public_url = request.app.state.settings.public_url
    return {
        "login": f"{public_url}/lti/login",
        "launch": f"{public_url}{LAUNCH}",
        "keys": f"{public_url}/lti/keys",
    }


def _page(
    desk: Desk,
    *,
    form: Bound[PlatformForm] | None = None,
    invitation: str = "",
    said: str = "",
) -> Response:
    shown = PlatformsPage(
        organisation=desk.organisation,
        home=desk.home,
        platforms=platforms_of(desk.session, desk.organisation),
        ours=our_addresses(desk.request),
        form=form or Bound(None),
        invitation=invitation,
        said=said,
    )
    status = UNUSABLE if form else 200
    return render(desk.request, "lti/platforms.html", shown, status=status)
