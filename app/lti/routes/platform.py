"""One learning system: its deployments, whether it answers, its grades, its end."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.responses import Response
from msgspec import Struct

from app.accounts.access import SignedIn
from app.hosts.permissions import require_editor
from app.lti.forms import DeploymentForm
from app.lti.models import Deployment, GradeState, Platform
from app.lti.platforms import (
    allow_deployment,
    count_grades,
    deployments_of,
    get_platform,
    last_problem,
    refuse_deployment,
    remove_platform,
    send_again,
)
from app.lti.routes.platforms import PLATFORMS, UNUSABLE, OpenDesk, our_addresses
from app.lti.routes.platforms import Desk as OrganisationDesk
from app.lti.trying import try_out
from app.projects.models import Organisation
from app.projects.queries import get_organisation
from app.reading.loading import Slug
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import see_other
from app.web.templates import render

PLATFORM = PLATFORMS + "/{platform}"
router = page_router()
PlatformKey = Annotated[str, Path(pattern=r"^[a-z0-9]{12}$")]


class PlatformDesk(Struct, frozen=True):
    """A platform, opened by somebody who may act for its organisation."""

    desk: OrganisationDesk
    platform: Platform

    @property
    def home(self) -> str:
        """The address of the page."""
        return f"{self.desk.home}/{self.platform.key}"


class PlatformPage(Struct, frozen=True):
    """What stands on the page of a platform."""

    organisation: Organisation
    platform: Platform
    up: str
    home: str
    ours: Mapping[str, str]
    deployments: Sequence[Deployment]
    grades: Mapping[GradeState, int]
    problem: str
    form: Bound[DeploymentForm]
    said: str = ""


# Plain, because it reads from the database.
def open_platform(
    _user: SignedIn, desk: OpenDesk, platform: PlatformKey
) -> PlatformDesk:
    """Return the platform an address names; raise NotFound or Forbidden."""
    found = get_platform(desk.session, desk.organisation, platform)
    return PlatformDesk(desk, found)


OpenPlatform = Annotated[PlatformDesk, Depends(open_platform, scope="function")]


@router.get(PLATFORM, name="lti.platform")
def show_platform(_user: SignedIn, opened: OpenPlatform, said: str = "") -> Response:
    """Show a platform: deployments, what it answered last, grades."""
    return _page(opened, said=said)


@router.post(PLATFORM + "/deployments", name="lti.add_deployment")
def add_deployment(_user: SignedIn, opened: OpenPlatform, data: SentForm) -> Response:
    """Let a deployment open the tool."""
    form = bind(DeploymentForm, data)
    if form.value is None:
        return _page(opened, form=form)
    allow_deployment(opened.desk.session, opened.platform, form.value.deployment)
    return see_other(f"{opened.home}?said=allowed#deployments")


@router.post(PLATFORM + "/deployments/remove", name="lti.remove_deployment")
def take_deployment(_user: SignedIn, opened: OpenPlatform, data: SentForm) -> Response:
    """Let a deployment open the tool no more."""
    form = bind(DeploymentForm, data)
    if form.value is None:
        return _page(opened, form=form)
    refuse_deployment(opened.desk.session, opened.platform, form.value.deployment)
    return see_other(f"{opened.home}?said=refused#deployments")


@router.post(PLATFORM + "/again", name="lti.send_again")
def try_again(_user: SignedIn, opened: OpenPlatform) -> Response:
    """Send the grades that failed once more."""
    send_again(opened.desk.session, opened.platform)
    return see_other(f"{opened.home}?said=again#grades")


@router.get(PLATFORM + "/remove", name="lti.confirm_removal")
def confirm_removal(_user: SignedIn, opened: OpenPlatform) -> Response:
    """Say what goes with a platform."""
    context = {"platform": opened.platform, "home": opened.home}
    return render(opened.desk.request, "lti/remove.html", context)


@router.post(PLATFORM + "/remove", name="lti.remove_platform")
def take_platform_away(_user: SignedIn, opened: OpenPlatform) -> Response:
    """Remove a platform with everything that was kept for it."""
    remove_platform(opened.desk.session, opened.platform)
    return see_other(f"{opened.desk.home}?said=removed")


@router.post(PLATFORM + "/test", name="lti.test")
def test_platform(
    user: SignedIn,
    slug: Slug,
    page: ContentLanguage,
    platform: PlatformKey,
    request: Request,
) -> Response:
    """Ask the platform for its keys and for a token, and keep what it said.

    Nobody else waits for a turn to write while a server elsewhere is asked.
    """
    state = request.app.state
    with state.database.open_session() as session:
        organisation = get_organisation(session, slug)
        require_editor(session, organisation, user)
        found = get_platform(session, organisation, platform)
    try_out(
        *(state.database, found, state.web_to_platforms, state.settings.signing_keys)
    )
    home = f"/{page.code}/organisations/{organisation.slug}/platforms"
    return see_other(f"{home}/{found.key}?said=tested#test")


def _page(
    opened: PlatformDesk, *, form: Bound[DeploymentForm] | None = None, said: str = ""
) -> Response:
    desk, platform = opened.desk, opened.platform
    page = PlatformPage(
        organisation=desk.organisation,
        platform=platform,
        up=desk.home,
        home=opened.home,
        ours=our_addresses(desk.request),
        deployments=deployments_of(desk.session, platform),
        grades=count_grades(desk.session, platform),
        problem=last_problem(desk.session, platform),
        form=form or Bound(None),
        said=said,
    )
    status = UNUSABLE if form else 200
    return render(desk.request, "lti/platform.html", page, status=status)
