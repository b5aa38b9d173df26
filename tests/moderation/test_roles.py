"""Roles in the browser: seen by everybody, given by stewards, blocks by moderators."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.roles import Grant, Role
from app.moderation.permissions import can_block
from tests.accounts.people import Browser, person, token_for
from tests.databases import HOST
from tests.reading.html_page import read_page

ROLES = "/en/roles"
Visit = Callable[..., Browser]


@pytest.fixture
def visit(app: FastAPI) -> Visit:
    def signed_in(name: str, *roles: Role) -> Browser:
        database = app.state.database
        client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
        client.cookies.set(
            "passalong", token_for(database, person(database, name, *roles))
        )
        return Browser(client)

    return signed_in


def test_a_steward_gives_a_role_and_its_holder_is_told_and_can_use_it(
    visit: Visit,
) -> None:
    steward, amina = visit("Sefi", Role.STEWARD), visit("Amina O'Neil & <b>")
    assert amina.get("/en/review").status_code == 403

    given = steward.post(
        f"{ROLES}/give",
        name="Amina O'Neil & <b>",
        role="reviewer",
        skill="budgeting",
        language="Kiswahili",
    )

    page = steward.get(given.headers["location"]).text
    assert "The role is given." in page
    assert "Reviewer · Budgets · <bdi>Kiswahili</bdi>" in page
    assert amina.get("/en/review").status_code == 200
    assert "Your roles have changed." in amina.get("/en/me/notices").text
    everybody = visit("Kofi").get(ROLES).text
    assert "Amina O&#39;Neil &amp; &lt;b&gt;" in everybody
    assert "was given a role: Reviewer · Budgets" in everybody


def test_what_was_given_is_taken_back(visit: Visit) -> None:
    steward, amina = visit("Sefi", Role.STEWARD), visit("Amina", Role.EDITOR)

    role = {"name": "Amina", "role": "editor", "skill": "", "language": ""}
    taken = steward.post(f"{ROLES}/take", **role)
    again = steward.post(f"{ROLES}/take", **role)

    assert "The role is taken back." in steward.get(taken.headers["location"]).text
    assert again.status_code == 409
    assert "do not hold this role" in again.text
    assert amina.get("/en/review").status_code == 403


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"role": "steward"}, "named on the command line"),
        ({"role": "operator"}, "named on the command line"),
        ({"role": "king"}, "Please look at these again"),
        ({"skill": "witchcraft"}, "There is no such skill"),
        ({"language": "Nowherish"}, "We do not know this language"),
        ({"role": "editor", "language": "sw"}, "Only reviewers are named for a skill"),
        ({"role": "editor"}, "They hold this role already"),
    ],
)
def test_a_role_that_cannot_be_given_keeps_the_form(
    visit: Visit, changed: dict[str, str], sentence: str
) -> None:
    steward, _ = visit("Sefi", Role.STEWARD), visit("Amina", Role.EDITOR)
    asked = {"role": "reviewer", "skill": "", "language": "", **changed}

    answer = steward.post(f"{ROLES}/give", name="Amina", **asked)

    assert answer.status_code == 422
    page = read_page(answer.text).one("main").text
    assert sentence in page
    assert asked["language"] in answer.text
    assert "None: a reader" not in page


def test_a_moderator_blocks_with_a_reason_that_readers_never_see(visit: Visit) -> None:
    moderator, spammer = visit("Mo", Role.MODERATOR), visit("Spammer")
    assert spammer.get("/en/me/account").status_code == 200

    bare = moderator.post(f"{ROLES}/block", name="Spammer", reason=" ")
    blocked = moderator.post(f"{ROLES}/block", name="Spammer", reason="Sells shoes.")

    assert bare.status_code == 422
    page = moderator.get(blocked.headers["location"]).text
    assert "blocked and signed out everywhere" in page
    assert "Sells shoes." in page
    assert "Sells shoes." in moderator.get(ROLES).text
    assert spammer.get("/en/me/account").status_code == 303
    readers = visit("Kofi").get(ROLES).text
    assert "Spammer" not in readers
    assert "Sells shoes." not in readers
    moderator.post(f"{ROLES}/unblock", name="Spammer", reason="They were robbed.")
    assert "may sign in again" in moderator.get(ROLES).text


def test_nobody_blocks_above_themselves_or_themselves(visit: Visit) -> None:
    moderator = visit("Mo", Role.MODERATOR)
    visit("Sefi", Role.STEWARD)
    visit("Other", Role.MODERATOR)

    for name in ("Sefi", "Other", "Mo"):
        answer = moderator.post(f"{ROLES}/block", name=name, reason="Because.")
        assert answer.status_code == 422, name
        form = moderator.get(f"{ROLES}/account?name={name}").text
        assert 'action="/en/roles/block"' not in form, name


def test_moderators_give_no_roles(visit: Visit) -> None:
    moderator, _ = visit("Mo", Role.MODERATOR), visit("Amina")

    answer = moderator.post(f"{ROLES}/give", name="Amina", role="editor")

    assert answer.status_code == 403
    assert "Give a role" not in moderator.get(f"{ROLES}/account?name=Amina").text


def test_a_name_that_nobody_has_is_said_beside_its_field(visit: Visit) -> None:
    moderator = visit("Mo", Role.MODERATOR)

    answer = moderator.get(f"{ROLES}/account?name=Nobody+%3Cb%3E")

    assert answer.status_code == 404
    page = read_page(answer.text).one("main")
    assert "Nobody here has this name." in page.text
    assert 'value="Nobody &lt;b&gt;"' in answer.text


def test_the_log_has_pages_and_those_who_left_are_not_named(
    app: FastAPI, visit: Visit
) -> None:
    steward, leaver = visit("Sefi", Role.STEWARD), visit("Leaver", Role.EDITOR)
    visit("Amina")
    role = {"name": "Amina", "role": "editor", "skill": "", "language": ""}
    for _ in range(30):
        steward.post(f"{ROLES}/give", **role)
        steward.post(f"{ROLES}/take", **role)
    leaver.post(
        "/en/me/account/delete",
        confirm="1",
        vanish_passphrase="kettle marigold nine harbours",
    )

    first, second = (steward.get(f"{ROLES}?page={number}").text for number in (1, 2))

    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    assert "Leaver" not in first + second


def test_who_may_block_whom() -> None:
    def grants(role: Role) -> list[Grant]:
        return [Grant(role)]

    mine = {role: grants(role) for role in Role}
    blocked = {
        (by, whom) for by in Role for whom in Role if can_block(mine[by], mine[whom])
    }

    below = set(Role) - {Role.MODERATOR, Role.STEWARD, Role.OPERATOR}
    assert blocked == {
        *((Role.MODERATOR, whom) for whom in below),
        *((Role.STEWARD, whom) for whom in below | {Role.MODERATOR}),
    }
