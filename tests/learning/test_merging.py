"""At sign-in: nothing lost, nothing twice."""

from collections.abc import Iterable

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.accounts.models import User
from app.learning.models import Answer, Completion, PackVisit, Statement, Tick
from app.learning.queries import answers_in, ticks_in
from app.learning.totals import total_of
from app.platform.db import Database
from app.platform.outbox import OutboxEvent
from app.platform.worker import Worker
from tests.accounts.people import Browser
from tests.factories.small_library import KEY, PACK
from tests.learning.journey import DONE, make_statement, mark_done, take_pack, words


def unit_id(session: Session, text: str) -> str:
    # Every pack of the library asks this; the one meant was loaded first.
    rows = session.connection().exec_driver_sql(
        "SELECT unit_id, text FROM unit_version ORDER BY id"
    )
    return next(str(row[0]) for row in rows if row[1] == text)


def unit_ids(database: Database, *texts: str) -> list[str]:
    with database.open_session() as session:
        return [unit_id(session, text) for text in texts]


def check(browser: Browser, number: int, quiz: str, answers: Iterable[str]) -> None:
    path = f"/en/packs/{PACK}/{number}/check/{quiz}"
    sent = browser.client.post(path, data={"answer": list(answers)})
    assert sent.status_code == 303, sent.text


def tick(browser: Browser, *items: str) -> None:
    path = f"/en/packs/{PACK}/3/tick/1"
    sent = browser.client.post(path, data={"tick": list(items)})
    assert sent.status_code == 303, sent.text


def rows(database: Database, table: type) -> list[object]:
    with database.open_session() as session:
        return list(session.scalars(select(table)))


def test_what_was_done_without_an_account_is_on_the_account(
    browser: Browser, learner: User, database: Database
) -> None:
    mark_done(browser, 1, 2)

    browser.sign_in("Ama")

    page = words(browser.get(DONE).text)
    assert "One module of Build a bench is still open" in page
    assert {one.module_key for one in rows(database, Completion)} == {"m1", "m2"}  # type: ignore[attr-defined]


def test_it_goes_on_in_another_browser(
    app: FastAPI, browser: Browser, learner: User
) -> None:
    mark_done(browser, 1)
    browser.sign_in("Ama")
    second = Browser(TestClient(app, follow_redirects=False))
    second.sign_in("Ama")

    page = second.get("/en/me")

    assert "1 of 3 modules done" in words(page.text)
    assert f'href="/en/packs/{PACK}/2"' in page.text


def test_answers_and_ticks_come_along(
    browser: Browser, learner: User, database: Database
) -> None:
    texts = ("Which board is dry?", "The grey one", "What joins two boards?")
    one, grey, typed = unit_ids(database, *texts)
    order, measure, cut, join = unit_ids(
        database, "Put the steps in order.", "Measure", "Cut", "Join"
    )
    dry, help_ = unit_ids(database, "The wood is dry", "Somebody can help")
    check(browser, 1, one, [grey])
    check(browser, 2, typed, ["Nails"])
    check(browser, 2, order, [cut, measure, join])
    tick(browser, dry, help_)

    browser.sign_in("Ama")

    with database.open_session() as session:
        first = answers_in(session, learner.number, KEY, "m1")
        second = answers_in(session, learner.number, KEY, "m2")
        ticks = ticks_in(session, learner.number, KEY, "m3")
    assert (first[one].chosen, first[one].is_right) == ((grey,), True)
    assert (second[typed].chosen, second[typed].is_right) == (("Nails",), False)
    assert second[order].chosen == (cut, measure, join)
    assert ticks == {dry, help_}


def test_a_right_answer_wins_and_tries_are_not_added_up(
    app: FastAPI, browser: Browser, learner: User, database: Database
) -> None:
    one, grey, green = unit_ids(
        database, "Which board is dry?", "The grey one", "The green one"
    )
    account = Browser(TestClient(app, follow_redirects=False))
    account.sign_in("Ama")
    check(account, 1, one, [grey])
    for _ in range(3):
        check(browser, 1, one, [green])

    browser.sign_in("Ama")

    (answer,) = rows(database, Answer)
    assert isinstance(answer, Answer)
    assert (answer.chosen, answer.is_right, answer.tries) == ([grey], True, 3)


