"""Launches that are wrong in every way we know: a frame says why nobody is let in."""

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import select

from app.hosts.models import HostLearner
from app.lti.models import Deployment, Flow, Placement
from app.lti.wiring import web_to_platforms
from tests.lti.conftest import connected, web_in
from tests.lti.course import CHOOSE, Course
from tests.lti.tokens import WRONG_CLAIMS, WRONG_SIGNING
from tests.reading.html_page import read_page

KEY_MOODS = (
    *("down", "endless", "not JSON", "a list", "nested", "no keys"),
    *("symmetric", "elsewhere", "broken keys"),
)


def attached(course: Course) -> tuple[int, int]:
    """Count who learns anywhere, and what anybody is owed."""
    with course.database.open_session() as session:
        learners = session.exec(select(HostLearner)).all()
        return len(learners), len(session.exec(select(Placement)).all())


def assert_refused(answer: Response, *statuses: int) -> None:
    """Check that a refusal may be framed, says what to do and gives nothing away."""
    assert answer.status_code in (statuses or (400,)), answer.text
    assert answer.headers["content-security-policy"].endswith("frame-ancestors *")
    assert "x-frame-options" not in answer.headers
    assert "location" not in answer.headers
    assert all(
        one.startswith("launch-") for one in answer.headers.get_list("set-cookie")
    )
    page = read_page(answer.text)
    assert len(page.one("p", css="lead").text) > 60, "says what to do"
    assert page.one("h1").text
    assert not page.all("nav", css="nav"), "menus have no room in a frame"


@pytest.mark.parametrize("wrong", [*WRONG_CLAIMS, *WRONG_SIGNING])
def test_a_wrong_message_lets_nobody_in(course: Course, wrong: str) -> None:
    before = attached(course)
    sent = course.begin("intruder", wrong=wrong)
    answer = course.post(sent)

    assert_refused(answer, 400, 413)
    assert attached(course) == before
    assert_refused(course.post(sent))


@pytest.mark.parametrize("mood", KEY_MOODS)
def test_keys_that_cannot_be_used_let_nobody_in(
    tool: FastAPI, course: Course, mood: str
) -> None:
    before = attached(course)
    sent = course.begin("intruder")
    tool.state.platform_keys = None
    course.control(moods={"keys": mood})

    assert_refused(course.post(sent), 503)
    assert attached(course) == before


@pytest.mark.slow
def test_keys_that_take_for_ever_are_not_waited_for(
    tool: FastAPI, course: Course, platform_url: str
) -> None:
    sent = course.begin("intruder")
    tool.state.platform_keys = None
    course.control(moods={"keys": "slow"})
    tool.state.web_to_platforms = web_in(platform_url, seconds=1)
    answer = course.post(sent)
    tool.state.web_to_platforms = web_in(platform_url)

    assert_refused(answer, 503)


def test_keys_are_never_asked_for_at_a_private_address(
    tool: FastAPI, course: Course, platform_url: str
) -> None:
    sent = course.begin("intruder")
    tool.state.platform_keys = None
    tool.state.web_to_platforms = web_to_platforms()
    answer = course.post(sent)
    tool.state.web_to_platforms = web_in(platform_url)

    assert_refused(answer, 503)


def test_a_key_that_was_changed_is_good_and_the_old_one_is_not(
    tool: FastAPI, course: Course
) -> None:
    assert course.launch().status_code == 303
    old = course.begin()
    course.control(rotate="two")
    tool.state.platform_keys.again_seconds = 0

    assert course.launch().status_code == 303
    assert_refused(course.post(old))
    course.control(rotate="one")
    assert course.launch().status_code == 303


def test_unknown_keys_do_not_make_us_ask_all_the_time(
    tool: FastAPI, course: Course
) -> None:
    tool.state.platform_keys = None
    assert course.launch().status_code == 303
    course.control(moods={"keys": "down"})

    for _ in range(3):
        assert_refused(course.launch(wrong="a key nobody knows"))


def test_an_answer_is_good_once(course: Course) -> None:
    sent = course.begin()
    assert course.post(sent).status_code == 303
    before = attached(course)

    assert_refused(course.post(sent))
    assert attached(course) == before


def test_a_message_cannot_be_used_with_another_state(course: Course) -> None:
    mine, theirs = course.begin("ana"), course.begin("musa")
    theirs.form["id_token"] = mine.form["id_token"]

    assert_refused(course.post(theirs))


def test_an_answer_in_another_browser_lets_nobody_in(course: Course) -> None:
    before = attached(course)
    mine, theirs = course.begin("ana"), course.begin("musa")
    mine.cookie = theirs.cookie
    answer = course.post(mine)

    assert answer.status_code == 200
    assert read_page(answer.text).one("a", target="_blank")
    assert attached(course) == before


@pytest.mark.parametrize(
    "state", ["", "nobody-began-this", "a" * 5_000, "ключ", "\x00"]
)
def test_a_state_nobody_gave_lets_nobody_in(course: Course, state: str) -> None:
    sent = course.begin()
    sent.form["state"] = state

    assert_refused(course.post(sent))


