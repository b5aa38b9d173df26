"""No text runs as script: every message of the interface is an attack here."""

import pytest

from tests.browser.pages import ENGLISH_ONLY, MISSING, READING
from tests.browser.watching import Visitor

ATTACKED = [f"/en{path}" for path in (*READING, *ENGLISH_ONLY)]


@pytest.mark.parametrize("path", [*ATTACKED, *MISSING])
def test_no_message_of_the_interface_can_run_script(
    visitor: Visitor, path: str
) -> None:
    """The locale x-xss puts script around each message and sets window.__xss."""
    page = visitor.page()
    page.goto(f"{path}{'&' if '?' in path else '?'}uselang=x-xss")

    assert "<script>" in page.locator("body").inner_text(), "x-xss is not served"
    assert page.evaluate("window.__xss") is None
