"""A session ends when it should, everywhere, at once."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts.models import LoginSession, User
from app.accounts.queries import get_user
from app.accounts.rights import COMMAND_LINE, block, grant_role
from app.accounts.roles import Grant, Role
from app.accounts.service import vanish
from app.accounts.sessions import MAX_SESSIONS_PER_USER
from app.platform import clock
from app.platform.db import Database
from app.platform.ids import text_hash
from app.web.static_files import static_files
from tests.accounts.people import PASSPHRASE, Browser, person, session_count, token_for


@pytest.fixture
def amina(database: Database, browser: Browser) -> User:
    """Somebody signed in in `browser`."""
    user = person(database, "Amina")
    browser.use_token(token_for(database, user))
    assert browser.who() == "Amina"
    return user


def only_session(session: Session) -> LoginSession:
    return session.exec(select(LoginSession)).one()


def test_only_the_hash_of_the_token_is_kept(
    browser: Browser, database: Database, amina: User
) -> None:
    with database.open_session() as session:
        kept = only_session(session).token_hash

    assert browser.token is not None
    assert kept == text_hash(browser.token)


def test_signing_in_gives_a_new_token_and_ends_the_old(
    browser: Browser, database: Database, amina: User
) -> None:
    before = browser.token

    browser.sign_in("Amina")

    assert browser.token not in {None, before}
    assert session_count(database) == 1


def test_signing_out_ends_it_on_the_server(
    browser: Browser, database: Database, amina: User
) -> None:
    token = browser.token
    assert token is not None

    answer = browser.post("/logout", next="/en/skills")
    after = browser.token
    browser.use_token(token)

    assert (answer.status_code, answer.headers["location"]) == (303, "/en/skills")
    assert after is None
    assert browser.who() == "nobody"
    assert session_count(database) == 0


def test_a_block_ends_it_and_it_stays_ended(
    browser: Browser, database: Database, amina: User
) -> None:
    with database.transaction() as session:
        user = get_user(session, amina.number)
        block(session, user, reason="spam", by=COMMAND_LINE)
        session.flush()
        user.blocked_at = None

    assert browser.who() == "nobody"


def test_a_session_of_a_blocked_user_is_worth_nothing(
    browser: Browser, database: Database, amina: User
) -> None:
    """Even one that a mistake elsewhere left behind."""
    with database.transaction() as session:
        user = get_user(session, amina.number)
        user.blocked_at = user.created_at

    assert session_count(database) == 1
    assert browser.who() == "nobody"


def test_vanishing_ends_it(browser: Browser, database: Database, amina: User) -> None:
    with database.transaction() as session:
        vanish(session, get_user(session, amina.number))

    assert browser.who() == "nobody"
    assert session_count(database) == 0


def test_a_new_passphrase_ends_the_other_browsers(
    app: FastAPI, browser: Browser, database: Database, amina: User
) -> None:
    other = Browser(TestClient(app, follow_redirects=False))
    other.sign_in("Amina")
    fresh = "nine herons over the estuary"

    answer = browser.post(
        "/en/me/account/passphrase", current=PASSPHRASE, passphrase=fresh
    )

    assert answer.status_code == 303
    assert (browser.who(), other.who()) == ("Amina", "nobody")
    assert other.sign_in("Amina").status_code == 422
    assert other.sign_in("Amina", fresh).status_code == 303


def test_signing_out_everywhere_ends_all_of_them(
    app: FastAPI, browser: Browser, database: Database, amina: User
) -> None:
    other = Browser(TestClient(app, follow_redirects=False))
    other.sign_in("Amina")

    browser.post("/en/me/account/sign-out")

    assert (browser.who(), other.who()) == ("nobody", "nobody")
    assert session_count(database) == 0


def test_thirty_days_of_rest_end_it(
    browser: Browser, database: Database, amina: User
) -> None:
    with database.transaction() as session:
        only_session(session).expires_at -= timedelta(days=30)

    assert browser.who() == "nobody"


def test_use_moves_its_end_forward_once_a_day(
    browser: Browser, database: Database, amina: User
) -> None:
    with database.transaction() as session:
        mine = only_session(session)
        mine.last_seen_at -= timedelta(days=2)
        mine.expires_at -= timedelta(days=2)

    browser.who()
    with database.open_session() as session:
        moved = only_session(session)
        browser.who()
        session.expire_all()
        assert only_session(session).last_seen_at == moved.last_seen_at

    assert moved.expires_at - moved.last_seen_at == timedelta(days=30)


def test_no_use_keeps_it_longer_than_a_year(
    browser: Browser, database: Database, amina: User
) -> None:
    with database.transaction() as session:
        mine = only_session(session)
        mine.created_at -= timedelta(days=360)
        mine.last_seen_at -= timedelta(days=2)

    browser.who()

    with database.open_session() as session:
        mine = only_session(session)
        assert mine.expires_at - mine.created_at == timedelta(days=365)


@pytest.mark.parametrize(
    "token", ["", "x", "x" * 32, "x" * 5000, "'; drop table user --", "\u00e9" * 8]
)
def test_a_forged_token_is_nobody(browser: Browser, token: str) -> None:
    cookie = f"passalong={token}".encode()

    answer = browser.client.get("/en/anyone", headers={b"cookie": cookie})

    assert (answer.status_code, answer.text) == (200, "nobody")


def test_old_sessions_make_room_for_new_ones(database: Database) -> None:
    user = person(database, "Amina")

    for _ in range(MAX_SESSIONS_PER_USER + 3):
        token_for(database, user)

    assert session_count(database) == MAX_SESSIONS_PER_USER


def test_who_signs_in_after_a_clock_was_set_back_is_signed_in(
    browser: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person(database, "Amina")
    for _ in range(MAX_SESSIONS_PER_USER):
        token_for(database, user)
    earlier = clock.now() - timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: earlier)

    browser.use_token(token_for(database, user))

    assert browser.who() == "Amina"
    assert session_count(database) == MAX_SESSIONS_PER_USER


def test_a_reader_without_the_cookie_costs_no_query(
    browser: Browser, database: Database
) -> None:
    statements: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda *args: statements.append(args[2]),
    )

    browser.who()
    assert statements == []


def test_a_signed_in_page_view_costs_one_query(
    browser: Browser, database: Database, amina: User
) -> None:
    with database.transaction() as session:
        user = get_user(session, amina.number)
        for language in ("ar", "fr", "sw"):
            grant = Grant(Role.COORDINATOR, language=language)
            grant_role(session, user, grant, by=COMMAND_LINE)
    statements: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda *args: statements.append(args[2]),
    )

    browser.get("/en/members")
    asked = [text for text in statements if text != "BEGIN"]
    assert [text.split()[0] for text in asked] == ["SELECT"]


def test_static_files_cost_no_query(
    browser: Browser, database: Database, amina: User
) -> None:
    statements: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda *args: statements.append(args[2]),
    )

    answer = browser.get(static_files().url("passalong.css"))

    assert answer.status_code == 200
    assert statements == []
