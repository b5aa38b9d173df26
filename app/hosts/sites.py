"""Sites of organisations: registered, given secrets, taken away."""

import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlmodel import Session, col

from app.hosts.keys import site_secrets
from app.hosts.models import HostSite
from app.platform import clock
from app.platform.errors import Conflict, Invalid, NotFound
from app.platform.i18n import N_
from app.platform.ids import secret_token, short_id
from app.platform.states import CONTENT, bump
from app.projects.models import Organisation

KEY_CHARACTERS = 12
MOST_SITES = 50
MAX_ORIGIN = 200
# How long what a site has signed with its former secret is still good.
CHANGING = timedelta(days=2)
_HOST = re.compile(r"(?!-)[a-z0-9.-]{1,190}(?<![.-])")
NO_SITE = N_("This organisation has no such site.")
NOT_AN_ORIGIN = N_(
    "Write the beginning of the site's address, up to its name: https://example.org"
)


def checked_origin(text: str) -> str:
    """Return the origin in an address somebody typed; raise Invalid.

    Without encryption only sites of one's own machine are taken, to try things out.
    """
    try:
        parts = urlsplit(text.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise Invalid(NOT_AN_ORIGIN) from error
    is_own = host in {"localhost", "127.0.0.1"} or host.endswith(".localhost")
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_own)
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment)
    if not is_safe or not is_bare or "@" in parts.netloc or not _HOST.fullmatch(host):
        raise Invalid(NOT_AN_ORIGIN)
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def sites_of(session: Session, organisation: Organisation) -> list[HostSite]:
    """Return the sites of an organisation, the first one first."""
    theirs = col(HostSite.organisation_id) == organisation.id
    return list(
        session.scalars(select(HostSite).where(theirs).order_by(col(HostSite.id)))
    )


def get_site(session: Session, organisation: Organisation, key: str) -> HostSite:
    """Return a site of an organisation by its key; raise NotFound."""
    found = select(HostSite).where(
        col(HostSite.key) == key, col(HostSite.organisation_id) == organisation.id
    )
    site = session.scalar(found)
    if site is None:
        raise NotFound(NO_SITE)
    return site


def add_site(session: Session, organisation: Organisation, origin: str) -> HostSite:
    """Register a site by its origin; raise Conflict when it is there already."""
    known = sites_of(session, organisation)
    if any(site.origin == origin for site in known):
        raise Conflict(N_("This site is registered already."))
    if len(known) >= MOST_SITES:
        raise Conflict(N_("An organisation may register 50 sites. Remove one first."))
    assert organisation.id is not None  # noqa: S101 (loaded rows have one)
    site = HostSite(
        organisation_id=organisation.id,
        key=short_id(KEY_CHARACTERS),
        origin=origin,
        salt=secret_token(),
    )
    session.add(site)
    session.flush()
    _who_may_frame_changed(session)
    return site


def remove_site(session: Session, site: HostSite) -> None:
    """Take a site away, with everything that was kept for it."""
    session.delete(site)
    session.flush()
    _who_may_frame_changed(session)


def change_secret(session: Session, site: HostSite) -> None:
    """Give a site a new secret; the old one is good for `CHANGING` more."""
    site.former_salt, site.former_until = site.salt, clock.now() + CHANGING
    site.salt = secret_token()
    session.add(site)


def secrets_of(site: HostSite, keys: Sequence[str]) -> list[str]:
    """Return every secret that is good for a site now, the newest first."""
    found = site_secrets(site.key, site.salt, keys)
    if site.former_until and site.former_until > clock.now():
        found += site_secrets(site.key, site.former_salt, keys)
    return found


def _who_may_frame_changed(session: Session) -> None:
    # Pages kept ready carry the list of sites that may frame them.
    bump(session, CONTENT, about="host sites")
