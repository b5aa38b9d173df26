"""Somebody at the pages of files, with a program for catalogs at home."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.accounts.roles import Role
from app.translation.catalogs import (
    CatalogEntry,
    UnitCatalog,
    read_catalog,
    write_catalog,
)
from app.translation.models import Translation
from tests.accounts.people import Browser, person, token_for
from tests.factories.small_library import PACK

HERE = f"/en/translations/packs/{PACK}/fr"
PO_FILE = f"{HERE}/{PACK}.fr.po"
_COUNTS = re.compile(r'id="([a-z]+)">\s*<h2[^>]*>[^<]*<span[^>]*>([0-9,]+)</span>')

Edit = Callable[[CatalogEntry], CatalogEntry]


@dataclass
class Translator:
    """A browser of somebody who is signed in."""

    browser: Browser

    @classmethod
    def of(cls, app: FastAPI, name: str, *roles: Role) -> "Translator":
        """Give somebody an account and sign them in."""
        browser = Browser(TestClient(app, follow_redirects=False))
        user = person(app.state.database, name, *roles)
        browser.use_token(token_for(app.state.database, user))
        return cls(browser)

    def catalog(self, path: str = PO_FILE) -> UnitCatalog:
        """Take the catalog along."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return read_catalog(answer.content)

    def send(self, data: bytes, name: str = "fr.po", to: str = HERE) -> Response:
        """Send a file; the answer leads to its review, or says what is wrong."""
        return self.browser.client.post(to, files={"file": (name, data)})

    def bring(self, data: bytes, name: str = "fr.po", to: str = HERE) -> dict[str, int]:
        """Send a file and have it taken in; return how many entries had each outcome.

        What the review before says is what is done.
        """
        sent = self.send(data, name, to)
        assert sent.status_code == 303, sent.text
        review = sent.headers["location"]
        before = counts(self.browser.get(review).text)
        taken = self.browser.post(f"{review}/take")
        assert taken.headers["location"] == review, taken.text
        after = counts(self.browser.get(review).text)
        assert after == before
        return after

    def bring_catalog(self, catalog: UnitCatalog) -> dict[str, int]:
        """Bring a catalog back."""
        return self.bring(write_catalog(catalog))


def counts(page: str) -> dict[str, int]:
    """Return what a review says, by outcome."""
    return {outcome: int(number) for outcome, number in _COUNTS.findall(page)}


def edited(catalog: UnitCatalog, texts: dict[str, str]) -> UnitCatalog:
    """Return the catalog with these translations, by source text, as if by hand."""

    def edit(entry: CatalogEntry) -> CatalogEntry:
        if entry.source not in texts:
            return entry
        return replace(entry, text=texts[entry.source], is_fuzzy=False, previous="")

    return replace(catalog, entries=tuple(map(edit, catalog.entries)))


def rows(app: FastAPI, language: str = "fr") -> list[Translation]:
    """Return every translation row of a language, the oldest first."""
    with app.state.database.open_session() as session:
        found = select(Translation).where(col(Translation.language) == language)
        return list(session.exec(found.order_by(col(Translation.id))).all())


def in_force(app: FastAPI) -> dict[str, str]:
    """Return what readers get in French, by source text."""
    catalog = Translator(Browser(TestClient(app))).catalog()
    return {entry.source: entry.text for entry in catalog.entries if entry.text}
