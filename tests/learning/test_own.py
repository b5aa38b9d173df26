"""Your learning and your data, over HTTP."""

import json

import pytest
from sqlmodel import SQLModel, select

from app.accounts.models import User
from app.accounts.service import vanish
from app.learning.models import Answer, Completion, PackTotal, PackVisit, Tick
from app.platform.db import Database
from app.platform.worker import Worker
from tests.accounts.people import Browser
from tests.factories.small_library import PACK
from tests.learning.journey import make_statement, mark_done, take_pack, words


@pytest.fixture(params=["browser", "signed_in"])
def reader(request: pytest.FixtureRequest) -> Browser:
    """Somebody with or without an account."""
    found: Browser = request.getfixturevalue(request.param)
    return found


def left(database: Database, *tables: type[SQLModel]) -> int:
    with database.open_session() as session:
        return sum(len(session.scalars(select(table)).all()) for table in tables)


def test_with_nothing_started_three_short_packs_are_offered(reader: Browser) -> None:
    page = words(reader.get("/en/me").text)

    assert "Nothing started yet" in page
    assert page.index("Build a table") < page.index("Build a shelf")
    assert page.index("Build a shelf") < page.index("Build a bench")


def test_what_was_started_goes_on_where_it_stopped(reader: Browser) -> None:
    mark_done(reader, 1)

    answer = reader.get("/en/me")

    assert "1 of 3 modules done" in words(answer.text)
    assert f'<a class="btn primary" href="/en/packs/{PACK}/2">' in answer.text


def test_only_one_button_is_filled(reader: Browser) -> None:
    mark_done(reader, 1)
    mark_done(reader, 2)
    take_pack(reader)
    mark_done(reader, 1, pack="build-a-table")

    assert reader.get("/en/me").text.count("btn primary") <= 1


def test_a_finished_pack_is_listed_as_done(reader: Browser) -> None:
    take_pack(reader)

    page = words(reader.get("/en/me").text)

    assert "Started" not in page
    assert page.index("Done") < page.index("Build a bench")


def test_a_withdrawn_pack_is_still_listed_without_a_link(
    reader: Browser, database: Database
) -> None:
    mark_done(reader, 1)
    with database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE pack SET state = 'withdrawn'")

    answer = reader.get("/en/me")

    assert "This pack was withdrawn. What you did is kept." in words(answer.text)
    assert f'href="/en/packs/{PACK}"' not in answer.text


def test_statements_are_listed_until_withdrawn(reader: Browser) -> None:
    take_pack(reader)
    token = make_statement(reader, "Ama Mensah")
    assert "For Ama Mensah , made on" in words(reader.get("/en/me").text)

    reader.post(f"/en/statements/{token}/withdraw")

    assert "Ama Mensah" not in reader.get("/en/me").text


def test_the_page_says_that_a_browser_keeps_progress_to_itself(
    browser: Browser, signed_in: Browser
) -> None:
    assert "kept in this browser only" in words(browser.get("/en/me").text)
    assert "kept in this browser only" not in words(signed_in.get("/en/me").text)


@pytest.mark.parametrize("path", ["/en/me", "/en/me/data", "/en/me/data/delete"])
@pytest.mark.parametrize("cookie", ["forged.cookie", "x" * 3000, "%00"])
def test_a_broken_cookie_breaks_no_page(
    browser: Browser, path: str, cookie: str
) -> None:
    browser.set_cookie("learning", cookie)

    assert browser.get(path).status_code == 200


def test_your_data_says_in_words_what_is_kept(reader: Browser) -> None:
    mark_done(reader, 1, 2)

    page = words(reader.get("/en/me/data").text)

    assert "One pack that you have begun" in page
    assert "2 modules that you marked as done." in page


def test_your_data_says_when_there_is_nothing(reader: Browser) -> None:
    assert "At the moment there is nothing." in words(reader.get("/en/me/data").text)


