"""Asking for help: everybody or one peer, changing it, closing it."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.accounts.models import User
from app.exchange.jobs import AGAIN
from app.exchange.models import Need
from app.platform import clock
from app.platform.jobs import Job
from tests.accounts.people import Browser
from tests.exchange.asking import (
    OWN,
    REQUESTS,
    TITLE,
    ask,
    form,
    notices,
    offer,
    stored,
)
from tests.exchange.conftest import People
from tests.reading.html_page import read_page


def titles(browser: Browser, path: str = REQUESTS) -> list[str]:
    """Return what is asked on a list, in its order."""
    main = read_page(browser.get(path).text).one("main")
    links = [
        a for a in main.all("a") if a.attributes["href"].startswith(f"{REQUESTS}/")
    ]
    return [a.text for a in links if a.attributes["href"][-1].isdigit()]


def run_jobs(people: People, *, after: timedelta = timedelta(0)) -> None:
    """Do what is due now, or would be later."""
    with people.database.transaction() as session:
        session.execute(
            update(Job)
            .where(col(Job.run_at) <= clock.now() + after)
            .values(run_at=clock.now())
        )
    people.app.state.worker.run_due()


def age(people: People, need_id: int, days: int) -> None:
    """Let a request be as old as if it was made some days ago."""
    need = stored(people, need_id)
    with people.database.transaction() as session:
        session.execute(
            update(Need)
            .where(col(Need.id) == need_id)
            .values(open_until=need.open_until - timedelta(days=days))
        )


def test_who_asks_everybody_is_read_by_everybody(
    people: People, browser: Browser
) -> None:
    number = ask(people("Ama"), times=["4"], utc_offset="0")

    assert titles(browser) == [TITLE]
    page = browser.get(f"{REQUESTS}/{number}")
    assert "I have never written one." in page.text
    assert "Budgets" in page.text
    assert "Evenings" in page.text
    assert 'name="robots" content="noindex"' in page.text
    assert "no-store" in people("Ama").browser.get(REQUESTS).headers["cache-control"]


def test_the_form_says_who_will_read_it(people: People) -> None:
    people.peer("Efua", "budgeting")
    to_all = people("Ama").page(f"{REQUESTS}/new")
    assert "Everybody can read this, with your name" in to_all.text
    to_one = people("Ama").page(f"{REQUESTS}/new?to=Efua&skill=budgeting")
    assert "Only Efua reads this" in to_one.text
    assert "selected" in to_one.one("option", value="budgeting").attributes


def test_a_request_to_one_peer_is_only_for_the_two(
    people: People, browser: Browser
) -> None:
    efua = people.peer("Efua", "budgeting")
    number = ask(people("Ama"), to="Efua")

    assert titles(browser) == []
    assert browser.get(f"{REQUESTS}/{number}").status_code == 404
    assert people("Kofi").browser.get(f"{REQUESTS}/{number}").status_code == 404
    assert TITLE in efua.page(f"{REQUESTS}/{number}").text
    assert "New" not in notices(efua)[0]
    assert "You were asked for help." in notices(efua)[0]
    assert TITLE in efua.page(OWN).text
    assert (
        people("Kofi").browser.post(f"{REQUESTS}/{number}/help", text="Me").status_code
        == 404
    )


def test_what_was_typed_comes_back_when_something_is_wrong(people: People) -> None:
    answer = people("Ama").browser.post(
        REQUESTS, title="Hm", text="A long story", skill="", languages="Klingonish"
    )
    assert answer.status_code == 422
    page = read_page(answer.text)
    assert page.one("input", name="title").attributes["value"] == "Hm"
    assert page.one("textarea", name="text").text == "A long story"
    assert page.one("input", name="languages").attributes["value"] == "Klingonish"
    assert "We do not know “Klingonish”" in page.text


def test_pressed_twice_it_is_one_request(people: People, browser: Browser) -> None:
    ama = people("Ama")
    assert ask(ama) == ask(ama)
    assert titles(browser) == [TITLE]


def test_requests_are_looked_for_by_skill_and_language(
    people: People, browser: Browser
) -> None:
    ama = people("Ama")
    ask(ama)
    ask(ama, title="Take portraits", skill="photography", languages="Kiswahili")

    assert titles(browser, f"{REQUESTS}?skill=proposal-writing") == [TITLE]
    assert titles(browser, f"{REQUESTS}?in=sw") == ["Take portraits"]
    assert titles(browser, f"{REQUESTS}?in=sw&skill=budgeting") == []
    assert titles(browser) == ["Take portraits", TITLE]


def test_only_who_asked_changes_it(people: People, browser: Browser) -> None:
    ama, kofi = people("Ama"), people("Kofi")
    number = ask(ama)
    here = f"{REQUESTS}/{number}"
    for action in ("edit", "close", "open"):
        answer = kofi.browser.client.post(f"{here}/{action}", data=form())
        assert answer.status_code in {403, 422}, action
    assert kofi.browser.get(f"{here}/edit").status_code == 403

    assert (
        ama.page(f"{here}/edit").one("input", name="title").attributes["value"] == TITLE
    )
    ama.send(f"{here}/edit", **form(title="Read my budget", languages="Hausa, English"))

    page = browser.get(here).text
    assert "Read my budget" in page
    assert "Hausa" in page


def test_a_closed_request_is_read_but_not_listed(
    people: People, browser: Browser
) -> None:
    ama = people("Ama")
    number = ask(ama)
    ama.send(f"{REQUESTS}/{number}/close", outcome="elsewhere")

    assert titles(browser) == []
    page = browser.get(f"{REQUESTS}/{number}")
    assert "Closed: help was found elsewhere." in page.text
    assert 'content="noindex"' in page.text
    late = people("Kofi").browser.post(f"{REQUESTS}/{number}/help", text="Too late")
    assert late.status_code == 409
    assert "Too late" in late.text

    ama.send(f"{REQUESTS}/{number}/open")
    assert titles(browser) == [TITLE]


def test_nobody_can_say_that_a_request_has_expired(people: People) -> None:
    number = ask(people("Ama"))
    answer = people("Ama").browser.post(f"{REQUESTS}/{number}/close", outcome="expired")
    assert answer.status_code == 422


def test_who_helped_is_ticked_and_told(people: People, browser: Browser) -> None:
    ama, efua = people("Ama"), people.peer("Efua", "budgeting")
    number = ask(ama)
    talk = offer(efua, number)
    page = ama.page(f"{REQUESTS}/{number}")
    assert page.one("input", name="helped").attributes["value"] == str(talk)

    ama.send(f"{REQUESTS}/{number}/close", outcome="helped", helped=[str(talk)])

    assert "What you did has helped somebody." in notices(efua)[0]
    assert "Has helped 1" in browser.get("/en/peers/people/Efua").text


def test_another_requests_conversation_cannot_be_ticked(people: People) -> None:
    ama, efua = people("Ama"), people.peer("Efua", "budgeting")
    others = offer(efua, ask(people("Kofi")))
    number = ask(ama)
    ama.send(f"{REQUESTS}/{number}/close", outcome="helped", helped=[str(others)])
    assert not any("helped" in one for one in notices(efua))


def test_who_asks_sees_who_fits_and_what_teaches_it(people: People) -> None:
    people.peer("Efua", "budgeting")
    people.peer("Yaw", "budgeting", languages=("sw",))
    ama = people("Ama")
    number = ask(ama, title="Build a bench", skill="project-planning")
    budget = ask(ama)

    page = ama.page(f"{REQUESTS}/{budget}")
    shown = [h.text for h in page.all("h3")]
    assert shown == ["Efua", "Yaw"]
    assert "the same skill · in English" in page.text
    assert "no language in common" in page.text
    (link,) = [a for a in page.all("a") if a.text == "Ask Efua"]
    again = ama.page(link.attributes["href"])
    assert again.one("input", name="title").attributes["value"] == TITLE
    assert "Build a bench" in ama.page(f"{REQUESTS}/{number}").text
    assert "Efua" not in people("Kofi").page(f"{REQUESTS}/{budget}").text


def test_like_another_persons_request_gives_nothing_away(people: People) -> None:
    people.peer("Efua", "budgeting")
    number = ask(people("Ama"), to="Efua")
    answer = people("Kofi").browser.get(f"{REQUESTS}/new?like={number}")
    assert TITLE not in answer.text


@pytest.mark.parametrize("like", ["x", "-1", "9" * 30, "²"])
def test_like_nothing_is_a_new_request(people: People, like: str) -> None:
    assert people("Ama").browser.get(f"{REQUESTS}/new?like={like}").status_code == 200


def test_before_the_end_who_asked_is_reminded_once_and_can_go_on(
    people: People, browser: Browser
) -> None:
    ama = people("Ama")
    number = ask(ama)
    run_jobs(people, after=AGAIN)
    assert notices(ama) == []
    age(people, number, 54)
    run_jobs(people, after=AGAIN)
    run_jobs(people, after=AGAIN)

    (told,) = notices(ama)
    assert "Is all of this still so?" in told
    assert "Yes, go on asking" in ama.page(f"{REQUESTS}/{number}").text
    ama.send(f"{REQUESTS}/{number}/open")
    assert "Yes, go on asking" not in ama.page(f"{REQUESTS}/{number}").text
    age(people, number, 10)
    run_jobs(people, after=AGAIN)
    assert titles(browser) == [TITLE]


def test_what_nobody_closes_ends_by_itself(people: People, browser: Browser) -> None:
    ama = people("Ama")
    number = ask(ama)
    age(people, number, 61)
    assert titles(browser) == []
    assert "This request is closed." in browser.get(f"{REQUESTS}/{number}").text
    run_jobs(people, after=AGAIN)
    assert "two months have passed" in browser.get(f"{REQUESTS}/{number}").text
    assert stored(people, number).outcome == "expired"


def test_peers_are_told_of_what_fits_after_it_was_asked(people: People) -> None:
    efua = people.peer("Efua", "budgeting")
    yaw = people.peer("Yaw", "budgeting", languages=("sw",))
    quiet = people.peer("Quiet", "budgeting", wants_matches="")
    other = people.peer("Other", "photography")
    ask(people("Ama"))
    assert notices(efua) == []

    run_jobs(people)

    assert "Somebody wants help with what you offer." in notices(efua)[0]
    assert [notices(one) for one in (yaw, quiet, other)] == [[], [], []]
    ask(people("Kofi"), title="Another budget")
    run_jobs(people)
    assert len(notices(efua)) == 1


def test_direct_requests_are_told_to_nobody_else(people: People) -> None:
    people.peer("Efua", "budgeting")
    yaw = people.peer("Yaw", "budgeting")
    ask(people("Ama"), to="Efua")
    run_jobs(people)
    assert notices(yaw) == []


def test_who_is_blocked_by_moderators_asks_nobody(
    people: People, browser: Browser
) -> None:
    number = ask(people("Ama"))
    with people.database.transaction() as session:
        session.get_one(User, people("Ama").id).blocked_at = clock.now()
    assert titles(browser) == []
    assert browser.get(f"{REQUESTS}/{number}").status_code == 404
