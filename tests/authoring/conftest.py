"""A pack on a shelf, and people who write in it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from app.accounts.roles import Role
from tests.accounts.people import Browser, person, token_for
from tests.databases import HOST
from tests.reading.html_page import Element, read_page
from tests.reading.shelf import PACK, Shelf

EDIT = f"/en/edit/{PACK}/1"
MODULE = f"/en/packs/{PACK}/1"
FIRST = "Plan with two numbers."
SECOND = "Registration is a wish, not an attendance list."


@dataclass
class Writer:
    """Somebody with a browser who edits the first module."""

    browser: Browser

    def page(self, path: str = EDIT) -> Element:
        """Open a page."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, answer.text[:500]
        return read_page(answer.text)

    def form(self) -> dict[str, str]:
        """Return what the form of the draft holds now."""
        forms = self.page().one("main").all("form")
        page = next(f for f in forms if f.attributes.get("action") == EDIT)
        fields = {
            element.attributes["name"]: element.attributes.get("value", "")
            for element in page.all("input")
        }
        for area in page.all("textarea"):
            fields[area.attributes["name"]] = "".join(map(str, area.children))
        chosen = next(o for o in page.all("option") if "selected" in o.attributes)
        return fields | {"kind": chosen.attributes["value"]}

    def send(self, form: dict[str, str], do: str = "save") -> Response:
        """Press a button of the form."""
        return self.browser.post(EDIT, **form, do=do)

    def change(self, old: str, new: str, do: str = "save") -> Response:
        """Change some words of the draft as it stands."""
        form = self.form()
        assert old in form["body"]
        return self.send(form | {"body": form["body"].replace(old, new)}, do)

    def ask_review(self, old: str, new: str) -> str:
        """Change some words and ask for a review; return its address."""
        return self.change(old, new, "review").headers["location"]


def sent_by(clash: Response) -> dict[str, str]:
    """Return what the page of two versions would send, as it stands."""
    assert clash.status_code == 409, clash.text[:500]
    page = read_page(clash.text).one("main")
    fields = {e.attributes["name"]: e.attributes["value"] for e in page.all("input")}
    for area in page.all("textarea"):
        # The first line feed is the parser's.
        text = "".join(map(str, area.children)).removeprefix("\n")
        fields[area.attributes["name"]] = text
    for chosen in page.all("option", selected=""):
        fields["kind"] = chosen.attributes["value"]
    return fields


@pytest.fixture
def shelf(app: FastAPI, tmp_path: Path) -> Shelf:
    """The starter content, and the folder of one of its packs to change and load."""
    return Shelf(tmp_path / "content", app)


def writer(app: FastAPI, name: str, *roles: Role) -> Writer:
    """Sign somebody in."""
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    browser = Browser(client)
    database = app.state.database
    browser.client.cookies.set(
        "passalong", token_for(database, person(database, name, *roles))
    )
    return Writer(browser)


@pytest.fixture
def ama(shelf: Shelf) -> Writer:
    """An editor."""
    return writer(shelf.app, "Ama", Role.EDITOR)


@pytest.fixture
def kofi(shelf: Shelf) -> Writer:
    """Another editor."""
    return writer(shelf.app, "Kofi", Role.EDITOR)


@pytest.fixture
def efua(shelf: Shelf) -> Writer:
    """A reviewer."""
    return writer(shelf.app, "Efua", Role.REVIEWER)
