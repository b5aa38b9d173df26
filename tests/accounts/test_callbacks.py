"""What comes back from a provider and must sign nobody in.

The sixteen of the security study first, then a few of our own.
"""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import AuthFlow, User
from app.platform.db import Database
from tests.accounts.conftest import AppMaker
from tests.accounts.people import Browser, session_count, visit
from tests.identity.provider import CLIENT_ID, CLIENT_SECRET

pytestmark = pytest.mark.slow


@pytest.fixture
def app(any_provider_app: FastAPI) -> FastAPI:
    return any_provider_app


@pytest.fixture
def openid_browser(openid_app: FastAPI) -> Browser:
    return Browser(TestClient(openid_app, follow_redirects=False))


def assert_nobody_came_in(browser: Browser, *, token: str | None = None) -> None:
    database: Database = browser.app.state.database
    assert session_count(database) == 0
    assert browser.token == token
    with database.open_session() as session:
        assert session.exec(select(User)).all() == []


def test_no_state(browser: Browser) -> None:
    callback = visit(browser.start(), "7:Ana")

    answer = browser.get(callback.split("&state=")[0])

    assert answer.status_code == 403
    assert "You are not signed in" in answer.text
    assert_nobody_came_in(browser)


def test_a_state_of_another_browser(app: FastAPI, browser: Browser) -> None:
    """Somebody lures a victim to the end of a sign-in they began themselves."""
    attacker = Browser(TestClient(app, follow_redirects=False))
    callback = visit(attacker.start(), "666:Attacker")

    without_cookie = browser.get(callback)
    browser.start()
    callback = visit(attacker.start(), "666:Attacker")
    with_own_cookie = browser.get(callback)

    assert without_cookie.status_code == with_own_cookie.status_code == 403
    assert_nobody_came_in(browser)


def test_a_state_used_before(browser: Browser, database: Database) -> None:
    """Even in the same browser, with its cookie put back and a fresh code."""
    address = browser.start()
    binding = browser.client.cookies["passalong-flow"]
    browser.get(visit(address, "7:Ana"))
    browser.client.cookies.delete("passalong")
    browser.set_cookie("passalong-flow", binding)

    answer = browser.get(visit(address, "7:Ana"))

    assert answer.status_code == 403
    assert session_count(database) == 1
    assert browser.token is None


def test_a_code_used_before(browser: Browser, database: Database) -> None:
    used = visit(browser.start(), "7:Ana")
    browser.get(used)
    browser.client.cookies.delete("passalong")
    code = parse_qs(urlsplit(used).query)["code"][0]
    state = parse_qs(urlsplit(browser.start()).query)["state"][0]

    answer = browser.get(f"/oauth/callback?{urlencode({'code': code, 'state': state})}")

    assert answer.status_code == 503
    assert session_count(database) == 1
    assert browser.token is None


def test_a_state_older_than_ten_minutes(browser: Browser, database: Database) -> None:
    callback = visit(browser.start(), "7:Ana")
    with database.transaction() as session:
        flow = session.exec(select(AuthFlow)).one()
        flow.created_at -= timedelta(minutes=11)
        session.add(flow)

    answer = browser.get(callback)

    assert answer.status_code == 403
    assert "10 minutes" in answer.text
    assert_nobody_came_in(browser)


@pytest.mark.parametrize(
    "forgery",
    [
        "wrong_issuer",
        "wrong_audience",
        "wrong_audience_for_us",
        "two_audiences",
        "expired",
        "not_yet",
        "alg_none",
        "unknown_alg",
        "hmac_with_public_key",
        "foreign_key",
        "bad_nonce",
        "no_nonce",
        "no_subject",
        "no_id_token",
        "answer_of_another_issuer",
    ],
)
def test_a_forged_identity(openid_browser: Browser, forgery: str) -> None:
    answer = openid_browser.get(visit(openid_browser.start(), "7:Ana", do=forgery))

    assert answer.status_code == 403
    assert "could not be trusted" in answer.text
    assert_nobody_came_in(openid_browser)


