"""Asking for something, the work list, and being told, over HTTP."""

import json
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.models import User
from app.accounts.roles import Role
from app.accounts.service import vanish
from app.content.library import read_library
from app.content.loading import load_library
from app.packs.queries import get_pack, modules_of
from app.platform.outbox import pending_events
from app.platform.storage import FolderStorage
from app.texts.queries import current_units
from tests.accounts.people import Browser, person, token_for
from tests.content.loaded import quoted
from tests.factories.small_library import KEY, PACK, write_library

TOPIC = "Wood for boats"
ABOUT = f"pack:{KEY}"
CROWD = 12


def from_network(app: FastAPI, number: int) -> Browser:
    """Return somebody else's browser, in another network."""
    client = TestClient(app, follow_redirects=False, client=(f"10.1.{number}.7", 1))
    return Browser(client)


def crowd_asks(app: FastAPI, **fields: str) -> None:
    for number in range(CROWD):
        answer = from_network(app, number).post("/en/asked", **fields)
        assert answer.status_code == 303


def signed_in(app: FastAPI, user: User) -> Browser:
    browser = Browser(TestClient(app, follow_redirects=False))
    browser.use_token(token_for(app.state.database, user))
    return browser


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def translate(app: FastAPI, folder: Path, language: str) -> None:
    """Load the pack again, with every unit in a language."""
    root = write_library(folder / "again")
    place = root / "learning_packs" / PACK / "translations"
    place.mkdir()

    with app.state.database.open_session() as session:
        pack = get_pack(session, PACK)
        scopes = [("pack", pack.document_id)]
        scopes += [(m.key, m.document_id) for m in modules_of(session, pack.id or 0)]
        entries = [
            f'msgctxt "{scope}/{unit.id}"\nmsgid "{quoted(unit.text)}"\n'
            f'msgstr "{language} {quoted(unit.text)}"\n'
            for scope, document_id in scopes
            for unit in current_units(session, document_id)
        ]
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
    (place / f"{language}.po").write_text("\n".join([head, *entries]))
    storage = FolderStorage(app.state.settings.media_folder)
    report = load_library(app.state.database, storage, read_library(root))
    assert (report.loaded, report.failed) == ([f"learning_packs/{PACK}"], [])
    app.state.worker.run_due()
    with app.state.database.open_session() as session:
        assert pending_events(session) == 0


def test_what_enough_people_ask_for_is_on_the_list(
    app: FastAPI, browser: Browser
) -> None:
    assert "Nothing is asked for" in words(browser.get("/en/asked").text)

    crowd_asks(app, q=TOPIC, language="en")

    page = browser.get("/en/asked").text
    assert "wood for boats" in page
    assert "/en/search?q=wood+for+boats" in page
    assert "wood for boats" not in browser.get("/fr/asked").text
    assert 'href="/en/asked"' in browser.get("/fr/asked").text


def test_one_person_alone_is_not_on_the_list(browser: Browser) -> None:
    for _ in range(5):
        browser.post("/en/asked", q=TOPIC, language="en")

    assert "wood for boats" not in browser.get("/en/asked").text.casefold()


@pytest.mark.parametrize(
    "text", ["", "ama@example.org", "+233 20 123 4567", "12 main street", "x" * 200]
)
def test_what_may_be_about_somebody_is_refused_with_a_reason(
    browser: Browser, text: str
) -> None:
    answer = browser.post("/en/asked", q=text, language="ha")

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert '<option value="ha" lang="ha" selected>' in answer.text


def test_a_pack_is_asked_for_in_a_language(app: FastAPI, browser: Browser) -> None:
    form = browser.get(f"/en/asked/new?about={ABOUT}&in=ha").text
    assert "Build a bench" in form
    assert '<option value="ha" lang="ha" selected>' in form
    before = browser.get(f"/en/packs/{PACK}/languages").text
    assert "asked" not in words(before).replace("Asked for", "")

    crowd_asks(app, about=ABOUT, language="ha")

    assert "Build a bench" in browser.get("/ha/asked").text
    after = words(browser.get(f"/en/packs/{PACK}/languages").text)
    assert re.search(r"Hausa \d+ people asked", after)


