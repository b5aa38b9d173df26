"""The end of a pack, over HTTP."""

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.accounts.models import User
from app.learning.events import PackCompleted
from app.packs.models import Module, Pack, PublicState
from app.platform.db import Database
from app.platform.outbox import announce
from app.platform.states import CONTENT, bump
from app.platform.worker import Worker
from app.texts.models import Document, Revision
from app.texts.reading import Status, UnitText
from tests.accounts.people import Browser, person
from tests.factories.small_library import KEY, PACK
from tests.learning.journey import DONE, mark_done, take_pack, words


@pytest.fixture(params=["browser", "signed_in"])
def reader(request: pytest.FixtureRequest) -> Browser:
    """Somebody with or without an account."""
    found: Browser = request.getfixturevalue(request.param)
    return found


def test_before_the_end_the_page_lists_what_is_left(reader: Browser) -> None:
    mark_done(reader, 1)

    page = words(reader.get(DONE).text)

    assert "2 modules of Build a bench are still open. What you did is kept." in page
    assert "2. Cut and join" in page
    assert "3. Build it" in page
    assert "1. Choose the wood" not in page
    assert "You can now" not in page


def test_nobody_needs_to_have_begun_to_see_the_page(reader: Browser) -> None:
    page = words(reader.get(DONE).text)

    assert "3 modules of Build a bench are still open" in page


def test_at_the_end_the_page_says_what_one_can_do(reader: Browser) -> None:
    take_pack(reader)

    answer = reader.get(DONE)

    assert "saw &lt;straight&gt;" in answer.text
    assert "You can now" in words(answer.text)
    assert "Make the statement" in answer.text
    assert f'href="/en/packs/{PACK}/3"' in answer.text


def test_the_next_pack_teaches_the_same_skill_and_is_not_done(
    reader: Browser,
) -> None:
    take_pack(reader)
    assert "Build a table" in words(reader.get(DONE).text)

    mark_done(reader, 1, pack="build-a-table")
    page = words(reader.get(DONE).text)

    assert "Build a shelf" in page
    assert "Build a table" not in page


def test_a_new_module_opens_a_finished_pack_again_and_loses_nothing(
    reader: Browser, database: Database
) -> None:
    withdrawn = col(Module.key) == "m2"
    with database.transaction() as session:
        session.execute(update(Module).where(withdrawn).values(is_withdrawn=True))
        bump(session, CONTENT)
    mark_done(reader, 1, 3)
    assert "You can now" in words(reader.get(DONE).text)

    with database.transaction() as session:
        session.execute(update(Module).where(withdrawn).values(is_withdrawn=False))
        bump(session, CONTENT)
    page = words(reader.get(DONE).text)

    assert "One module of Build a bench is still open" in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/packs/no-such-pack/done", 404),
        ("/xq/packs/build-a-bench/done", 404),
        ("/en/packs/%00/done", 404),
    ],
)
def test_an_unknown_address_has_no_page(
    browser: Browser, address: str, status: int
) -> None:
    assert browser.get(address).status_code == status


def test_a_withdrawn_pack_says_so(browser: Browser, database: Database) -> None:
    with database.transaction() as session:
        session.execute(
            update(Pack)
            .where(col(Pack.slug) == PACK)
            .values(state=PublicState.WITHDRAWN)
        )

    assert browser.get(DONE).status_code == 410


def test_goals_come_in_the_language_main_can_read(
    app: FastAPI, browser: Browser
) -> None:
    def units(
        _session: Session, _document: Document, languages: list[str]
    ) -> list[UnitText]:
        assert languages == ["fr"]
        shown = UnitText("a", "scier droit", Status.CURRENT, "fr")
        other = UnitText("b", "بالعربية", Status.FALLBACK, "ar", "ar", "rtl")
        return [shown, shown, shown, other]

    app.state.unit_texts = units
    take_pack(browser)

    text = browser.get(f"/fr/packs/{PACK}/done").text

    assert "scier droit" in text
    assert '<span lang="ar" dir="rtl">بالعربية</span>' in text


def test_a_form_sent_twice_counts_once(
    signed_in: Browser, learner: User, database: Database
) -> None:
    take_pack(signed_in)
    take_pack(signed_in)

    assert "Finished on" in words(signed_in.get("/en/me").text)


def test_a_finished_pack_can_be_passed_on_by_an_address_for_every_language(
    reader: Browser,
) -> None:
    take_pack(reader)

    page = reader.get(DONE).text

    assert f"/p/{PACK}</code>" in page
    assert f'/p/{PACK}">Share</button>' in page


def test_who_is_signed_in_is_led_to_thanking_people_that_wrote_it(
    browser: Browser, signed_in: Browser, database: Database, learner: User
) -> None:
    take_pack(browser)
    take_pack(signed_in)
    sentence, other = "Thank the people who wrote it", person(database, "Kofi")
    shown = []
    for author in (None, learner.id, other.id):
        with database.transaction() as session:
            session.execute(update(Revision).values(author_id=author))
        shown.append(sentence in words(signed_in.get(DONE).text))

    assert shown == [False, False, True]
    assert sentence not in words(browser.get(DONE).text)


def test_the_page_of_a_pack_says_how_often_it_was_finished_from_six_on(
    app: FastAPI, database: Database, worker: Worker
) -> None:
    told = []
    # Running, it has the page ready in memory from the first time on.
    with TestClient(app) as running:
        for number in range(6):
            with database.transaction() as session:
                announce(session, PackCompleted(f"done-{number}", KEY, "en"))
            worker.run_due()
            page = words(running.get(f"/en/packs/{PACK}").text)
            told.append("Finished more than 5 times" in page)

    assert told == [False] * 5 + [True]
