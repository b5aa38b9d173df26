"""One's own account: roles, browsers, passphrase, and leaving it."""

import re

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel, col, select

from app.accounts.models import LogAction, RightsLogEntry, RoleGrant, User
from app.accounts.names import VANISHED_PREFIX
from app.accounts.queries import get_user
from app.accounts.rights import COMMAND_LINE, block, grant_role, unblock
from app.accounts.roles import Grant, Role
from app.accounts.service import export_account, vanish
from app.platform.db import Database
from app.platform.outbox import OutboxEvent
from tests.accounts.people import PASSPHRASE, Browser, person, session_count, token_for

FRESH = "nine herons over the estuary"


@pytest.fixture
def amina(database: Database, browser: Browser) -> User:
    user = person(database, "Amina")
    with database.transaction() as session:
        stored = get_user(session, user.number)
        grant = Grant(Role.COORDINATOR, language="sw")
        grant_role(session, stored, grant, by=COMMAND_LINE)
    browser.use_token(token_for(database, user))
    return user


def test_the_page_shows_name_roles_and_browsers(browser: Browser, amina: User) -> None:
    page = browser.get("/en/me/account").text

    assert "<bdi>Amina</bdi>" in page
    assert "Translation coordinator · <bdi>Kiswahili</bdi>" in page
    assert "signed in in one browser" in page


def test_a_stranger_is_sent_to_sign_in(browser: Browser) -> None:
    for method, path in [
        ("GET", ""),
        ("POST", "/passphrase"),
        ("POST", "/sign-out"),
        ("POST", "/delete"),
    ]:
        answer = browser.client.request(method, f"/en/me/account{path}")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/en/login")


@pytest.mark.parametrize(
    ("current", "passphrase", "sentence"),
    [
        ("not the one I have now", FRESH, "This is not your passphrase"),
        (PASSPHRASE, "too short", "at least 15 characters"),
        (PASSPHRASE, "Amina Amina Amina", "repeats your name"),
        ("", FRESH, "This is needed"),
    ],
)
def test_a_passphrase_change_is_refused_with_the_reason(
    browser: Browser, amina: User, current: str, passphrase: str, sentence: str
) -> None:
    answer = browser.post(
        "/en/me/account/passphrase", current=current, passphrase=passphrase
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert browser.sign_in("Amina").status_code == 303


@pytest.mark.slow
def test_guessing_the_current_passphrase_is_limited(
    browser: Browser, amina: User
) -> None:
    answers = [
        browser.post(
            "/en/me/account/passphrase", current=f"guess number {n}", passphrase=FRESH
        ).status_code
        for n in range(11)
    ]

    assert answers == [422] * 10 + [429]


def test_deleting_asks_for_a_tick_and_the_passphrase(
    browser: Browser, amina: User
) -> None:
    unticked = browser.post("/en/me/account/delete", vanish_passphrase=PASSPHRASE)
    unproven = browser.post("/en/me/account/delete", confirm="1")
    wrong = browser.post(
        "/en/me/account/delete", confirm="1", vanish_passphrase="not the one I have"
    )

    assert [a.status_code for a in (unticked, unproven, wrong)] == [422] * 3
    assert "Tick this first" in unticked.text
    assert "This is not your passphrase" in wrong.text
    assert browser.who() == "Amina"


def test_deleting_leaves_only_an_opaque_name(
    browser: Browser, database: Database, amina: User
) -> None:
    answer = browser.post(
        "/en/me/account/delete", confirm="1", vanish_passphrase=PASSPHRASE
    )

    after = answer.headers["location"]
    assert answer.status_code == 303
    assert "Your account is deleted" in browser.get(after).text
    assert browser.token is None
    with database.open_session() as session:
        user = session.exec(select(User)).one()
        assert user.id == amina.id
        assert user.name.startswith(VANISHED_PREFIX)
        assert (user.central_id, user.passphrase_hash) == (None, None)
        assert user.preferences == {}
        assert user.vanished_at is not None
        assert session.exec(select(RoleGrant)).all() == []
    assert session_count(database) == 0


def test_after_vanishing_the_old_name_is_nowhere_in_the_database(
    browser: Browser, database: Database, amina: User
) -> None:
    with database.transaction() as session:
        user = get_user(session, amina.number)
        block(session, user, reason="Amina wrote adverts", by=COMMAND_LINE)
        unblock(session, user, reason="Amina apologised", by=COMMAND_LINE)
        user.central_id = "wikimedia|number-of-amina"

    with database.transaction() as session:
        vanish(session, get_user(session, amina.number))

    with database.engine.connect() as connection:
        rows = [
            repr(connection.execute(table.select()).all())
            for table in SQLModel.metadata.tables.values()
            if inspect(connection).has_table(table.name)
        ]
    # A word of its own: letters and digits stand in marks and times by chance.
    assert not any(re.search(r"\b(amina|arnina)\b", row.lower()) for row in rows)


def test_vanishing_is_announced_and_in_the_log(database: Database, amina: User) -> None:
    with database.transaction() as session:
        vanish(session, get_user(session, amina.number))

    with database.open_session() as session:
        names = [event.name for event in session.exec(select(OutboxEvent))]
        log = session.exec(select(RightsLogEntry).order_by(col(RightsLogEntry.id)))
        entry = log.all()[-1]
    assert names == ["accounts.vanished"]
    assert (entry.action, entry.target_id) == (LogAction.VANISHED, amina.id)


def test_the_name_is_free_again_and_cannot_be_imitated(
    browser: Browser, database: Database, amina: User
) -> None:
    with database.transaction() as session:
        vanish(session, get_user(session, amina.number))

    again = browser.post("/en/register", name="Amina", passphrase=PASSPHRASE)
    imitation = browser.post(
        "/en/register", name="Former user 7k2m", passphrase=PASSPHRASE
    )

    assert again.status_code == 303
    assert imitation.status_code == 422
    assert browser.who() == "Amina"


def test_an_export_holds_what_we_know_and_no_secret(
    database: Database, amina: User
) -> None:
    with database.open_session() as session:
        export = export_account(session, get_user(session, amina.number))

    assert export["name"] == "Amina"
    assert export["has_passphrase"] is True
    assert export["roles"] == [{"role": "coordinator", "skill": None, "language": "sw"}]
    assert len(export["signed_in_browsers"]) == 1
    assert [entry["action"] for entry in export["rights_log"]] == ["granted"]
    assert "argon2" not in repr(export)