def test_somebody_without_an_account_is_counted_and_invited(browser: Browser) -> None:
    page = browser.get("/en/asked/new?q=Wood+for+boats&in=ha").text

    assert 'name="tell"' not in page
    *_, login = re.findall(r'href="(/en/login\?next=[^"]+asked[^"]+)"', page)
    assert "Wood" in login


def test_only_editors_take_work_on(app: FastAPI, browser: Browser) -> None:
    crowd_asks(app, q=TOPIC, language="en")
    database = app.state.database
    ama = signed_in(app, person(database, "Ama", Role.EDITOR))
    kofi = signed_in(app, person(database, "Kofi", Role.EDITOR))
    (action,) = re.findall(r'action="(/en/asked/\d+/claim)"', ama.get("/en/asked").text)
    assert "/claim" not in browser.get("/en/asked").text
    assert browser.post(action).headers["location"].startswith("/en/login")
    reader = signed_in(app, person(database, "Esi"))
    assert reader.post(action).status_code == 403

    assert ama.post(action).status_code == 303

    assert "Ama is working on it" in words(browser.get("/en/asked").text)
    assert kofi.post(action).status_code == 403
    assert kofi.post(action.replace("claim", "release")).status_code == 403
    assert ama.post(action.replace("claim", "release")).status_code == 303
    assert kofi.post(action).status_code == 303
    assert kofi.post("/en/asked/999999/claim").status_code == 404


def test_who_wished_is_told_when_the_pack_is_there(
    app: FastAPI, tmp_path: Path
) -> None:
    ama = signed_in(app, person(app.state.database, "Ama"))
    ama.post("/en/asked", about=ABOUT, language="ha", tell="1")
    assert "Build a bench in Hausa: not yet" in words(ama.get("/en/me").text)

    translate(app, tmp_path, "ha")

    page = ama.get("/en/me").text
    assert "There is now" in words(page)
    assert f'href="/ha/packs/{PACK}"' in page
    (action,) = re.findall(r'action="(/en/me/wishes/\d+/delete)"', page)
    other = signed_in(app, person(app.state.database, "Kofi"))
    other.post(action)
    assert "There is now" in words(ama.get("/en/me").text)
    assert ama.post(action).status_code == 303
    assert "There is now" not in words(ama.get("/en/me").text)


def test_what_is_there_is_off_the_list(app: FastAPI, tmp_path: Path) -> None:
    crowd_asks(app, about=ABOUT, language="ha")

    translate(app, tmp_path, "ha")

    page = from_network(app, 1).get("/ha/asked").text
    assert "Build a bench" not in page


def test_wishes_are_exported_and_forgotten(app: FastAPI) -> None:
    user = person(app.state.database, "Ama")
    ama = signed_in(app, user)
    ama.post("/en/asked", q=TOPIC, language="ha", tell="1")

    taken = json.loads(ama.get("/en/me/data/export").text)
    (own,) = taken["asked_for"]["wishes"]
    assert (own["text"], own["language"]) == ("wood for boats", "ha")

    with app.state.database.transaction() as session:
        vanish(session, session.get_one(User, user.number))
    app.state.worker.run_due()
    kofi = signed_in(app, person(app.state.database, "Kofi"))
    assert json.loads(kofi.get("/en/me/data/export").text)["asked_for"]["wishes"] == []
    with app.state.database.engine.connect() as connection:
        assert not connection.exec_driver_sql("SELECT * FROM wish").all()


def test_asking_very_often_is_slowed_down(browser: Browser) -> None:
    statuses = [
        browser.post("/en/asked", q=f"topic {number}", language="en").status_code
        for number in range(62)
    ]

    assert statuses[:60] == [303] * 60
    assert statuses[-1] == 429
