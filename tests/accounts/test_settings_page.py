"""Settings work with an account and without one."""

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.known_languages import changed
from app.accounts.models import User
from app.platform.db import Database
from app.platform.languages import meant_languages
from tests.accounts.people import Browser, person, token_for

SETTINGS = {"locale": "", "theme": "dark", "text_size": "large", "data_saver": "1"}


@pytest.fixture(params=["signed in", "signed out"])
def reader(request: pytest.FixtureRequest, app: FastAPI) -> Browser:
    browser = Browser(TestClient(app, follow_redirects=False))
    if request.param == "signed in":
        database: Database = app.state.database
        browser.use_token(token_for(database, person(database, "Amina")))
    return browser


def known(browser: Browser) -> list[str]:
    page = browser.get("/en/me/settings").text
    return [part.split('"')[0] for part in page.split('value="drop:')[1:]]


def test_settings_are_kept_and_change_the_page(reader: Browser) -> None:
    answer = reader.post("/en/me/settings", **SETTINGS)
    page = reader.get(answer.headers["location"]).text

    assert answer.status_code == 303
    assert 'data-theme="dark"' in page
    assert 'data-text="large"' in page
    assert "data-saver" in page
    assert "Saved." in page


def test_an_unticked_box_is_off_again(reader: Browser) -> None:
    reader.post("/en/me/settings", **SETTINGS)
    reader.post("/en/me/settings", locale="", theme="auto", text_size="standard")

    page = reader.get("/en/me/settings").text

    assert 'data-theme="dark"' not in page
    assert not any(
        "checked" in part[:200] for part in page.split('id="data_saver"')[1:]
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"theme": "neon"},
        {"text_size": "huge"},
        {"locale": "tlh"},
        {"locale": "x-xss"},
        {"data_saver": "perhaps"},
    ],
)
def test_an_unknown_choice_is_refused(reader: Browser, wrong: dict[str, str]) -> None:
    answer = reader.post("/en/me/settings", **{**SETTINGS, **wrong})

    assert answer.status_code == 422
    assert 'data-theme="dark"' not in reader.get("/en/me/settings").text


def test_languages_are_added_by_name_ordered_and_removed(reader: Browser) -> None:
    for text in ("Hausa", "sw", "Français"):
        reader.post("/en/me/settings/languages", language=text)
    assert known(reader) == ["ha", "sw", "fr"]

    reader.post("/en/me/settings/languages", change="up:fr")
    reader.post("/en/me/settings/languages", change="down:ha")
    assert known(reader) == ["fr", "ha", "sw"]

    reader.post("/en/me/settings/languages", change="drop:ha")
    assert known(reader) == ["fr", "sw"]


def test_languages_stay_when_other_settings_change(reader: Browser) -> None:
    reader.post("/en/me/settings/languages", language="ha")
    reader.post("/en/me/settings", **SETTINGS)

    assert known(reader) == ["ha"]


def test_an_unclear_language_is_asked_about(reader: Browser) -> None:
    answer = reader.post("/en/me/settings/languages", language="Chi")

    assert answer.status_code == 422
    assert "Choose one below" in answer.text
    assert 'value="add:' in answer.text
    assert known(reader) == []


def test_an_unknown_language_is_said_to_be_unknown(reader: Browser) -> None:
    answer = reader.post("/en/me/settings/languages", language="<b>Blorp</b>")

    assert answer.status_code == 422
    assert "We do not know this language" in answer.text
    assert "<b>Blorp" not in answer.text


def test_the_cookie_without_an_account_stays_small(app: FastAPI) -> None:
    browser = Browser(TestClient(app, follow_redirects=False))
    browser.post("/en/me/settings", **{**SETTINGS, "locale": "en"})
    many = ("be-tarask", "zh-min-nan", "ff-adlm", "pt-br", "ha", "sw", "fr")
    for code in (*many, "ar", "hi", "bn", "es", "ru", "de"):
        browser.post("/en/me/settings/languages", language=code)

    cookie = browser.client.cookies["prefs"]

    assert len(cookie) < 300
    assert len(known(browser)) == 12


def test_settings_of_an_account_are_on_every_device(
    app: FastAPI, database: Database
) -> None:
    user = person(database, "Amina")
    phone = Browser(TestClient(app, follow_redirects=False))
    phone.use_token(token_for(database, user))
    laptop = Browser(TestClient(app, follow_redirects=False))
    laptop.use_token(token_for(database, user))

    phone.post("/en/me/settings", **SETTINGS)

    assert 'data-theme="dark"' in laptop.get("/en/me/settings").text
    assert "prefs" not in phone.client.cookies
    with database.open_session() as session:
        stored = session.exec(select(User.preferences)).one()
    assert stored == {"save": "1", "theme": "dark", "text": "large", "keys": "0"}


def test_buttons_at_the_ends_change_nothing() -> None:
    assert changed(("ha", "sw"), "up:ha") == ("ha", "sw")
    assert changed(("ha", "sw"), "down:sw") == ("ha", "sw")
    assert changed(("ha",), "drop:xx") == ("ha",)
    assert changed(("ha",), "add:ha") == ("ha",)
    assert changed(("ha",), "add:no-such-language") == ("ha",)
    assert changed(("ha",), "") == ("ha",)


def test_a_language_is_meant_by_code_name_or_own_name() -> None:
    for text in ("sw", "SW", "Swahili", "kiswahili"):
        assert [one.code for one in meant_languages(text)] == ["sw"]
    assert meant_languages("x-xss") == []
