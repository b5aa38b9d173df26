"""What an account takes along of this room, and what is left when it leaves."""

from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from app.accounts.models import User
from app.accounts.roles import Role
from app.accounts.service import vanish
from app.exchange import models
from app.exchange.own import export_own
from app.notices.models import Notice
from tests.accounts.people import Browser
from tests.exchange.asking import OWN, REQUESTS, TITLE, ask, offer
from tests.exchange.conftest import People, Someone
from tests.exchange.test_safety import BLOCKS, REPORTS, message_in, report

WORDS = "Words of Efua alone"
TABLES: tuple[type[SQLModel], ...] = (
    *(models.Peer, models.PeerLanguage, models.Offer, models.Need),
    *(models.Conversation, models.Message, models.PeerBlock, models.ExchangeReport),
    Notice,
)


def rows(people: People) -> str:
    """Return all that is stored in this room, as one text."""
    with people.database.open_session() as session:
        found = [row for table in TABLES for row in session.scalars(select(table))]
        return "\n".join(row.model_dump_json() for row in found)


def leave(people: People, someone: Someone) -> None:
    with people.database.transaction() as session:
        vanish(session, session.get_one(User, someone.id))
    people.app.state.worker.run_due()


def busy(people: People) -> tuple[Someone, Someone, int, int]:
    """Return somebody who did all there is, another, and their two conversations."""
    efua = people.peer("Efua", "budgeting", about=f"About: {WORDS}")
    ama = people.peer("Ama", "photography")
    helping = offer(efua, ask(ama), f"Help: {WORDS}")
    asked = ask(efua, title=f"Title: {WORDS}", text=f"Text: {WORDS}", to="Ama")
    helped = offer(ama, asked, "Words of Ama")
    efua.send(f"{OWN}/{helped}", text=f"Answer: {WORDS}")
    efua.send(BLOCKS, name=people("Kofi").name)
    report(ama, message_in(ama, helping))
    report(efua, message_in(efua, helped), f"Reason: {WORDS}")
    people.app.state.worker.run_due()
    return efua, ama, helping, helped


def test_the_export_has_what_somebody_said_and_nothing_of_others(
    people: People,
) -> None:
    efua, *_ = busy(people)
    with people.database.open_session() as session:
        taken: dict[str, Any] = export_own(session, efua.id)

    assert taken["profile"]["about"] == f"About: {WORDS}"
    assert taken["languages"] == ["en"]
    assert [one["skill"] for one in taken["offers"]] == ["budgeting"]
    (asked,) = taken["requests"]
    assert (asked["text"], asked["languages"]) == (f"Text: {WORDS}", ["en"])
    assert [one["text"] for one in taken["messages"]] == [
        f"Help: {WORDS}",
        f"Answer: {WORDS}",
    ]
    assert taken["blocked"] == ["Kofi"]
    assert [one["reason"] for one in taken["reports"]] == [f"Reason: {WORDS}"]
    assert "Words of Ama" not in str(taken)
    assert TITLE not in str(taken)


def test_the_export_of_the_account_has_it(people: People) -> None:
    efua, *_ = busy(people)
    answer = efua.browser.get("/en/me/data/export")
    assert answer.status_code == 200
    assert f"Help: {WORDS}" in answer.text


def test_who_leaves_leaves_no_words_behind(people: People, browser: Browser) -> None:
    efua, ama, helping, helped = busy(people)
    assert WORDS in rows(people)

    leave(people, efua)

    assert WORDS not in rows(people)
    assert "Efua" not in browser.get("/en/peers/people").text
    for talk in (helping, helped):
        page = ama.page(f"{OWN}/{talk}")
        assert "These words were taken away." in page.text
        assert "This conversation has ended." in page.text
    assert "Words of Ama" in ama.page(f"{OWN}/{helped}").text
    assert ama.browser.post(f"{OWN}/{helped}", text="Hello?").status_code == 409


def test_what_was_closed_before_stays_closed_as_it_was(people: People) -> None:
    efua = people("Efua")
    number = ask(efua)
    efua.send(f"{REQUESTS}/{number}/close", outcome="elsewhere")
    leave(people, efua)
    with people.database.open_session() as session:
        assert session.get_one(models.Need, number).outcome == "elsewhere"


def test_who_asked_somebody_who_left_can_still_close_it(people: People) -> None:
    efua, ama = people.peer("Efua", "budgeting"), people("Ama")
    number = ask(ama, to="Efua")
    leave(people, efua)
    assert "Efua" not in ama.page(f"{REQUESTS}/{number}").text
    ama.send(f"{REQUESTS}/{number}/close", outcome="dropped")


def test_a_report_about_somebody_who_left_waits_no_more(people: People) -> None:
    efua, ama, *_ = busy(people)
    leave(people, efua)
    page = people("Mo", Role.MODERATOR).page(REPORTS)
    assert page.text.count("Keep it") == 1
    assert WORDS not in page.text
    assert ama.page(OWN)


def test_who_helped_keeps_what_they_did_when_the_other_leaves(
    people: People, browser: Browser
) -> None:
    ama, efua = people("Ama"), people.peer("Efua", "budgeting")
    talk = offer(efua, ask(ama))
    ama.send(f"{OWN}/{talk}/helped")
    leave(people, ama)
    assert "They asked" not in efua.page(f"{OWN}/{talk}").text
    assert "Has helped 1" in browser.get("/en/peers/people/Efua").text


def test_the_page_about_privacy_says_who_reads_what(browser: Browser) -> None:
    page = browser.get("/en/privacy").text
    assert "A conversation is read by the two who write it" in page
