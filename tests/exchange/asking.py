"""Asking and answering, over HTTP, as the tests of this room do it."""

import re

from app.exchange.models import Need
from tests.exchange.conftest import People, Someone

REQUESTS = "/en/peers/requests"
OWN = "/en/me/peers"
TITLE = "Write the budget of a small grant"


def form(**more: str | list[str]) -> dict[str, str | list[str]]:
    """Return what is sent to ask for help with budgets, in English."""
    usual: dict[str, str | list[str]] = {
        "title": TITLE,
        "text": "I have never written one.",
        "skill": "budgeting",
        "language": "en",
        "languages": "English",
    }
    return usual | more


def ask(someone: Someone, **more: str | list[str]) -> int:
    """Ask for help; return the number of the request."""
    return number_in(someone.send(REQUESTS, **form(**more)))


def offer(someone: Someone, need_id: int, text: str = "I can help.") -> int:
    """Offer help; return the number of the conversation."""
    return number_in(someone.send(f"{REQUESTS}/{need_id}/help", text=text))


def number_in(address: str) -> int:
    found = re.search(r"/(\d+)", address)
    assert found, address
    return int(found[1])


def notices(someone: Someone) -> list[str]:
    """Return what somebody was told, the newest first."""
    page = someone.page("/en/me/notices")
    lists = page.all("ul", css="points")
    return [item.text for one in lists[:1] for item in one.all("li")]


def stored(people: People, need_id: int) -> Need:
    with people.database.open_session() as session:
        return session.get_one(Need, need_id)
