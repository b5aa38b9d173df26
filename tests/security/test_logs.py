"""Nothing a person wrote or sent gets into the log, whatever goes wrong."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from app.accounts.access import Public
from app.main import create_app
from app.platform.limited import TookTooLong
from app.reading import loading
from tests.accounts.people import person, token_for
from tests.browser.pages import TRANSLATED_PACK
from tests.databases import Databases, make_settings
from tests.security.asking import Asked, ask

FORM = ("content-type", "application/x-www-form-urlencoded")
PACK = f"/en/packs/{TRANSLATED_PACK}"
HEADERS = (
    *("user-agent", "referer", "accept-language", "accept", "accept-encoding"),
    *("x-forwarded-for", "x-real-ip", "forwarded", "authorization", "origin"),
    *("if-none-match", "if-modified-since", "range", "x-request-id", "save-data"),
    *("hx-request", "hx-current-url", "sec-fetch-site", "content-type", "x-anything"),
)
COOKIES = ("passalong", "learning", "prefs", "passalong-flow", "other")
PLACES = (
    "/{}",
    "/{}/packs",
    "/en/packs/{}",
    "/en/packs/{}/1",
    PACK + "/1/check/{}",
    "/p/{}",
    "/p/x?lang={}",
    "/en/skills/{}",
    "/en/projects/{}",
    "/en/organisations/{}",
    "/en/courses/{}",
    "/en/statements/{}",
    "/media/{}/a.png",
    "/static/{}",
    "/en/search?q={}",
    "/en/search/_results?q={}",
    "/en/search/_suggest?q={}",
    "/en/asked/new?q={}&about={}&in={}",
    "/api/v1/search?q={}",
    "/api/v1/search?skill={}",
    "/api/v1/packs?cursor={}",
    "/api/v1/packs/{}",
    "/en/login?next=/{}",
    "/en/language?next=/{}",
    "/en/language/all?q={}",
    "/en/packs?page={}",
    "/en/packs?uselang={}",
    "/oauth/callback?state={}&code={}&error={}",
    "/broken?q={}",
)
FIELDS = {
    "/en/login": ("name", "passphrase", "next"),
    "/en/register": ("name", "passphrase"),
    "/en/me/settings": ("theme", "locale"),
    "/en/me/settings/languages": ("language", "change"),
    f"{PACK}/statements": ("holder",),
    "/logout": ("next",),
    "/en/asked": ("q", "about", "language"),
    "/broken": ("q",),
}


Log = Callable[[], str]


class Canaries:
    """Texts that are found again wherever they turn up."""

    def __init__(self) -> None:
        self.count = 0

    def next(self) -> str:
        self.count += 1
        return f"canary{self.count:03}x"


@pytest.fixture(scope="module")
def app(databases: Databases) -> Iterator[FastAPI]:
    url = databases.copy("starter")
    app = create_app(make_settings(url, databases.media, log_level="debug"))

    @app.api_route("/broken", methods=["GET", "POST"], name="probe.broken")
    def broken(_reader: Public, q: str = "") -> None:
        raise RuntimeError(f"somebody wrote {q}")

    yield app
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def log(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Callable[[], str]:
    """Return what was logged or printed until now, by us and by libraries."""
    caplog.set_level("DEBUG")

    def read() -> str:
        printed = capfd.readouterr()
        return printed.err + printed.out + caplog.text

    return read


def test_nothing_that_was_sent_is_logged(app: FastAPI, log: Log) -> None:
    canary = Canaries()
    for place in PLACES:
        path = place.replace("{}", canary.next())
        for method in ("GET", "POST"):
            ask(app, Asked(path, method))
    for header in HEADERS:
        ask(app, Asked(PACK, headers=[(header, canary.next())]))
    for cookie in COOKIES:
        ask(app, Asked(f"{PACK}/1", headers=[("cookie", f"{cookie}={canary.next()}")]))
    for path, names in FIELDS.items():
        for name in names:
            form = f"{name}={canary.next()}".encode()
            ask(app, Asked(path, "POST", [FORM], form))
    ask(app, Asked(PACK, host=canary.next()))
    ask(app, Asked(PACK, canary.next()))

    assert canary.count >= 50
    written = log()
    assert written.count('"event": "request"') > 60
    assert '"exception": "RuntimeError"' in written
    assert "canary" not in written


def test_somebody_signed_in_is_not_named(app: FastAPI, log: Log) -> None:
    user = person(app.state.database, "Canary Bird")
    token = token_for(app.state.database, user)
    cookie = ("cookie", f"passalong={token}")
    for path in ("/en/me", "/en/me/account", f"{PACK}/1", "/broken"):
        ask(app, Asked(path, headers=[cookie]))
    ask(app, Asked("/en/me/account/delete", "POST", [cookie, FORM], b"confirm=1"))

    written = log()
    assert "request" in written
    for secret in ("Canary", token, "127.0.0.1"):
        assert secret not in written


def test_a_database_error_does_not_quote_what_it_was_asked_for(
    app: FastAPI, log: Log
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is gone: canary in the statement")

    engine = app.state.database.engine
    event.listen(engine, "before_cursor_execute", fail)
    try:
        answer = ask(app, Asked("/en/search?q=canary"))
    finally:
        event.remove(engine, "before_cursor_execute", fail)

    assert answer.status == 500
    written = log()
    assert "RuntimeError" in written
    assert "canary" not in written
    assert b"canary" not in answer.body.replace(b'value="canary"', b"")


def test_a_text_that_takes_too_long_is_named_by_its_number_only(
    app: FastAPI, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise TookTooLong("canary")

    monkeypatch.setattr(loading, "build_lesson_view", refuse)
    answer = ask(app, Asked(f"{PACK}/3"))

    assert answer.status == 200
    written = log()
    assert "lesson_took_too_long" in written
    assert "canary" not in written


def test_line_breaks_and_terminal_codes_cannot_forge_a_line(
    app: FastAPI, log: Log
) -> None:
    for text in ("a\nb", "\x1b[31m", "\u2028", '","event":"forged', "%0a{}"):
        ask(app, Asked(f"/en/packs/{quote(text)}"))
        ask(app, Asked("/en/me", headers=[("x-request-id", text)]))

    lines = [line for line in log().split("\n") if line.startswith("{")]
    assert len(lines) >= 10
    for line in lines:
        assert json.loads(line)["event"] != "forged"
        assert line.isprintable()
