"""Newcomers join by a link, take packs of the path, and the desk shows totals."""

import pytest

from tests.onboarding.conftest import Made
from tests.reading.html_page import read_page

pytestmark = pytest.mark.smoke


def test_somebody_without_an_account_joins_takes_a_pack_and_is_counted(
    made: Made,
) -> None:
    made.put()
    link = made.cohort()
    for _ in range(5):
        browser = made.newcomer()
        welcome = read_page(browser.get(link).text).one("main")
        assert "Wikimedia" in welcome.text
        made.join(link, who=browser)
        made.take(browser)

    cells = [one.text for one in made.shown().all("tr")[1].all("td")]
    assert cells[:2] == ["5", "5"]


def test_fewer_than_five_are_too_few_to_show(made: Made) -> None:
    made.put()
    link = made.cohort()
    for _ in range(4):
        made.take(made.join(link))

    shown = made.shown()
    assert [one.text for one in shown.all("tr")[1].all("td")[:2]] == [
        "Too few to show"
    ] * 2
    assert "Joined: Too few to show" in shown.text
