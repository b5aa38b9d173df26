"""A path says what comes next, what it takes, and asks before somebody leaves it."""

import pytest

from tests.browser.pages import COURSE, TRANSLATED_PACK
from tests.onboarding.conftest import MODULES, Made
from tests.reading.html_page import read_page

# What that course leaves to its learners.
OPTIONAL_PACK = "run-a-partnership"


def test_a_new_desk_begins_with_one_sentence_and_one_action(made: Made) -> None:
    page = made.shown()

    empty = page.one("div", css="empty")
    assert "No steps yet" in empty.text
    assert empty.one("a").attributes["href"] == "#thing"
    assert not page.all("table")


def test_the_last_module_of_a_pack_leads_to_what_comes_next(made: Made) -> None:
    made.put()
    made.put("pack:write-a-grant-proposal")
    browser = made.join(made.cohort())
    made.take(browser, MODULES - 1)

    last = browser.post(f"{made.module(MODULES)}/done")
    page = read_page(browser.get(last.headers["location"]).text).one("main")

    assert "You have gone through every module of" in page.text
    assert "Next on this path" in page.text
    links = [link.attributes["href"] for link in page.all("a")]
    assert f"{made.page}/packs/write-a-grant-proposal" in links
    assert f"/en/packs/{TRANSLATED_PACK}/done" in links


def test_the_end_of_a_path_says_what_one_can_do_now(made: Made) -> None:
    made.put()
    browser = made.join(made.cohort())
    made.take(browser)

    page = read_page(browser.get(made.page).text).one("main")

    assert "You have done all of it." in page.text
    links = {link.attributes["href"] for link in page.all("a")}
    assert {"/en/me", "/en/packs"} <= links


def test_a_pack_that_was_not_finished_is_not_called_so(made: Made) -> None:
    made.put()
    browser = made.join(made.cohort())
    last = browser.post(f"{made.module(MODULES)}/done").headers["location"]

    assert "gone through every module" not in browser.get(last).text


def test_a_pack_that_a_course_of_the_path_has_too_is_counted_once(made: Made) -> None:
    made.put(f"course:{COURSE}")
    alone = minutes(made)
    made.put()

    assert minutes(made) == alone


@pytest.mark.parametrize("is_first", [True, False])
def test_a_pack_that_a_course_of_the_path_has_too_is_listed_once(
    made: Made, *, is_first: bool
) -> None:
    things = [f"pack:{TRANSLATED_PACK}", f"course:{COURSE}"]
    for thing in things if is_first else reversed(things):
        made.put(thing)

    for page in (made.page, f"/embed{made.page}"):
        addresses = packs_listed(made, page)
        assert sum(TRANSLATED_PACK in one for one in addresses) == 1, page
        assert len(addresses) == len(set(addresses)) > 1


def packs_listed(made: Made, page: str) -> list[str]:
    thread = read_page(made.newcomer().get(page).text).one("main")
    return [link.attributes["href"] for link in thread.all("a", css="mod")]


def test_what_a_later_step_asks_for_is_not_said_to_be_left_to_learners(
    made: Made,
) -> None:
    made.put(f"course:{COURSE}")
    before = left_to_learners(made)
    made.put(f"pack:{OPTIONAL_PACK}")

    assert before > 0
    assert left_to_learners(made) == before - 1


def left_to_learners(made: Made) -> int:
    return made.newcomer().get(made.page).text.count("If you like")


def minutes(made: Made) -> str:
    page = read_page(made.newcomer().get(made.page).text).one("main")
    return page.one("div", css="meta").text


def test_leaving_says_first_what_is_lost_and_what_is_kept(made: Made) -> None:
    browser = made.join(made.cohort())

    (asked,) = [
        one
        for one in read_page(browser.get("/en/me/paths").text).all("details")
        if "Leave this path" in one.text
    ]

    assert "What you have done in the packs stays yours" in asked.text
    assert "To come back you need its link again" in asked.text
    action = asked.one("form").attributes["action"]
    assert browser.post(action).status_code == 303
