"""A site's database where nothing but messages to other sites is due."""

from sqlalchemy import delete
from sqlmodel import Session

from app.hosts.models import HostSite
from app.main import create_app
from app.platform.ids import short_id
from app.platform.jobs import Job
from app.platform.outbox import OutboxEvent
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION
from tests.databases import Databases, make_settings


def quiet_copy(databases: Databases) -> str:
    """Return the address of a copy of the starter content for which nothing is due."""
    url = databases.copy("starter")
    app = create_app(make_settings(url, databases.media))
    with app.state.database.transaction() as session:
        session.execute(delete(Job))
        session.execute(delete(OutboxEvent))
    app.state.database.close()
    return url


def register_sites(session: Session, addresses: list[str]) -> list[HostSite]:
    """Register a site for each address that takes messages, and return them."""
    organisation = get_organisation(session, ORGANISATION)
    sites = [
        HostSite(
            organisation_id=organisation.id or 0,
            key=short_id(12),
            origin=f"https://{short_id(12)}.example",
            salt=short_id(12),
            webhook_url=address,
        )
        for address in addresses
    ]
    session.add_all(sites)
    session.flush()
    return sites
