"""Saying what one can help with, and being found by it."""

from tests.accounts.people import Browser
from tests.exchange.conftest import People

DIRECTORY = "/en/peers/people"


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
