"""The pages of somebody who is signed in keep the same promises."""

from tests.browser.pages import PACK
from tests.browser.test_accessibility import barriers
from tests.browser.test_layout import SMALLEST, too_wide
from tests.browser.watching import Visitor
from tests.conventions.sources import listed

OWN_PAGES = [
    "/en/",
    "/en/me",
    "/en/me/settings",
    "/en/me/data",
    "/en/me/linked",
    "/en/me/account",
    f"/en/packs/{PACK}/1",
    "/ar/me",
    "/ar/me/settings",
]


def test_signed_in_pages_are_accessible_and_fit(learner: Visitor) -> None:
    page, found = learner.page(), []
    for path in OWN_PAGES:
        answer = page.goto(path)
        assert answer is not None, f"{path} gave no answer"
        assert answer.ok, f"{path} answered {answer.status}"
        problems = [*too_wide(page), *barriers(page, (SMALLEST,))]
        found += [f"{path} {text}" for text in problems]

    assert not found, listed(found)


def test_a_signed_in_page_says_who_is_signed_in(learner: Visitor) -> None:
    page = learner.open("/en/me/account")

    assert "DemoLearner" in page.locator("body").inner_text()