def test_what_the_platform_says_went_wrong_is_not_repeated(course: Course) -> None:
    sent = course.begin()
    sent.form = {"state": sent.form["state"], "error": "<script>alert(1)</script>"}
    answer = course.post(sent)

    assert_refused(answer)
    assert "alert(1)" not in answer.text


def test_a_platform_of_another_client_cannot_answer(
    course: Course, tool: FastAPI, platform_url: str
) -> None:
    other = connected(tool, platform_url, "deployment-1")
    mine, theirs = course.begin(), other.begin()
    theirs.form["id_token"] = mine.form["id_token"]
    answer = other.post(theirs)
    other.disconnect()

    assert_refused(answer)


def test_a_deployment_that_nobody_allowed_is_noted_and_refused(course: Course) -> None:
    answer = course.launch(deployment="deployment-7")

    assert_refused(answer)
    assert "deployment-7" in answer.text
    with course.database.open_session() as session:
        key = (course.row().number, "deployment-7")
        noted = session.get(Deployment, key)
    assert noted is not None
    assert not noted.is_allowed


def test_hundreds_of_deployments_are_not_noted(course: Course) -> None:
    for number in range(25):
        course.launch(deployment=f"made-up-{number}")
    with course.database.open_session() as session:
        found = session.exec(select(Deployment)).all()

    mine = [one for one in found if one.platform_id == course.row().id]
    assert sum(not one.is_allowed for one in mine) == 20


LOGINS = {
    "an unknown issuer": {"iss": "https://unknown.example"},
    "no issuer": {"iss": ""},
    "an unknown client": {"client_id": "nobody"},
    "nobody": {"login_hint": ""},
    "another site": {"target_link_uri": "https://evil.example/lti/launch"},
    "a site that begins as ours": {"target_link_uri": "{ours}.evil.example/lti/launch"},
    "another page of ours": {"target_link_uri": "{ours}/logout"},
    "no target": {"target_link_uri": ""},
    "a script": {"target_link_uri": "javascript:alert(1)"},
    "far too much": {"lti_message_hint": "a" * 20_000},
}


@pytest.mark.parametrize("wrong", LOGINS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_beginning_leads_nowhere(
    course: Course, wrong: str, method: str
) -> None:
    asked = {
        "iss": course.platform,
        "login_hint": "ana",
        "target_link_uri": "{ours}/lti/launch",
        "client_id": course.client_id,
        **LOGINS[wrong],
    }
    sent = {name: text.replace("{ours}", course.ours) for name, text in asked.items()}
    with course.database.open_session() as session:
        before = len(session.exec(select(Flow)).all())
    if method == "GET":
        answer = course.tool.get("/lti/login", params=sent)
    else:
        answer = course.tool.post("/lti/login", data=sent)
    with course.database.open_session() as session:
        after = len(session.exec(select(Flow)).all())

    assert_refused(answer)
    assert after == before


def test_a_launch_begins_by_a_form_too(course: Course) -> None:
    sent = {
        "iss": course.platform,
        "login_hint": "ana",
        "target_link_uri": f"{course.ours}/lti/launch",
        "client_id": course.client_id,
    }
    foreign = {"origin": course.platform, "sec-fetch-site": "cross-site"}
    answer = course.tool.post("/lti/login", data=sent, headers=foreign)

    assert answer.status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/take",
        "//evil.example/take",
        "javascript:alert(1)",
        "http://127.0.0.1:9/other-platform",
        "",
    ],
)
def test_what_is_chosen_goes_to_no_other_site(course: Course, address: str) -> None:
    answer = course.launch("teacher", kind=CHOOSE, **{"return": address})

    assert_refused(answer)
    assert "evil.example" not in answer.text


def test_a_course_that_takes_no_links_is_told_so(course: Course) -> None:
    assert_refused(course.launch("teacher", kind=CHOOSE, accept=["html", "image"]))


@pytest.mark.parametrize(
    "custom",
    [{}, {"pack": "there-is-none"}, {"pack": ["a"]}, {"pack": "a" * 300}, {"pack": 7}],
)
def test_a_link_for_which_nothing_was_chosen_says_so(
    course: Course, custom: dict[str, object]
) -> None:
    answer = course.launch(custom=custom)

    assert_refused(answer)
    assert "Nothing was chosen" in answer.text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("choose", "choosing"),
        ("chosen", "choosing"),
        ("class", "looking"),
        ("go-on", "ticket"),
    ],
)
@pytest.mark.parametrize("text", ["", "forged.forged.forged", "a" * 900_000, "\ud7ff"])
def test_what_pages_carry_along_cannot_be_made_up(
    course: Course, path: str, name: str, text: str
) -> None:
    answer = course.tool.post(f"/lti/{path}", data={name: text, "pack": "x"})

    assert_refused(answer)


def test_a_refusal_names_nobody_in_the_log(
    course: Course, capfd: pytest.CaptureFixture[str]
) -> None:
    course.launch("secret-person-7", wrong="expired", custom={"pack": "secret-pack"})
    said = "".join(capfd.readouterr())

    assert "secret-person-7" not in said
    assert "secret-pack" not in said
