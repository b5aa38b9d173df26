"""A launch: a learner of the platform's own, their language, their grade."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from app.lti.models import Flow
from app.platform import clock
from tests.accounts.people import person, token_for
from tests.browser.pages import TRANSLATED_PACK
from tests.lti.conftest import connected
from tests.lti.course import CHOOSE, PACK, PACK_KEY, Course
from tests.reading.html_page import read_page


def test_a_link_opens_its_pack_and_the_grade_comes_back(course: Course) -> None:
    path, session = course.opened("ana", link="whole")
    course.done(session, 1)
    course.work()
    [first] = course.scores("whole")
    course.done(session)
    course.work()
    course.work()

    assert path == PACK
    last = course.scores("whole")[-1]
    assert (first["scoreGiven"], first["activityProgress"]) == (25, "InProgress")
    assert (last["scoreGiven"], last["scoreMaximum"]) == (100, 100)
    assert (last["activityProgress"], last["gradingProgress"]) == (
        "Completed",
        "FullyGraded",
    )
    assert last["userId"] == "ana"
    assert len(course.scores("whole")) == 2, "told once each, the newest only"


def test_a_link_to_one_module_is_done_with_it(course: Course) -> None:
    custom = {"pack": PACK_KEY, "module": "m2"}
    path, session = course.opened("ana", link="one-module", custom=custom)
    course.done(session, 1)
    course.work()
    assert course.scores("one-module") == []
    course.done(session, 2)
    course.work()

    assert path == f"{PACK}/2"
    [only] = course.scores("one-module")
    assert (only["scoreGiven"], only["activityProgress"]) == (100, "Completed")


def test_somebody_goes_on_where_they_were_and_others_begin(course: Course) -> None:
    _, session = course.opened("ana-of-a-course", link="again")
    course.done(session, 1)
    _, later = course.opened("ana-of-a-course", link="again")
    _, other = course.opened("musa", link="again")

    def done(token: str) -> int:
        page = course.tool.post(PACK, data={"session": token})
        return len(read_page(page.text).all("li", css="done"))

    assert (done(later), done(other)) == (1, 0)
    kept = course.tool.post("/embed/learners/kept", data={"session": later}).json()
    assert "ana-of-a-course" not in kept["learner"], "no name, not even the platform's"


@pytest.mark.parametrize(
    ("locale", "chosen", "language"),
    [
        ("ar", "", "ar"),
        ("ar-EG", "", "ar"),
        ("sw_KE", "", "sw"),
        ("tlh", "", "en"),
        ("", "", "en"),
        ("ar", "sw", "sw"),
        ("ar", "x-xss", "ar"),
        ("../../evil", "%2e%2e", "en"),
    ],
)
def test_the_language_of_the_platform_picks_that_of_the_pack(
    course: Course, locale: str, chosen: str, language: str
) -> None:
    custom = {"pack": PACK_KEY, "language": chosen}
    path, _ = course.opened("ana", locale=locale, custom=custom)

    assert path == f"/embed/{language}/packs/{TRANSLATED_PACK}"


def test_who_is_signed_in_in_that_browser_has_no_part_in_it(course: Course) -> None:
    user = person(course.database, "Amina")
    signed_in = f"passalong={token_for(course.database, user)}"
    sent = course.begin("ana", link="signed-in")
    answer = course.post(sent, cookie=f"{signed_in}; {sent.cookie}")
    fragment = urlsplit(answer.headers["location"]).fragment
    [session] = parse_qs(fragment)["session"]
    course.done(session, 1)

    own = course.tool.get("/en/me", headers={"cookie": signed_in})
    assert TRANSLATED_PACK not in read_page(own.text).one("main").text
    assert f"/packs/{TRANSLATED_PACK}/" not in own.text
    assert all(
        cookie.startswith("launch-") for cookie in answer.headers.get_list("set-cookie")
    )


def test_a_launch_for_nobody_shows_the_pack_and_keeps_nothing(course: Course) -> None:
    before = course.learners()
    answer = course.launch("anybody", nobody=True)

    assert answer.headers["location"] == PACK
    assert course.learners() == before


def test_the_same_sign_at_two_platforms_is_two_people(
    course: Course, tool: FastAPI, platform_url: str
) -> None:
    other = connected(tool, platform_url, "deployment-1")
    before = course.learners()
    _, mine = course.opened("somebody")
    _, theirs = other.opened("somebody")
    after = course.learners()
    other.disconnect()

    assert after == before + 2
    assert mine.partition(".")[0] != theirs.partition(".")[0]


def test_a_launch_that_took_longer_than_ten_minutes_begins_again(
    course: Course,
) -> None:
    sent = course.begin()
    with course.database.transaction() as session:
        old = clock.now() - timedelta(minutes=11)
        session.connection().execute(update(Flow).values(created_at=old))
    answer = course.post(sent)

    assert answer.status_code == 400
    assert "open the link there once more" in answer.text


def test_the_cookie_of_a_launch_lives_in_frames_and_nowhere_else(
    course: Course,
) -> None:
    [cookie] = course.login().headers.get_list("set-cookie")

    attributes = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "SameSite=None", "Partitioned"} <= attributes
    assert "Path=/lti/" in attributes
    assert re.match(r"launch-[0-9a-f]{12}=[A-Za-z0-9]{32}", cookie)


def test_without_the_cookie_nobody_is_let_in_but_may_open_a_tab(
    course: Course,
) -> None:
    before = course.learners()
    sent = course.begin("ana", locale="ar")
    answer = course.post(sent, cookie="")
    page = read_page(answer.text)
    link = page.one("a", target="_blank")
    again = course.tool.get(link.attributes["href"])

    assert (answer.status_code, course.learners()) == (200, before)
    assert page.one("html").attributes["dir"] == "rtl"
    assert again.status_code == 302
    assert again.headers["location"].startswith(f"{course.platform}/auth?")
    assert course.post(sent).status_code == 400, "each answer is looked at once"


def test_a_platform_that_keeps_data_for_tools_takes_the_place_of_the_cookie(
    course: Course,
) -> None:
    course.sent = {"lti_storage_target": "_parent"}
    going = course.login("ana", link="kept")
    begun = read_page(going.text).one("div", id="launch").attributes
    page = course.there.get(begun["data-address"])
    fields = read_page(page.text).all("input")
    form = {one.attributes["name"]: one.attributes["value"] for one in fields}
    asked = course.tool.post("/lti/launch", data=form)
    found = read_page(asked.text).one("form", css="found")
    ticket = found.all("input", name="ticket")[0].attributes["value"]

    def go_on(binding: str) -> int:
        kept = {"ticket": ticket, "binding": binding}
        return course.tool.post("/lti/go-on", data=kept).status_code

    assert begun["data-origin"] == course.platform
    assert begun["data-binding"] not in asked.text
    assert go_on("somebody else's") == 400
    assert go_on(begun["data-binding"]) == 400, "a ticket is looked at once"


def test_what_the_platform_kept_lets_in(course: Course) -> None:
    course.sent = {"lti_storage_target": "_parent"}
    begun = read_page(course.login("ana").text).one("div", id="launch").attributes
    page = course.there.get(begun["data-address"])
    fields = read_page(page.text).all("input")
    form = {one.attributes["name"]: one.attributes["value"] for one in fields}
    asked = read_page(course.tool.post("/lti/launch", data=form).text)
    ticket = asked.one("input", name="ticket").attributes["value"]
    kept = {"ticket": ticket, "binding": begun["data-binding"]}
    answer = course.tool.post("/lti/go-on", data=kept)

    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"{PACK}#session=")


def test_pages_may_be_framed_by_the_platform_and_by_nobody_else(
    course: Course,
) -> None:
    without_cookie = course.post(course.begin(), cookie="")
    choosing = course.launch(kind=CHOOSE)
    teaching = course.launch("teacher", role="Instructor")
    course.sent = {"lti_storage_target": "_parent"}
    for answer in (without_cookie, choosing, teaching, course.login()):
        assert answer.status_code == 200, answer.text
        policy = answer.headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors {course.platform}")
        assert "x-frame-options" not in answer.headers
