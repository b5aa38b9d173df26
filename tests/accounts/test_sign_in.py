"""Registering and signing in with a name and a passphrase."""

import re
import time

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import RateBucket, RoleGrant, User
from app.accounts.rights import COMMAND_LINE, block
from app.platform.db import Database
from app.platform.outbox import OutboxEvent
from tests.accounts.conftest import AppMaker
from tests.accounts.people import PASSPHRASE, Browser, person, session_count
from tests.light_hashes import real_hashes

pytestmark = pytest.mark.smoke

WRONG = "a passphrase of somebody else"


def test_a_newcomer_registers_and_is_signed_in(
    browser: Browser, database: Database
) -> None:
    answer = browser.post(
        "/en/register", name="Amina", passphrase=PASSPHRASE, next="/en/skills"
    )

    told = "/en/me?registered=1&next=%2Fen%2Fskills"
    assert (answer.status_code, answer.headers["location"]) == (303, told)
    assert browser.who() == "Amina"
    with database.open_session() as session:
        kept = session.exec(select(User.passphrase_hash)).one()
    assert kept is not None
    assert kept.startswith("$argon2id$")


def test_a_taken_name_is_refused_and_the_name_is_kept(
    browser: Browser, database: Database
) -> None:
    person(database, "Amina")

    answer = browser.post("/en/register", name="amina", passphrase=PASSPHRASE)

    assert answer.status_code == 422
    assert "This name is taken" in answer.text
    assert 'value="amina"' in answer.text
    assert PASSPHRASE not in answer.text


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("fourteen chars", "at least 15 characters"),
        ("passwordpassword1", "Too many people use this"),
        ("Amina2026Amina2026", "repeats your name"),
        ("x" * 300, "at most 256 characters"),
    ],
)
def test_a_weak_passphrase_is_refused_with_the_reason(
    browser: Browser, database: Database, passphrase: str, reason: str
) -> None:
    answer = browser.post("/en/register", name="Amina", passphrase=passphrase)

    assert answer.status_code == 422
    assert reason in answer.text
    assert passphrase not in answer.text
    assert session_count(database) == 0


def test_the_right_passphrase_signs_in_and_announces_it(
    browser: Browser, database: Database
) -> None:
    user = person(database, "Amina")

    answer = browser.sign_in("amina")

    assert answer.status_code == 303
    assert browser.who() == "Amina"
    with database.open_session() as session:
        event = session.exec(select(OutboxEvent)).one()
    assert (event.name, event.payload) == ("accounts.signed_in", {"user_id": user.id})


def test_the_session_cookie_is_for_the_server_only(
    browser: Browser, database: Database
) -> None:
    person(database, "Amina")

    cookie = browser.sign_in("Amina").headers["set-cookie"]

    assert re.match(r"passalong=[\w-]{32}; HttpOnly; Max-Age=\d+; Path=/;", cookie)
    assert "SameSite=lax" in cookie


def test_over_tls_cookies_are_bound_to_the_host(make_app: AppMaker) -> None:
    app = make_app(public_url="https://testserver", secret_key="k" * 40)
    person(app.state.database, "Amina")
    client = TestClient(app, base_url="https://testserver", follow_redirects=False)

    answer = client.post("/en/login", data={"name": "Amina", "passphrase": PASSPHRASE})

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-passalong=")
    assert "; Secure" in cookie
    assert "Domain" not in cookie
    assert client.get("/en/anyone").text == "Amina"


def test_unknown_names_and_wrong_passphrases_get_the_same_answer(
    browser: Browser, database: Database
) -> None:
    person(database, "Amina")

    known = browser.sign_in("Amina", WRONG)
    unknown = browser.sign_in("Bintu", WRONG)

    assert known.status_code == unknown.status_code == 422
    assert known.text.replace("Amina", "Bintu") == unknown.text
    assert session_count(database) == 0


def test_unknown_names_cost_as_much_work_as_known_ones(
    browser: Browser, database: Database
) -> None:
    def seconds(name: str) -> float:
        start = time.process_time()
        browser.sign_in(name, WRONG)
        return time.process_time() - start

    with real_hashes():
        person(database, "Amina")
        browser.sign_in("Amina", WRONG)
        known = min(seconds("Amina") for _ in range(3))
        unknown = min(seconds("Bintu") for _ in range(3))
    # Without any hashing it would be a hundredth.
    assert 0.2 < known / unknown < 5


def test_an_account_without_passphrase_cannot_be_entered_by_form(
    browser: Browser, database: Database
) -> None:
    with database.transaction() as session:
        session.add(
            User(name="Ana", name_skeleton="ana", name_shape="ana", central_id="x|1")
        )

    answer = browser.sign_in("Ana", "nobody has this passphrase")

    assert answer.status_code == 422
    assert session_count(database) == 0


