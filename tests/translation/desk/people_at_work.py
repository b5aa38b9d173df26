"""People who translate without script: they read pages and press buttons."""

from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.accounts.models import User
from app.accounts.roles import Grant
from app.platform.db import Database
from app.translation.models import Translation, TranslationHead
from tests.accounts.people import Browser, add_person, token_for
from tests.factories.library import ContentFolders
from tests.reading.html_page import Element, read_page

BENCH = "/en/translate/build-a-bench/en/fr"


@dataclass
class Translator:
    """Somebody in front of the workbench; `page` is what they see."""

    browser: Browser
    user_id: int = 0
    answer: Response | None = None

    @property
    def page(self) -> Element:
        assert self.answer is not None, "nothing was opened yet"
        return read_page(self.answer.text)

    @property
    def status(self) -> int:
        assert self.answer is not None, "nothing was opened yet"
        return self.answer.status_code

    @property
    def words(self) -> str:
        return self.page.text

    def open(self, path: str = BENCH) -> "Translator":
        """Open a page, following it where it leads."""
        self.answer = self.browser.get(path)
        while self.answer.status_code in {302, 303}:
            self.answer = self.browser.get(self.answer.headers["location"])
        return self

    def press(self, do: str = "save", text: str | None = None, **more: str) -> Response:
        """Send the form of the open unit with a button; follow a redirect."""
        form = self.page.one("form", id="unit-form")
        fields = {
            one.attributes["name"]: one.attributes.get("value", "")
            for one in form.all("input")
        }
        typed = self.typed if text is None else text
        fields |= {"text": typed, "do": do, **more}
        answer = self.browser.post(unescape(form.attributes["action"]), **fields)
        if answer.status_code == 303 and "/login" not in answer.headers["location"]:
            self.open(answer.headers["location"])
        else:
            self.answer = answer
        return answer

    @property
    def typed(self) -> str:
        """What stands in the form."""
        return self.page.one("textarea", id="text").text

    @property
    def at(self) -> str:
        """The number of the open unit."""
        row = self.page.one("li", css="act")
        return row.all("a")[0].text.removeprefix("Unit ")

    @property
    def marks(self) -> dict[str, str]:
        """Where each listed unit stands, by number."""
        rows = self.page.all("li", css="tu")
        return {
            row.all("a")[0].text.removeprefix("Unit "): row.all("span", css="tag")[
                0
            ].text
            for row in rows
        }

    @property
    def numbers(self) -> dict[str, int]:
        """What the filters count."""
        tabs = self.page.one("div", id="progress").all("a")
        return {
            " ".join(tab.text.split()[:-1]): int(tab.text.split()[-1]) for tab in tabs
        }


class Workshop:
    """The whole program on a library that can change, and people who come to it."""

    def __init__(self, app: FastAPI, folders: ContentFolders) -> None:
        self.app = app
        self.folders = folders

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def visitor(self) -> Translator:
        """Return somebody without an account."""
        return Translator(Browser(TestClient(self.app, follow_redirects=False)))

    def person(self, name: str, *grants: Grant) -> Translator:
        """Return somebody who is signed in."""
        with self.database.transaction() as session:
            user = add_person(session, name, *grants)
        return self.again(user)

    def again(self, user: User) -> Translator:
        """Return somebody in another browser of theirs."""
        found = self.visitor()
        found.browser.use_token(token_for(self.database, user))
        found.user_id = user.number
        return found

    def session(self) -> Session:
        return self.database.open_session()

    def in_force(self, language: str = "fr") -> list[str]:
        """Return the texts that are in force in a language, the oldest first."""
        with self.session() as session:
            rows = session.exec(
                select(Translation.text)
                .join(TranslationHead)
                .where(TranslationHead.language == language)
                .order_by(col(Translation.id))
            )
            return list(rows)

    def kept(self, language: str = "fr") -> list[tuple[str, str]]:
        """Return every text of a language that was ever saved, with its state."""
        with self.session() as session:
            rows = session.exec(
                select(Translation)
                .where(Translation.language == language)
                .order_by(col(Translation.id))
            )
            return [(row.text, row.state.value) for row in rows]


def path_of(answer: Response) -> str:
    """Return where an answer leads, without its query."""
    return urlsplit(answer.headers["location"]).path
