"""An organisation with people, on the starter content, and a site it registers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import pytest
from fastapi import FastAPI
from httpx2 import Response
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.accounts.roles import Role
from app.hosts.models import HostSite
from app.hosts.sites import add_site, secrets_of
from app.main import create_app
from app.platform import clock
from app.platform.db import Database
from app.platform.ids import short_id
from app.platform.settings import Settings
from app.projects.editors import add_editor
from app.projects.queries import get_organisation
from tests.accounts.people import person, token_for
from tests.browser.pages import ORGANISATION, TRANSLATED_PACK
from tests.databases import HOST, Databases, make_settings

SITES = f"/en/organisations/{ORGANISATION}/sites"
PACK = f"/embed/en/packs/{TRANSLATED_PACK}"
MODULES = 4


@dataclass
class Partner:
    """A site that an organisation has registered, as its own server sees it."""

    client: TestClient
    key: str
    origin: str

    @property
    def app(self) -> FastAPI:
        return cast("FastAPI", self.client.app)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    @property
    def secret(self) -> str:
        """What stands on the page of the site."""
        settings: Settings = self.app.state.settings
        with self.database.open_session() as session:
            return secrets_of(self.row(session), settings.signing_keys)[0]

    def row(self, session: Session) -> HostSite:
        found = session.scalar(select(HostSite).where(col(HostSite.key) == self.key))
        assert found is not None
        return found

    def sign(self, learner: str = "learner-1", **claims: Any) -> str:
        """Sign a learner key as any library would."""
        usual = {
            "iss": self.key,
            "sub": learner,
            "jti": short_id(16),
            "exp": int((clock.now() + timedelta(minutes=5)).timestamp()),
        }
        key = OctKey.import_key(self.secret)
        return jwt.encode({"alg": "HS256"}, {**usual, **claims}, key)

    def begin(self, learner: str = "learner-1") -> str:
        """Open a frame for a learner; return what the frame shows from then on."""
        answer = self.client.post(
            "/embed/learners", data={"learner": self.sign(learner)}
        )
        assert answer.status_code == 200, answer.text
        session: str = answer.json()["session"]
        return session

    def ask(self, path: str, session: str, **more: Any) -> Response:
        """Ask as a sandboxed frame does."""
        framed = {"origin": "null", "sec-fetch-site": "cross-site"}
        return self.client.post(path, data={"session": session, **more}, headers=framed)

    def do_all(self, session: str) -> dict[str, Any]:
        """Mark every module as done; return what the last one said."""
        for number in range(1, MODULES + 1):
            answer = self.ask(f"{PACK}/{number}/done", session)
            assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[TestClient]:
    """Somebody signed out, on a program of this file's tests."""
    url = databases.copy("starter")
    app = create_app(make_settings(url, databases.media))
    # Begun as by a server: then a change of content drops the pages kept ready.
    with TestClient(app, base_url=f"http://{HOST}", follow_redirects=False) as browser:
        yield browser
    databases.drop(url)


@pytest.fixture
def partner(site: TestClient) -> Partner:
    """A site of its own for each test."""
    app = cast("FastAPI", site.app)
    origin = f"https://partner-{short_id(12)}.example"
    with app.state.database.transaction() as session:
        key = add_site(session, get_organisation(session, ORGANISATION), origin).key
    return Partner(site, key, origin)


def signed_in(site: TestClient, *roles: Role, acts: bool = False) -> TestClient:
    """Return a browser of somebody new, who acts for the organisation or does not."""
    app = cast("FastAPI", site.app)
    user = person(app.state.database, f"Person {short_id(12)}", *roles)
    if acts:
        with app.state.database.transaction() as session:
            add_editor(session, get_organisation(session, ORGANISATION), user, by=None)
    browser = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    browser.headers["cookie"] = f"passalong={token_for(app.state.database, user)}"
    browser.headers["x-name"] = user.name
    return browser


@pytest.fixture
def editor(site: TestClient) -> TestClient:
    """Somebody who acts for the organisation."""
    return signed_in(site, acts=True)