def test_no_pkce(browser: Browser) -> None:
    """Somebody cuts the challenge out of the address the browser is sent to."""
    address = browser.start()
    parts = urlsplit(address)
    asked = {key: value[0] for key, value in parse_qs(parts.query).items()}
    del asked["code_challenge"], asked["code_challenge_method"]

    answer = browser.get(
        visit(parts._replace(query=urlencode(asked)).geturl(), "7:Ana")
    )

    assert answer.status_code == 503
    assert_nobody_came_in(browser)


def test_a_wrong_verifier(browser: Browser, database: Database) -> None:
    """A stolen code comes with the verifier of another sign-in."""
    callback = visit(browser.start(), "7:Ana")
    with database.transaction() as session:
        flow = session.exec(select(AuthFlow)).one()
        flow.verifier = "v" * 64
        session.add(flow)

    answer = browser.get(callback)

    assert answer.status_code == 503
    assert_nobody_came_in(browser)


def test_a_user_blocked_at_the_provider(browser: Browser) -> None:
    answer = browser.get(visit(browser.start(), "7:Ana:blocked"))

    assert answer.status_code == 403
    assert "This account is blocked where you sign in" in answer.text
    assert_nobody_came_in(browser)


def test_a_user_whose_name_is_hidden(browser: Browser) -> None:
    answer = browser.get(visit(browser.start(), "7"))

    assert answer.status_code == 403
    assert "does not share a name" in answer.text
    assert_nobody_came_in(browser)


@pytest.mark.parametrize("failure", ["redirect", "endless", "not_json", "down"])
def test_a_provider_that_fails(browser: Browser, failure: str) -> None:
    answer = browser.get(visit(browser.start(), "7:Ana", do=failure))

    assert answer.status_code == 503
    assert "did not answer as expected" in answer.text
    assert_nobody_came_in(browser)


def test_a_forged_flow_cookie(browser: Browser) -> None:
    callback = visit(browser.start(), "7:Ana")
    browser.set_cookie("passalong-flow", "forged.signature.here")

    assert browser.get(callback).status_code == 403
    assert_nobody_came_in(browser)


def test_an_answer_without_a_code(browser: Browser) -> None:
    state = parse_qs(urlsplit(browser.start()).query)["state"][0]

    answer = browser.get(f"/oauth/callback?state={state}&error=server_error")

    assert answer.status_code == 403
    assert_nobody_came_in(browser)


def test_a_refused_sign_in_keeps_the_one_from_before(
    browser: Browser, database: Database
) -> None:
    browser.get(visit(browser.start(), "7:Ana"))
    before = browser.token

    browser.get(visit(browser.start(), "8:Bea:blocked"))

    assert browser.token == before
    assert browser.who() == "Ana"


def test_a_document_cannot_send_us_to_another_host(
    make_app: AppMaker, provider_url: str
) -> None:
    """The token endpoint is on another address: nothing is sent there."""
    misled = make_app(
        oauth_issuer=f"{provider_url}/misleading",
        oauth_client_id=CLIENT_ID,
        oauth_client_secret=CLIENT_SECRET,
    )
    browser = Browser(TestClient(misled, follow_redirects=False))
    state = parse_qs(urlsplit(browser.start()).query)["state"][0]

    answer = browser.get(f"/oauth/callback?code=anything&state={state}")

    assert answer.status_code == 503
    assert_nobody_came_in(browser)


def test_a_provider_that_is_away_says_so(make_app: AppMaker) -> None:
    away = make_app(
        oauth_issuer="http://127.0.0.1:9",
        oauth_client_id=CLIENT_ID,
        oauth_client_secret=CLIENT_SECRET,
    )
    browser = Browser(TestClient(away, follow_redirects=False))

    answer = browser.post("/oauth/start")

    assert answer.status_code == 503
    assert "did not answer as expected" in answer.text
