"""The whole program with a small library, and people who ask and help."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.models import User
from app.accounts.roles import Role
from app.main import create_app
from app.platform.db import Database
from app.platform.languages import get_language
from app.projects.models import Organisation, OrganisationKind
from app.texts.kinds import DocumentKind
from app.texts.models import Document
from tests.accounts.people import Browser, person, token_for
from tests.databases import Databases, make_settings
from tests.reading.html_page import Element, read_page

OFFERS = "/en/me/peers/offers"


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[FastAPI]:
    url = databases.copy("small")
    app = create_app(make_settings(url, tmp_path / "media", page_cache_mb=0))
    app.state.worker.run_due()
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def starter(databases: Databases) -> Iterator[FastAPI]:
    """The program with the content we ship."""
    url = databases.copy("starter")
    app = create_app(make_settings(url, databases.media, page_cache_mb=0))
    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """A reader without an account."""
    return Browser(TestClient(app, follow_redirects=False))


@dataclass
class Someone:
    """A person with a browser they are signed in with."""

    user: User
    browser: Browser

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def id(self) -> int:
        return self.user.number

    def page(self, path: str, *, status: int = 200) -> Element:
        """Open a page and return what is in it."""
        answer = self.browser.get(path)
        assert answer.status_code == status, answer.text[:300]
        return read_page(answer.text).one("main")

    def send(self, path: str, **fields: str | list[str]) -> str:
        """Send a form that is taken; return where it leads to."""
        answer = self.browser.client.post(path, data=fields)
        assert answer.status_code == 303, (answer.status_code, answer.text[:400])
        return answer.headers["location"]


@dataclass
class People:
    """Makes people of one program, by their names."""

    app: FastAPI
    known: dict[str, Someone] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def __call__(self, name: str, *roles: Role) -> Someone:
        """Return somebody signed in, with a new account if there is none."""
        if name not in self.known:
            user = person(self.database, name, *roles)
            browser = Browser(TestClient(self.app, follow_redirects=False))
            browser.use_token(token_for(self.database, user))
            self.known[name] = Someone(user, browser)
        return self.known[name]

    def peer(
        self,
        name: str,
        *skills: str,
        languages: tuple[str, ...] = ("en",),
        **more: str | list[str],
    ) -> Someone:
        """Return somebody who offers help, by their forms, and is listed."""
        someone = self(name)
        for skill in skills:
            someone.send(f"{OFFERS}/skills", skill=skill)
        spoken = ", ".join(get_language(code).autonym for code in languages)
        fields = {"languages": spoken, "listed": "1", "wants_matches": "1", **more}
        someone.send(OFFERS, **fields)
        return someone


@pytest.fixture
def people(app: FastAPI) -> People:
    return People(app)


def add_organisation(people: People, name: str) -> Organisation:
    """Add an organisation, as loading the content does."""
    slug = name.lower().replace(" ", "-")
    with people.database.transaction() as session:
        document = Document(kind=DocumentKind.ORGANISATION, source_language="en")
        session.add(document)
        session.flush()
        row = Organisation(
            key=slug,
            slug=slug,
            name=name,
            kind=OrganisationKind.AFFILIATE,
            document_id=document.id or 0,
        )
        session.add(row)
        session.flush()
    return row
