"""Saying what one can help with, and being found by it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.accounts.models import User
from app.exchange.models import MAX_NOTE, Offer, Peer
from app.exchange.people import LISTED_FOR
from app.platform import clock
from tests.accounts.people import Browser
from tests.exchange.conftest import OFFERS, People, Someone, add_organisation
from tests.reading.html_page import read_page

DIRECTORY = "/en/peers/people"
SKILLS = f"{OFFERS}/skills"
LISTING = f"{OFFERS}/listing"


def names(browser: Browser, path: str = DIRECTORY) -> list[str]:
    """Return who is on a list, in its order."""
    main = read_page(browser.get(path).text).one("main")
    here = "/en/peers/people/"
    links = [a for a in main.all("a") if a.attributes.get("href", "").startswith(here)]
    return [a.text for a in links]


def offer_ids(someone: Someone) -> list[int]:
    with someone.browser.app.state.database.open_session() as session:
        found = select(col(Offer.id)).where(col(Offer.user_id) == someone.id)
        return [number for number in session.scalars(found) if number]


def test_who_offers_a_skill_and_lets_others_find_them_is_found(
    people: People, browser: Browser
) -> None:
    people.peer(
        "Efua", "budgeting", languages=("en", "sw"), times=["4"], utc_offset="180"
    )

    listed = browser.get(DIRECTORY).text

    assert "Efua" in listed
    assert "Budgets" in listed
    assert "Kiswahili" in listed
    assert "Evenings · \u2066UTC+3\u2069" in listed


def test_who_comes_first_ticks_the_box_that_makes_them_public_themselves(
    people: People,
) -> None:
    box = people("Ama").page(OFFERS).one("input", name="listed")
    assert "checked" not in box.attributes


def test_nobody_is_listed_who_did_not_say_so(people: People, browser: Browser) -> None:
    people.peer("Quiet", "budgeting", listed="")
    people.peer("Unskilled")
    assert names(browser) == []
    assert browser.get(f"{DIRECTORY}/Quiet").status_code == 404


def test_the_form_says_what_becomes_public_before_it_is_sent(people: People) -> None:
    form = people("Efua").page(OFFERS).one("form", action=OFFERS)
    assert "Then everybody can read your name" in form.text


def test_the_first_visit_begins_with_the_languages_of_the_account(
    people: People,
) -> None:
    someone = people("Efua")
    someone.send("/en/me/settings/languages", language="ha")
    someone.send("/en/me/settings/languages", language="fr")
    field = someone.page(OFFERS).one("input", name="languages")
    assert field.attributes["value"] == "Hausa, français"


def test_one_press_takes_off_the_list_and_one_puts_back(
    people: People, browser: Browser
) -> None:
    efua = people.peer("Efua", "budgeting")
    assert names(browser) == ["Efua"]

    gone = efua.page(efua.send(LISTING, act="unlist"))
    assert "Nobody finds you any more." in gone.text
    assert names(browser) == []

    efua.send(LISTING, act="list")
    assert names(browser) == ["Efua"]


def test_a_skill_is_offered_once_and_what_was_typed_comes_back(people: People) -> None:
    efua = people.peer("Efua", "budgeting")
    again = efua.browser.post(SKILLS, skill="budgeting", note="A second time")
    assert again.status_code == 422
    assert "You offer this already." in again.text
    assert "A second time" in again.text
    assert len(offer_ids(efua)) == 1


def test_a_note_that_is_too_long_comes_back_beside_its_skill(people: People) -> None:
    efua = people.peer("Efua", "budgeting", "storytelling")
    number = offer_ids(efua)[1]
    long = "x" * (MAX_NOTE + 1)
    answer = efua.browser.post(SKILLS, offer=str(number), note=long)
    assert answer.status_code == 422
    page = read_page(answer.text)
    assert page.one("textarea", id=f"note-{number}").text == long
    assert page.one("textarea", id=f"note-{number}").attributes["aria-invalid"]


def test_what_is_taken_away_can_be_put_back_with_its_note(people: People) -> None:
    efua = people.peer("Efua")
    efua.send(SKILLS, skill="budgeting", note="Small ones")
    answer = efua.browser.post(SKILLS, offer=str(offer_ids(efua)[0]), act="away")
    assert answer.status_code == 200
    assert offer_ids(efua) == []

    undo = read_page(answer.text).one("div", css="msg").one("form")
    sent = {
        one.attributes["name"]: one.attributes["value"] for one in undo.all("input")
    }
    efua.send(undo.attributes["action"], **sent)

    note = efua.page(OFFERS).one("textarea", id=f"note-{offer_ids(efua)[0]}")
    assert note.text == "Small ones"


def test_somebody_elses_offer_cannot_be_changed(people: People) -> None:
    efua, other = people.peer("Efua", "budgeting"), people("Other")
    number = str(offer_ids(efua)[0])
    for act in ("away", "save"):
        answer = other.browser.post(SKILLS, offer=number, note="Mine", act=act)
        assert answer.status_code == 404
    assert len(offer_ids(efua)) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("languages", "Klingonese", "We do not know “Klingonese”."),
        ("languages", "", "Write at least one language."),
        ("organisation", "Nowhere Club", "There is no organisation of this name here."),
        ("utc_offset", "17", "Choose one of the answers shown."),
        ("hours", "999", "This must be 200 or less."),
        ("country", "Ghana", "This is not written as it should be."),
    ],
)
def test_what_cannot_be_used_is_said_and_everything_typed_comes_back(
    people: People, field: str, value: str, said: str
) -> None:
    efua = people("Efua")
    fields = {"languages": "Hausa", "about": "I help gladly.", "listed": "1"}
    answer = efua.browser.post(OFFERS, **{**fields, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert "I help gladly." in answer.text


def test_a_page_shows_what_somebody_says_of_themselves(
    people: People, browser: Browser
) -> None:
    efua = people.peer(
        "Efua Mensah",
        "budgeting",
        about="Line one\nline <b>two</b>",
        about_language="en",
        country="GH",
        hours="2",
    )
    page = browser.get(f"{DIRECTORY}/Efua Mensah").text
    assert "line &lt;b&gt;two&lt;/b&gt;" in page
    for said in ("Ghana", "2 hours a month", "Budgets", 'content="noindex"'):
        assert said in page
    assert "Ask <bdi>Efua Mensah</bdi>" in page
    own = efua.page(f"{DIRECTORY}/Efua Mensah")
    assert "Change what you offer" in own.text
    assert "Report this page" not in own.text


def test_who_is_asked_for_in_vain_is_answered_with_those_who_help(
    people: People, browser: Browser
) -> None:
    people.peer("Efua", "budgeting")
    answer = browser.get(f"{DIRECTORY}/Nobody")
    assert answer.status_code == 404
    assert "Nobody of this name offers help here" in answer.text
    assert "Efua" in answer.text


def test_a_blocked_or_vanished_account_is_not_shown(
    people: People, browser: Browser
) -> None:
    for name, column in (("Efua", User.blocked_at), ("Kojo", User.vanished_at)):
        someone = people.peer(name, "budgeting")
        with people.database.transaction() as session:
            this = update(User).where(col(User.id) == someone.id)
            session.execute(this.values({col(column): clock.now()}))
    assert names(browser) == []
    assert browser.get(f"{DIRECTORY}/Efua").status_code == 404


def age(people: People, someone: Someone, days: int) -> None:
    """Let somebody have said so long ago that all of it is so."""
    moment = clock.now() - timedelta(days=days)
    with people.database.transaction() as session:
        this = update(Peer).where(col(Peer.user_id) == someone.id)
        session.execute(this.values(confirmed_at=moment))


def test_who_has_not_confirmed_for_a_year_is_listed_no_more_until_they_do(
    people: People, browser: Browser
) -> None:
    efua = people.peer("Efua", "budgeting")
    age(people, efua, LISTED_FOR.days + 1)
    assert names(browser) == []
    efua.send(LISTING, act="list")
    assert names(browser) == ["Efua"]


def test_after_half_a_year_one_press_says_that_all_of_it_is_still_so(
    people: People,
) -> None:
    efua = people.peer("Efua", "budgeting")
    assert "After a year without an answer" not in efua.page(OFFERS).text
    age(people, efua, 190)
    assert "After a year without an answer" in efua.page(OFFERS).text
    said = efua.page(efua.send(LISTING, act="confirm"))
    assert "all of it is still so" in said.text
    assert "After a year without an answer" not in said.text


def test_an_organisation_is_found_by_its_name(people: People) -> None:
    efua = people("Efua")
    add_organisation(people, "Wikimedians of the Lake")
    for typed in ("Wikimedians of the Lake", "of the lake"):
        efua.send(OFFERS, languages="English", organisation=typed, listed="1")
        field = efua.page(OFFERS).one("input", name="organisation")
        assert field.attributes["value"] == "Wikimedians of the Lake"

    add_organisation(people, "Friends of the Lake")
    answer = efua.browser.post(OFFERS, languages="English", organisation="of the lake")
    assert answer.status_code == 422
    assert "Which of these do you mean?" in answer.text


def test_offers_need_an_account_and_nothing_is_kept_anywhere(
    people: People, browser: Browser
) -> None:
    answer = browser.get(OFFERS)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/en/login?next=/en/me/peers/offers")
    efua = people.peer("Efua", "budgeting")
    for who in (browser, efua.browser):
        for path in (DIRECTORY, f"{DIRECTORY}/Efua", "/en/peers"):
            assert who.get(path).headers["cache-control"] == "private, no-store"
