"""The demonstration begins with somebody to ask and somebody to help."""

from fastapi import FastAPI

from app.accounts.demo import demo_sign_in
from app.exchange.demo import demo_peers
from tests.accounts.people import Browser
from tests.exchange.test_offering import names


def test_demo_accounts_offer_and_ask_once_and_say_what_they_are(
    app: FastAPI, browser: Browser
) -> None:
    demo_sign_in(app.state.database)
    for _ in range(2):
        demo_peers(app.state.database)
    assert sorted(names(browser)) == ["DemoAuthor", "DemoTranslator"]
    requests = browser.get("/en/peers/requests").text
    assert requests.count("(a demonstration)") == 1
    person = browser.get("/en/peers/people/DemoAuthor").text
    assert "This account belongs to the demonstration." in person