def test_a_blocked_user_is_told_so_and_cannot_sign_in(
    browser: Browser, database: Database
) -> None:
    user = person(database, "Amina")
    with database.transaction() as session:
        block(session, session.merge(user), reason="spam", by=COMMAND_LINE)

    answer = browser.sign_in("Amina")

    assert answer.status_code == 403
    assert "This account is blocked here" in answer.text
    assert session_count(database) == 0


def test_the_eleventh_wrong_try_has_to_wait(
    browser: Browser, database: Database
) -> None:
    person(database, "Amina")

    tries = [browser.sign_in("Amina", WRONG).status_code for _ in range(10)]
    answer = browser.sign_in("Amina")

    assert tries == [422] * 10
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 300
    assert "tried too often" in answer.text
    assert session_count(database) == 0


def test_many_people_behind_one_address_can_sign_in(
    browser: Browser, database: Database
) -> None:
    """An edit-a-thon shares one connection; only wrong tries add up."""
    person(database, "Amina")

    answers = {browser.sign_in("Amina").status_code for _ in range(12)}

    assert answers == {303}


def test_counts_do_not_tell_who_tried(browser: Browser, database: Database) -> None:
    browser.sign_in("Amina", WRONG)

    with database.open_session() as session:
        rows = session.exec(select(RateBucket)).all()
    assert [len(row.key_hash) for row in rows] == [64, 64]
    assert "testclient" not in repr(rows)
    assert "amina" not in repr(rows).lower()


def test_the_sixth_registration_in_an_hour_has_to_wait(browser: Browser) -> None:
    names = ["Amina", "Bintu", "Chidi", "Desta", "Efua", "Farida"]

    answers = [
        browser.post("/en/register", name=name, passphrase=PASSPHRASE) for name in names
    ]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 3000


def test_signing_in_goes_only_to_pages_of_this_site(
    browser: Browser, database: Database
) -> None:
    person(database, "Amina")

    answer = browser.post(
        "/en/login", name="Amina", passphrase=PASSPHRASE, next="//evil.example/"
    )

    assert answer.headers["location"] == "/en/"


def test_who_is_signed_in_does_not_see_the_form_again(
    browser: Browser, database: Database
) -> None:
    person(database, "Amina")
    browser.sign_in("Amina")

    answer = browser.get("/en/login?next=/en/skills")

    assert (answer.status_code, answer.headers["location"]) == (303, "/en/skills")


def test_signing_in_leads_back_to_what_was_looked_for(browser: Browser) -> None:
    searched = "http://testserver/en/search?q=budget&level=beginner"

    page = browser.get("/en/login?next=/en/search", referer=searched)

    assert 'value="/en/search?q=budget&amp;level=beginner"' in page.text


def test_another_site_cannot_sign_a_browser_in(app: FastAPI) -> None:
    person(app.state.database, "Amina")
    client = TestClient(app, follow_redirects=False)

    answer = client.post(
        "/en/login",
        data={"name": "Amina", "passphrase": PASSPHRASE},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert session_count(app.state.database) == 0


def test_without_local_accounts_there_is_no_form(make_app: AppMaker) -> None:
    client = TestClient(make_app(local_accounts=False))

    page = client.get("/en/login")
    posted = client.post("/en/login", data={"name": "Amina", "passphrase": PASSPHRASE})

    assert "not set up on this site" in page.text
    assert posted.status_code == 404
    assert client.get("/en/register").status_code == 404


def test_what_was_typed_is_never_markup(browser: Browser) -> None:
    name = '"><script>alert(1)</script>'

    pages = [
        browser.sign_in(name, WRONG).text,
        browser.post("/en/register", name=name, passphrase=PASSPHRASE).text,
        browser.get(f"/en/login?next={name}").text,
    ]

    assert not any("<script>alert" in page for page in pages)


def test_signing_in_adopts_the_settings_of_the_browser(
    browser: Browser, database: Database
) -> None:
    person(database, "Amina")
    browser.post("/en/me/settings", locale="", theme="dark", text_size="large")

    browser.sign_in("Amina")
    browser.client.cookies.delete("prefs")

    page = browser.get("/en/me/settings").text
    assert 'data-theme="dark"' in page
    assert 'data-text="large"' in page


def test_a_form_cannot_set_more_than_it_shows(
    browser: Browser, database: Database
) -> None:
    every_field = dict.fromkeys(User.model_fields, "1") | {"role": "steward"}

    browser.post(
        "/en/register", **{**every_field, "name": "Amina", "passphrase": PASSPHRASE}
    )

    with database.open_session() as session:
        user = session.exec(select(User)).one()
        assert session.exec(select(RoleGrant)).all() == []
    assert (user.name, user.central_id, user.blocked_at) == ("Amina", None, None)
    assert user.vanished_at is None
    assert user.preferences == {}
