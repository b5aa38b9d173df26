"""An organisation with a path on the starter content, and people who take it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.accounts.roles import Role
from app.main import create_app
from app.onboarding.models import Path, Step
from app.platform.db import Database
from app.platform.ids import short_id
from app.projects.editors import add_editor
from app.projects.queries import get_organisation
from tests.accounts.people import person, token_for
from tests.browser.pages import ORGANISATION, TRANSLATED_PACK
from tests.databases import HOST, Databases, make_settings
from tests.reading.html_page import Element, read_page

DESK = f"/en/organisations/{ORGANISATION}/onboarding"
MODULES = 4


@dataclass
class Made:
    """A path somebody has made, as its desk and its learners use it."""

    editor: TestClient
    slug: str

    @property
    def app(self) -> FastAPI:
        return cast("FastAPI", self.editor.app)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    @property
    def desk(self) -> str:
        return f"{DESK}/{self.slug}"

    @property
    def page(self) -> str:
        return f"/en/paths/{self.slug}"

    def module(self, number: int, lang: str = "en") -> str:
        return f"/{lang}/paths/{self.slug}/packs/{TRANSLATED_PACK}/{number}"

    def put(self, thing: str = f"pack:{TRANSLATED_PACK}") -> int:
        """Put a pack or course on the path; return the number of the step."""
        answer = self.editor.post(f"{self.desk}/steps", data={"thing": thing})
        assert answer.status_code == 303, answer.text
        with self.database.open_session() as session:
            newest = select(col(Step.id)).order_by(col(Step.id).desc()).limit(1)
            number = session.scalar(newest)
        assert number
        return number

    def act(self, step: int, act: str) -> Response:
        return self.editor.post(f"{self.desk}/steps/{step}", data={"act": act})

    def cohort(self, name: str = "Spring", **more: str) -> str:
        """Begin a cohort; return the address of its link."""
        answer = self.editor.post(f"{self.desk}/cohorts", data={"name": name, **more})
        assert answer.status_code == 303, answer.text
        page = read_page(self.editor.get(self.desk).text)
        card = next(c for c in page.all("div", css="card") if name in c.text)
        return card.one("code").text.partition(HOST)[2] or card.one("code").text

    def join(
        self, link: str, *, lang: str = "en", who: TestClient | None = None
    ) -> TestClient:
        """Join as somebody new without an account, or as somebody."""
        browser = who or self.newcomer()
        address = link.replace("/en/", f"/{lang}/")
        answer = browser.post(address)
        assert answer.status_code == 303, answer.text
        return browser

    def newcomer(self) -> TestClient:
        return TestClient(self.app, base_url=f"http://{HOST}", follow_redirects=False)

    def take(
        self, browser: TestClient, modules: int = MODULES, lang: str = "en"
    ) -> None:
        """Mark the first modules of the pack as done."""
        for number in range(1, modules + 1):
            answer = browser.post(f"{self.module(number, lang)}/done")
            assert answer.status_code == 303, answer.text

    def told(self) -> None:
        """Deliver what was announced."""
        self.app.state.worker.bus.deliver_due()

    def shown(self, query: str = "") -> Element:
        """Return what the desk shows, after everything was delivered."""
        self.told()
        return read_page(self.editor.get(self.desk + query).text).one("main")

    def row(self, session: Session) -> Path:
        path = session.scalar(select(Path).where(col(Path.slug) == self.slug))
        assert path is not None
        return path


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[TestClient]:
    """Somebody signed out, on a program of this file's tests."""
    url = databases.copy("starter")
    settings = make_settings(url, databases.media, public_url=f"http://{HOST}")
    app = create_app(settings)
    with TestClient(app, base_url=f"http://{HOST}", follow_redirects=False) as browser:
        yield browser
    databases.drop(url)


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


@pytest.fixture(scope="module")
def editor(site: TestClient) -> TestClient:
    """Somebody who acts for the organisation."""
    return signed_in(site, acts=True)


@pytest.fixture
def made(editor: TestClient) -> Made:
    """A path of its own for each test, without steps."""
    slug = f"new-editors-{short_id(8)}"
    data = {"title": "New editors", "slug": slug, "language": "en"}
    answer = editor.post(DESK, data=data)
    assert answer.status_code == 303, answer.text
    return Made(editor, slug)
