"""The pages of somebody who is signed in keep the same promises."""

import pytest

from tests.browser.pages import PACK
from tests.browser.test_accessibility import SCHEMES, violations
from tests.browser.test_layout import SMALLEST, WIDER_THAN_SCREEN
from tests.browser.watching import View, Visitor
from tests.conventions.sources import listed

OWN_PAGES = [
    "/en/",
    "/en/me",
    "/en/me/settings",
    "/en/me/data",
    "/en/me/account",
    f"/en/packs/{PACK}/1",
    "/ar/me",
    "/ar/me/settings",
]


@pytest.mark.parametrize("path", OWN_PAGES)
def test_a_signed_in_page_is_accessible_and_fits(learner: Visitor, path: str) -> None:
    page = learner.open(path, View(width=SMALLEST))

    found: list[str] = page.evaluate(WIDER_THAN_SCREEN)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme} {text}" for text in violations(page)]
    assert not found, f"{path}:{listed(found)}"


def test_a_signed_in_page_says_who_is_signed_in(learner: Visitor) -> None:
    page = learner.open("/en/me/account")

    assert "DemoLearner" in page.locator("body").inner_text()