def test_the_export_of_a_browser_holds_what_its_cookie_says(browser: Browser) -> None:
    mark_done(browser, 1, 3)

    answer = browser.get("/en/me/data/export")

    found = json.loads(answer.text)
    assert "attachment" in answer.headers["content-disposition"]
    assert found["learning"]["packs"][0]["modules_done"] == ["m1", "m3"]
    assert "account" not in found


def test_the_export_of_an_account_holds_account_and_learning(
    signed_in: Browser,
) -> None:
    take_pack(signed_in)
    token = make_statement(signed_in, "Ama Mensah")

    found = json.loads(signed_in.get("/en/me/data/export").text)

    assert found["account"]["name"] == "Ama"
    done = found["learning"]["modules_done"]
    assert [one["module_key"] for one in done] == ["m1", "m2", "m3"]
    assert found["learning"]["statements"][0]["token"] == token
    assert "user_id" not in json.dumps(found["learning"])


def test_before_deleting_the_page_says_what_goes_and_what_stays(
    reader: Browser,
) -> None:
    take_pack(reader)
    make_statement(reader, "Ama Mensah")

    page = words(reader.get("/en/me/data/delete").text)

    assert page.index("What goes") < page.index("3 modules that you marked as done.")
    assert page.index("What stays") < page.index("Your statements of completion")
    assert "Ama Mensah" in page


def test_deleting_takes_progress_and_leaves_the_totals(
    reader: Browser, database: Database, worker: Worker
) -> None:
    take_pack(reader)
    worker.run_due()

    answer = reader.post("/en/me/data/delete")

    assert answer.headers["location"] == "/en/me/data?deleted=1"
    assert "Nothing started yet" in words(reader.get("/en/me").text)
    assert left(database, Answer, Tick, Completion, PackVisit) == 0
    assert left(database, PackTotal) == 1


@pytest.mark.parametrize(("fields", "status"), [({}, 200), ({"statements": "1"}, 410)])
def test_statements_go_with_the_progress_only_when_asked(
    reader: Browser, fields: dict[str, str], status: int
) -> None:
    take_pack(reader)
    token = make_statement(reader)

    reader.post("/en/me/data/delete", **fields)

    assert reader.get(f"/en/statements/{token}").status_code == status


def test_an_account_that_vanishes_leaves_no_progress(
    signed_in: Browser, learner: User, database: Database, worker: Worker
) -> None:
    take_pack(signed_in)
    with database.transaction() as session:
        vanish(session, session.get_one(User, learner.id))
    worker.run_due()

    assert left(database, Answer, Tick, Completion, PackVisit) == 0


def test_another_site_cannot_delete_progress(reader: Browser) -> None:
    mark_done(reader, 1)

    answer = reader.client.post(
        "/en/me/data/delete", headers={"sec-fetch-site": "cross-site"}
    )

    assert answer.status_code == 403
    assert "1 of 3 modules done" in words(reader.get("/en/me").text)


@pytest.mark.parametrize("lang", ["ar", "sw", "bn", "ff-adlm", "zh-min-nan"])
def test_every_page_works_in_every_language(reader: Browser, lang: str) -> None:
    mark_done(reader, 1)

    for path in ("me", "me/data", "me/data/delete", f"packs/{PACK}/done"):
        assert reader.get(f"/{lang}/{path}").status_code == 200


def test_who_just_made_an_account_is_told_so_and_led_back(browser: Browser) -> None:
    fields = {"name": "Amina", "passphrase": "four words that do not belong"}
    made = browser.post("/en/register", **fields, next=f"/en/packs/{PACK}/2")
    told = made.headers["location"]

    page = browser.get(told).text

    assert "you are signed in as Amina" in words(page)
    assert f'href="/en/packs/{PACK}/2">Go on where you were' in page
    assert page.count("btn primary") == 1


def test_an_address_alone_says_nothing_of_an_account(browser: Browser) -> None:
    page = browser.get("/en/me?registered=1&next=https://evil.example/").text

    assert "you are signed in" not in words(page)
    assert "evil.example" not in page