def test_merging_the_same_cookie_again_changes_nothing(
    app: FastAPI, browser: Browser, learner: User, database: Database
) -> None:
    one, grey = unit_ids(database, "Which board is dry?", "The grey one")
    check(browser, 1, one, [grey])
    take_pack(browser)
    cookie = browser.client.cookies["learning"]
    browser.sign_in("Ama")
    before = state_of(database)
    again = Browser(TestClient(app, follow_redirects=False))
    again.set_cookie("learning", cookie)

    again.sign_in("Ama")

    assert state_of(database) == before


def state_of(database: Database) -> list[object]:
    tables = (Completion, Answer, Tick, PackVisit)
    return [
        row.model_dump(exclude={"visited_at"})  # type: ignore[attr-defined]
        for table in tables
        for row in rows(database, table)
    ]


def test_the_totals_count_a_learner_once(
    browser: Browser, learner: User, database: Database, worker: Worker
) -> None:
    take_pack(browser)
    worker.run_due()
    browser.sign_in("Ama")
    take_pack(browser)
    worker.run_due()

    with database.open_session() as session:
        total = total_of(session, KEY)
    assert (total.started, total.modules_done, total.finished) == (1, 3, 1)


def test_a_pack_done_in_two_halves_is_finished_once(
    app: FastAPI,
    browser: Browser,
    learner: User,
    database: Database,
    worker: Worker,
) -> None:
    account = Browser(TestClient(app, follow_redirects=False))
    account.sign_in("Ama")
    mark_done(account, 1)
    mark_done(browser, 2, 3)
    browser.sign_in("Ama")
    worker.run_due()

    with database.open_session() as session:
        assert total_of(session, KEY).finished == 1
        visit = session.scalars(select(PackVisit)).one()
    assert visit.finished_at is not None
    assert "You can now" in words(account.get(DONE).text)


def test_the_cookie_is_taken_back(browser: Browser, learner: User) -> None:
    mark_done(browser, 1)
    assert "learning" in browser.client.cookies

    browser.sign_in("Ama")

    assert "learning" not in browser.client.cookies


def test_the_next_reader_of_a_shared_phone_starts_afresh(
    browser: Browser, learner: User
) -> None:
    mark_done(browser, 1)
    browser.sign_in("Ama")
    browser.post("/logout", next="/en/")

    assert "Nothing started yet" in words(browser.get("/en/me").text)


def test_statements_come_along(
    browser: Browser, learner: User, database: Database
) -> None:
    take_pack(browser)
    token = make_statement(browser)

    browser.sign_in("Ama")

    statement = rows(database, Statement)[0]
    assert isinstance(statement, Statement)
    assert (statement.user_id, statement.device_hash) == (learner.id, None)
    assert browser.post(f"/en/statements/{token}/withdraw").status_code == 303


@pytest.mark.parametrize("cookie", ["forged", "A.B", "x" * 4000])
def test_a_forged_cookie_brings_nothing(
    browser: Browser, learner: User, database: Database, cookie: str
) -> None:
    browser.set_cookie("learning", cookie)

    answer = browser.sign_in("Ama")

    assert answer.status_code == 303
    assert rows(database, Completion) == []


def test_progress_in_a_pack_that_is_gone_is_kept(
    browser: Browser, learner: User, database: Database
) -> None:
    mark_done(browser, 1)
    with database.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE pack SET key = 'gone01' WHERE key = 'bench1'"
        )

    browser.sign_in("Ama")

    (done,) = rows(database, Completion)
    assert isinstance(done, Completion)
    assert (done.pack_key, done.module_key) == (KEY, "m1")
    assert browser.get("/en/me").status_code == 200


def test_signing_in_without_progress_writes_none(
    browser: Browser, learner: User, database: Database
) -> None:
    browser.sign_in("Ama")

    assert rows(database, PackVisit) == []
    with database.open_session() as session:
        names = session.scalars(select(col(OutboxEvent.name))).all()
    assert not [name for name in names if name.startswith("learning.")]
