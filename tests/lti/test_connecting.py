"""Connecting learning systems: by hand, by themselves, and taking them away."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.accounts.roles import Role
from app.hosts.models import HostLearner, HostSite
from app.hosts.restricting import framing_of, restrict
from app.lti.models import Deployment, Invitation, Platform
from app.packs.queries import packs_by_key
from app.platform import clock
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION
from tests.hosts.conftest import signed_in
from tests.lti.course import PACK_KEY, Course
from tests.lti.platform import LET_IN
from tests.reading.html_page import read_page

HOME = f"/en/organisations/{ORGANISATION}/platforms"


@pytest.fixture
def editor(tool: FastAPI) -> TestClient:
    """Somebody who acts for the organisation."""
    browser = TestClient(tool, base_url=tool.state.settings.public_url)
    editor = signed_in(browser, acts=True)
    editor.base_url = browser.base_url
    return editor


def by_hand(url: str, **other: str) -> dict[str, str]:
    return {
        "name": "Moodle",
        "issuer": url,
        "client_id": "by-hand",
        "auth_url": f"{url}/auth",
        "token_url": f"{url}/token",
        "jwks_url": f"{url}/keys",
        "deployments": "1 2",
        **other,
    }


def platforms(tool: FastAPI, client_id: str) -> list[Platform]:
    with tool.state.database.open_session() as session:
        found = select(Platform).where(col(Platform.client_id) == client_id)
        return list(session.scalars(found))


def test_somebody_connects_a_platform_by_hand_tries_it_and_removes_it(
    tool: FastAPI, editor: TestClient, platform_url: str
) -> None:
    empty = editor.get(HOME)
    assert empty.status_code == 200, read_page(empty.text).one("main").text
    assert f"{tool.state.settings.public_url}/lti/keys" in empty.text
    added = editor.post(HOME, data=by_hand(platform_url))
    assert added.status_code == 303, added.text
    own = added.headers["location"].partition("?")[0]
    allowed = editor.post(f"{own}/deployments", data={"deployment": "3"})
    # What was done is said where the page opens.
    opened = read_page(editor.get(allowed.headers["location"]).text)
    assert "Saved." in opened.one("section", id="deployments").text
    editor.post(f"{own}/deployments/remove", data={"deployment": "1"})
    assert editor.post(f"{own}/deployments", data={}).status_code == 422
    tested = editor.post(f"{own}/test")
    assert tested.status_code == 303
    page = read_page(editor.get(own).text).one("main").text
    assert "Its public keys can be read." in page
    assert "It gives us no leave" in page, "it has never heard of this client"
    assert "Remove Moodle?" in editor.get(f"{own}/remove").text
    with tool.state.database.open_session() as session:
        rows = session.scalars(select(Deployment)).all()
    assert {"2", "3"} <= {row.deployment_id for row in rows}

    assert editor.post(f"{own}/remove").status_code == 303
    assert editor.get(own).status_code == 404
    assert platforms(tool, "by-hand") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"jwks_url": "http://169.254.169.254/latest"},
        {"token_url": "https://10.0.0.7/token"},
        {"auth_url": "javascript:alert(1)"},
        {"jwks_url": "https://user:word@example.org/keys"},
        {"origins": "https://*.example.org"},
        {"origins": "https://example.org; script-src *"},
        {"origins": " ".join(f"https://site{n}.example" for n in range(20))},
        {"issuer": ""},
        {"client_id": "a" * 300},
    ],
)
def test_addresses_that_cannot_be_asked_are_refused(
    tool: FastAPI, editor: TestClient, platform_url: str, wrong: dict[str, str]
) -> None:
    asked = by_hand(platform_url, client_id="wrong")
    answer = editor.post(HOME, data=asked | wrong)

    assert answer.status_code == 422
    assert platforms(tool, "wrong") == []


def test_one_platform_is_connected_once(
    tool: FastAPI, editor: TestClient, platform_url: str
) -> None:
    asked = by_hand(platform_url, client_id="once")
    first = editor.post(HOME, data=asked)
    second = editor.post(HOME, data=asked)
    editor.post(first.headers["location"].partition("?")[0] + "/remove")

    assert second.status_code == 422
    assert "is connected" in second.text


def test_only_people_who_act_for_the_organisation_come_in(
    tool: FastAPI, course: Course
) -> None:
    own = f"{HOME}/{course.key}"
    browser = TestClient(tool, base_url=course.ours, follow_redirects=False)
    stranger = signed_in(browser, Role.EDITOR)
    stranger.base_url = browser.base_url
    for path in (HOME, own, f"{own}/remove"):
        assert browser.get(path).status_code == 303
        assert stranger.get(path).status_code == 403
    for path in (HOME, f"{HOME}/invitations", f"{own}/remove", f"{own}/test"):
        assert stranger.post(path).status_code == 403
    assert course.row()


def test_a_deployment_that_asked_is_allowed_with_one_press(
    course: Course, editor: TestClient
) -> None:
    assert course.launch(deployment="new-one").status_code == 400
    page = read_page(editor.get(f"{HOME}/{course.key}").text)
    assert "new-one · asks to be allowed" in page.one("main").text
    editor.post(f"{HOME}/{course.key}/deployments", data={"deployment": "new-one"})

    assert course.launch(deployment="new-one").status_code == 303


def test_removing_a_platform_forgets_its_people_and_no_others(
    course: Course, editor: TestClient
) -> None:
    course.opened("ana", link="gone")
    before = course.learners()
    editor.post(f"{HOME}/{course.key}/remove")

    assert course.learners() == before - 1
    assert course.login().status_code == 400
    with course.database.open_session() as session:
        assert session.scalars(select(HostSite)).first(), "the site itself stays"
        subjects = session.scalars(select(col(HostLearner.subject))).all()
    assert "ana" not in subjects


def invited(editor: TestClient) -> str:
    page = read_page(editor.post(f"{HOME}/invitations").text)
    codes = [one.text for one in page.all("code", css="snip")]
    return next(one for one in codes if "/lti/register/" in one)


def asked_by(platform_url: str) -> dict[str, str]:
    configuration = f"{platform_url}/.well-known/openid-configuration"
    return {"openid_configuration": configuration, "registration_token": LET_IN}


def test_a_platform_connects_itself_and_its_links_open(
    course: Course, tool: FastAPI, editor: TestClient, platform_url: str
) -> None:
    address = invited(editor)
    asked = course.tool.get(address, params=asked_by(platform_url))
    page = read_page(asked.text)
    assert asked.headers["content-security-policy"].endswith("frame-ancestors *")
    assert platform_url in page.one("main").text
    inputs = page.one("form").all("input")
    sent = {one.attributes["name"]: one.attributes["value"] for one in inputs}
    done = course.tool.post(address, data=sent)
    assert done.status_code == 200, done.text
    [client] = [
        client_id
        for client_id, told in course.control()["clients"].items()
        if "client_name" in told and platforms(tool, client_id)
    ]
    [row] = platforms(tool, client)
    itself = Course(tool, platform_url, client, row.key)

    assert itself.launch().status_code == 303
    assert course.tool.post(address, data=sent).status_code == 400, "good once"
    itself.disconnect()


def test_an_invitation_that_is_old_or_made_up_connects_nothing(
    course: Course, editor: TestClient, platform_url: str
) -> None:
    address = invited(editor)
    with course.database.transaction() as session:
        session.connection().execute(update(Invitation).values(expires_at=clock.now()))
    for one in (address, f"{course.ours}/lti/register/{'a' * 32}"):
        for answer in (
            course.tool.get(one, params=asked_by(platform_url)),
            course.tool.post(one, data=asked_by(platform_url)),
        ):
            assert answer.status_code == 400
            assert "Ask whoever gave it to you" in answer.text


@pytest.mark.parametrize(
    ("sent", "moods"),
    [
        ({"openid_configuration": "http://169.254.169.254/"}, {}),
        ({"openid_configuration": "https://10.0.0.1/.well-known/x"}, {}),
        ({"openid_configuration": "javascript:alert(1)"}, {}),
        ({"openid_configuration": ""}, {}),
        ({"registration_token": "wrong"}, {}),
        ({"registration_token": "a\r\nX-Evil: 1"}, {}),
        ({}, {"issuer": "elsewhere"}),
    ],
)
def test_a_platform_that_describes_itself_wrongly_is_not_connected(
    course: Course,
    editor: TestClient,
    platform_url: str,
    sent: dict[str, str],
    moods: dict[str, str],
) -> None:
    address = invited(editor)
    before = len(course.control(moods=moods)["clients"])
    answer = course.tool.post(address, data=asked_by(platform_url) | sent)

    assert answer.status_code == 400, answer.text
    assert "Nothing was changed" in answer.text
    assert len(course.control()["clients"]) == before


def test_a_pack_only_for_our_sites_opens_in_our_learning_system(course: Course) -> None:

    with course.database.transaction() as session:
        pack = packs_by_key(session, [PACK_KEY])[PACK_KEY]
        restrict(session, get_organisation(session, ORGANISATION), pack.id)
        framing = framing_of(session, pack.id)
        session.rollback()

    assert course.platform in framing.ancestors.split()
