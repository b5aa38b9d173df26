"""Signing in at a real provider process, OpenID Connect and MediaWiki alike."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.accounts.models import AuthFlow, User
from app.accounts.providers import provider_from
from app.accounts.rights import COMMAND_LINE, block
from app.platform.db import Database
from app.platform.outbox import OutboxEvent
from app.platform.settings import Settings, SettingsError
from tests.accounts.conftest import AppMaker
from tests.accounts.people import Browser, person, session_count, start_secrets, visit


@pytest.fixture
def app(any_provider_app: FastAPI) -> FastAPI:
    return any_provider_app


def sign_in(browser: Browser, who: str, next_path: str = "") -> httpx.URL:
    """Go to the provider and back; return where the browser ends up."""
    answer = browser.get(visit(browser.start(next_path), who))
    assert answer.status_code == 303, answer.text
    return httpx.URL(answer.headers["location"])


def users(database: Database) -> list[User]:
    with database.open_session() as session:
        return list(session.exec(select(User).order_by(col(User.id))).all())


def test_a_newcomer_comes_back_signed_in_where_they_were(
    browser: Browser, database: Database
) -> None:
    after = sign_in(browser, "7:Ana Pérez", "/en/skills?level=1")

    assert str(after) == "/en/skills?level=1"
    assert browser.who() == "Ana Pérez"
    user = users(database)[0]
    assert user.central_id is not None
    assert user.central_id.endswith("|7")
    with database.open_session() as session:
        assert [event.name for event in session.exec(select(OutboxEvent))] == [
            "accounts.signed_in"
        ]


def test_the_provider_is_asked_with_state_and_a_hashed_verifier(
    browser: Browser,
) -> None:
    asked = parse_qs(urlsplit(browser.start()).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) == 32
    assert asked["redirect_uri"] == ["http://testserver/oauth/callback"]
    assert "client_secret" not in asked


def test_coming_again_is_the_same_account(browser: Browser, database: Database) -> None:
    sign_in(browser, "7:Ana")
    sign_in(browser, "7:Ana")

    assert len(users(database)) == 1


def test_a_rename_at_the_provider_is_followed(
    browser: Browser, database: Database
) -> None:
    sign_in(browser, "7:Ana")
    sign_in(browser, "7:Ana Pérez")

    assert [user.name for user in users(database)] == ["Ana Pérez"]


def test_a_name_that_moved_to_somebody_else_gives_no_access(
    browser: Browser, database: Database
) -> None:
    sign_in(browser, "7:Ana")
    sign_in(browser, "8:Ana")

    first, second = users(database)
    assert first.name == "Ana"
    assert second.name.startswith("Ana (")


def test_a_local_account_of_that_name_is_not_taken_over(
    browser: Browser, database: Database
) -> None:
    local = person(database, "Ana")

    sign_in(browser, "7:Ana")

    assert browser.who() != "Ana"
    assert users(database)[0].central_id is None
    assert users(database)[0].id == local.id


def test_a_name_cannot_bring_invisible_or_reordering_letters(
    browser: Browser, database: Database
) -> None:
    sign_in(browser, "7:A\u202ena\u0000\u2066 x")

    assert users(database)[0].name == "A na x"


def test_a_user_blocked_here_stays_out(browser: Browser, database: Database) -> None:
    sign_in(browser, "7:Ana")
    with database.transaction() as session:
        found = session.exec(select(User)).one()
        block(session, found, reason="spam", by=COMMAND_LINE)

    answer = browser.get(visit(browser.start(), "7:Ana"))

    assert answer.status_code == 403
    assert "This account is blocked here" in answer.text
    assert browser.who() == "nobody"


def test_saying_no_at_the_provider_leads_back_to_the_page(
    browser: Browser, database: Database
) -> None:
    state = parse_qs(urlsplit(browser.start("/en/skills")).query)["state"][0]

    answer = browser.get(f"/oauth/callback?error=access_denied&state={state}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/en/skills")
    assert session_count(database) == 0


def test_a_planted_session_is_not_carried_over(
    browser: Browser, database: Database
) -> None:
    browser.use_token("planted")

    sign_in(browser, "7:Ana")

    assert browser.token not in {None, "planted"}
    assert browser.who() == "Ana"


def test_hooks_run_in_the_transaction_that_signs_in(
    app: FastAPI, browser: Browser, database: Database
) -> None:
    """What somebody did before is theirs at once, and its cookie is taken away."""

    def merge(session: Session, request: Request, user: User) -> None:
        user.preferences = {"langs": request.cookies["before"]}
        session.add(user)
        request.state.spent_cookies.append("before")

    app.state.on_sign_in.append(merge)
    browser.set_cookie("before", "sw")

    sign_in(browser, "7:Ana")

    assert users(database)[0].preferences == {"langs": "sw"}
    assert "before" not in browser.client.cookies


def test_a_failing_hook_signs_nobody_in(
    app: FastAPI, browser: Browser, database: Database
) -> None:
    def fail(_session: Session, _request: Request, _user: User) -> None:
        raise RuntimeError("progress could not be merged")

    app.state.on_sign_in.append(fail)

    answer = browser.get(visit(browser.start(), "7:Ana"))

    assert answer.status_code == 500
    assert session_count(database) == 0
    assert users(database) == []


def test_sign_ins_that_never_came_back_are_swept_away(
    browser: Browser, database: Database
) -> None:
    browser.start()
    with database.transaction() as session:
        flow = session.exec(select(AuthFlow)).one()
        flow.created_at = flow.created_at.replace(year=2020)
        session.add(flow)

    browser.start()

    with database.open_session() as session:
        assert len(session.exec(select(AuthFlow)).all()) == 1


def test_next_cannot_lead_to_another_site(browser: Browser) -> None:
    after = sign_in(browser, "7:Ana", "https://evil.example/")

    assert str(after) == "/"


def test_the_sign_in_page_offers_the_provider_first(browser: Browser) -> None:
    page = browser.get("/en/login?next=/en/skills").text

    assert page.index('action="/oauth/start"') < page.index('action="/en/login"')
    assert 'name="next" value="/en/skills"' in page


def test_without_a_provider_there_is_nothing_to_start(make_app: AppMaker) -> None:
    client = TestClient(make_app())

    assert client.post("/oauth/start").status_code == 404
    assert client.get("/oauth/callback?code=1&state=2").status_code == 404


@pytest.mark.parametrize(
    "issuer", ["http://sso.example", "ftp://127.0.0.1", "https://", "https://a.b/?c=d"]
)
def test_an_unsafe_issuer_stops_the_start(issuer: str) -> None:
    settings = Settings(
        oauth_issuer=issuer, oauth_client_id="a", oauth_client_secret="b"
    )

    with pytest.raises(SettingsError, match="PASSALONG_OAUTH_ISSUER") as refusal:
        provider_from(settings)
    assert issuer not in str(refusal.value)


@pytest.mark.parametrize(
    ("issuer", "endpoint"),
    [
        (
            "https://meta.wikimedia.org",
            "https://meta.wikimedia.org/w/rest.php/oauth2/authorize",
        ),
        (
            "https://wiki.example.org/w/rest.php",
            "https://wiki.example.org/w/rest.php/oauth2/authorize",
        ),
    ],
)
def test_wikis_are_known_by_their_address(issuer: str, endpoint: str) -> None:
    settings = Settings(
        oauth_issuer=issuer, oauth_client_id="a", oauth_client_secret="b"
    )
    provider = provider_from(settings)
    assert provider is not None

    from_start = provider.authorization_url(start_secrets())

    assert from_start.startswith(f"{endpoint}?")
    assert provider.is_wikimedia == issuer.endswith("wikimedia.org")
