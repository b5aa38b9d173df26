"""What people do in the browser: read modules, answer, mark them as done."""

import re

from tests.accounts.people import Browser
from tests.factories.small_library import PACK

MODULES = 3
DONE = f"/en/packs/{PACK}/done"
_TOKEN = re.compile(r"/en/statements/([\w-]{32})$")


def mark_done(browser: Browser, *numbers: int, pack: str = PACK) -> None:
    """Mark modules as done, by their numbers."""
    for number in numbers:
        answer = browser.post(f"/en/packs/{pack}/{number}/done")
        assert answer.status_code == 303, answer.text


def take_pack(browser: Browser) -> None:
    """Mark every module of the pack as done."""
    mark_done(browser, *range(1, MODULES + 1))


def make_statement(browser: Browser, holder: str = "Ama Mensah") -> str:
    """Ask for a statement and return its token."""
    answer = browser.post(f"/en/packs/{PACK}/statements", holder=holder)
    assert answer.status_code == 303, answer.text
    found = _TOKEN.search(answer.headers["location"])
    assert found, answer.headers["location"]
    return found[1]


def words(text: str) -> str:
    """Return what stands in the main part of a page, without mark-up."""
    main = text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())
