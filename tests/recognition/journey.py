"""What people do about badges in the browser."""

import re
from typing import Any

from tests.accounts.people import Browser

_TOKEN = re.compile(r"/badges/([\w-]{32})$")


def make_badge(browser: Browser, statement: str, **fields: str) -> str:
    """Make a badge of a statement; return its token."""
    answer = browser.post(f"/en/statements/{statement}/badge", **fields)
    assert answer.status_code == 303, answer.text
    return token_in(answer.headers["location"])


def token_in(address: str) -> str:
    """Return the token of a badge out of an address."""
    found = _TOKEN.search(address)
    assert found, address
    return found[1]


def credential_of(browser: Browser, token: str) -> dict[str, Any]:
    """Return a badge as a wallet gets it."""
    answer = browser.get(f"/badges/{token}/credential.json")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
