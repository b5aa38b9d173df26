"""One site of an organisation: its secret, messages to it, and its end."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response
from msgspec import Struct

from app.accounts.access import SignedIn
from app.hosts.forms import AgainForm, RecordsForm, WebhookForm
from app.hosts.learners import count_learners
from app.hosts.models import DeliveryState, HostDelivery, HostSite
from app.hosts.records import set_records
from app.hosts.routes.organisation import UNUSABLE, OpenDesk
from app.hosts.routes.organisation import Desk as OrganisationDesk
from app.hosts.sites import change_secret, get_site, remove_site, secrets_of
from app.hosts.webhooks import (
    TEST,
    Message,
    checked_webhook,
    counts,
    latest,
    send_again,
    tell,
)
from app.platform import clock
from app.platform.errors import AppError, Conflict
from app.platform.i18n import N_, gettext
from app.projects.models import Organisation
from app.web.forms import Bound, SentForm, bind, refused
from app.web.late_routes import LateRoute
from app.web.redirects import see_other
from app.web.templates import render

SITE = "/{lang}/organisations/{slug}/sites/{site}"
SHOWN = 30
# Totals of fewer people would say who they are.
SHOWN_FROM = 5
STATE_NAMES = {
    DeliveryState.WAITING: N_("waiting"),
    DeliveryState.DELIVERED: N_("delivered"),
    DeliveryState.FAILED: N_("failed"),
}
NO_CREDENTIAL = N_("Write the name and the secret that open the records.")

router = APIRouter(include_in_schema=False, route_class=LateRoute)
SiteKey = Annotated[str, Path(pattern=r"^[a-z0-9]{12}$")]


class SiteDesk(Struct, frozen=True):
    """A site, opened by somebody who may act for its organisation."""

    desk: OrganisationDesk
    site: HostSite

    @property
    def home(self) -> str:
        """The address of the page."""
        return f"{self.desk.home}/{self.site.key}"


class SitePage(Struct, frozen=True):
    """What stands on the page of a site."""

    organisation: Organisation
    site: HostSite
    up: str
    home: str
    secret: str
    former_until: object
    learners: int | None
    form: Bound[WebhookForm]
    records: Bound[RecordsForm]
    totals: Mapping[DeliveryState, int]
    deliveries: Sequence[HostDelivery]
    states: Mapping[DeliveryState, str]
    said: str = ""


# Plain, because it reads from the database.
def open_site(_user: SignedIn, desk: OpenDesk, site: SiteKey) -> SiteDesk:
    """Return the site an address names; raise NotFound or Forbidden."""
    return SiteDesk(desk, get_site(desk.session, desk.organisation, site))


OpenSite = Annotated[SiteDesk, Depends(open_site, scope="function")]


@router.get(SITE, name="hosts.site")
def show_site(_user: SignedIn, opened: OpenSite, said: str = "") -> Response:
    """Show a site: its secret, where messages go, and what became of them."""
    return _page(opened, said=said)


@router.post(SITE + "/secret", name="hosts.change_secret")
def give_new_secret(_user: SignedIn, opened: OpenSite) -> Response:
    """Give the site a new secret."""
    change_secret(opened.desk.session, opened.site)
    return see_other(f"{opened.home}?said=secret")


@router.post(SITE + "/webhook", name="hosts.set_webhook")
def set_webhook(_user: SignedIn, opened: OpenSite, data: SentForm) -> Response:
    """Say where messages go, or that none are wanted."""
    form = bind(WebhookForm, data)
    if form.value is None:
        return _page(opened, form=form)
    try:
        allowed = opened.desk.request.app.state.web_to_hosts.allowed
        opened.site.webhook_url = checked_webhook(form.value.url, allowed)
    except AppError as error:
        return _page(opened, form=refused(form, "url", gettext(error.message)))
    opened.desk.session.add(opened.site)
    said = "webhook" if opened.site.webhook_url else "quiet"
    return see_other(f"{opened.home}?said={said}#messages")


@router.post(SITE + "/records", name="hosts.set_records")
def set_site_records(_user: SignedIn, opened: OpenSite, data: SentForm) -> Response:
    """Say to which records statements go, or that none are wanted."""
    form = bind(RecordsForm, data)
    if form.value is None:
        return _page(opened, records=form)
    state, wanted = opened.desk.request.app.state, form.value
    if wanted.endpoint and not (wanted.key and wanted.word):
        return _page(opened, records=refused(form, "key", gettext(NO_CREDENTIAL)))
    try:
        url = checked_webhook(wanted.endpoint, state.web_to_hosts.allowed)
    except AppError as error:
        text = gettext(error.message)
        return _page(opened, records=refused(form, "endpoint", text))
    keys = state.settings.signing_keys
    set_records(opened.site, url, wanted.key, wanted.word, keys)
    opened.desk.session.add(opened.site)
    return see_other(f"{opened.home}?said={'webhook' if url else 'quiet'}#messages")


@router.post(SITE + "/test", name="hosts.test_webhook")
def send_test(_user: SignedIn, opened: OpenSite) -> Response:
    """Send the site a message that only says that it arrives."""
    if not opened.site.ways:
        raise Conflict(N_("This site has no address for messages any more."))
    tell(opened.desk.session, opened.site, Message(TEST, {}))
    return see_other(f"{opened.home}?said=tested#messages")


@router.post(SITE + "/again", name="hosts.send_again")
def try_again(_user: SignedIn, opened: OpenSite, data: SentForm) -> Response:
    """Send what failed once more."""
    form = bind(AgainForm, data).value
    message_id = form.message if form else ""
    send_again(opened.desk.session, opened.site, message_id)
    return see_other(f"{opened.home}?said=again#messages")


@router.get(SITE + "/remove", name="hosts.confirm_removal")
def confirm_removal(_user: SignedIn, opened: OpenSite) -> Response:
    """Say what goes with a site."""
    context = {
        "site": opened.site,
        "organisation": opened.desk.organisation,
        "home": opened.home,
    }
    return render(opened.desk.request, "hosts/remove.html", context)


@router.post(SITE + "/remove", name="hosts.remove_site")
def take_site_away(_user: SignedIn, opened: OpenSite) -> Response:
    """Remove a site with everything that was kept for it."""
    remove_site(opened.desk.session, opened.site)
    return see_other(f"{opened.desk.home}?said=removed")


def _page(
    opened: SiteDesk,
    *,
    form: Bound[WebhookForm] | None = None,
    records: Bound[RecordsForm] | None = None,
    said: str = "",
) -> Response:
    desk, site = opened.desk, opened.site
    keys = desk.request.app.state.settings.signing_keys
    learners = count_learners(desk.session, site)
    until = site.former_until
    page = SitePage(
        organisation=desk.organisation,
        site=site,
        up=desk.home,
        home=opened.home,
        secret=secrets_of(site, keys)[0],
        former_until=until if until and until > clock.now() else None,
        learners=learners if learners >= SHOWN_FROM else None,
        form=form or Bound(None, raw={"url": [site.webhook_url]}),
        records=records or Bound(None, raw={"endpoint": [site.records_url]}),
        totals=counts(desk.session, site),
        deliveries=latest(desk.session, site, limit=SHOWN),
        states=STATE_NAMES,
        said=said,
    )
    return render(
        desk.request,
        "hosts/site.html",
        page,
        status=UNUSABLE if form or records else 200,
    )
