"""The page that leads to peers: two ways in, and who fits what is looked for."""

from tests.accounts.people import Browser
from tests.exchange.conftest import People
from tests.exchange.test_finding import asked
from tests.exchange.test_offering import names
from tests.reading.html_page import read_page

PEERS = "/en/peers"


def test_who_fits_a_skill_is_shown_with_how_and_who_shares_no_language_last(
    people: People, browser: Browser
) -> None:
    people.peer("French", "budgeting", languages=("fr",))
    people.peer("Whole", "proposal-writing", languages=("sw",))
    people.peer("Same", "budgeting", languages=("sw",))
    path = f"{PEERS}?skill=budgeting&in=sw"
    assert names(browser, path) == ["Same", "Whole", "French"]
    shown = read_page(browser.get(path).text).one("main").text
    assert "the same skill · in Kiswahili" in shown
    assert "the skill-set this belongs to · in Kiswahili" in shown
    assert "the same skill · no language in common" in shown


def test_the_second_form_leads_to_the_offers_page_with_both_chosen(
    browser: Browser,
) -> None:
    page = read_page(browser.get(f"{PEERS}?skill=budgeting&in=sw").text)
    form = page.one("form", action="/en/me/peers/offers")
    chosen = [
        one.attributes["value"]
        for one in form.all("option")
        if "selected" in one.attributes
    ]
    assert chosen == ["budgeting", "sw"]


def test_requests_stand_beside_people_and_empty_lists_say_what_to_do(
    people: People, browser: Browser
) -> None:
    empty = read_page(browser.get(PEERS).text).one("main")
    assert "Nobody offers help yet. Be the first." in empty.text
    asked(people, people("Asker"), "budgeting", "en")
    filled = read_page(browser.get(f"{PEERS}?skill=budgeting").text).one("main")
    assert "Help with budgeting in en" in filled.text
    assert "Nobody offers this yet. Ask everybody" in filled.text
    assert filled.all("a", href="/en/peers/requests/new?skill=budgeting")


def test_what_there_is_none_of_counts_as_any(browser: Browser) -> None:
    for query in ("skill=none-such&in=xx", "skill=%00&in=%00", "page=99999&in=x-xss"):
        assert browser.get(f"{PEERS}?{query}").status_code == 200
        assert browser.get(f"{PEERS}/people?{query}").status_code == 200
