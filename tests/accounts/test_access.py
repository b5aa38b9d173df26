"""A route says in its signature who may use it, and refusals say what to do."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.access import ACCESS_GUARDS
from app.accounts.current import initials
from app.accounts.permissions import (
    can_coordinate,
    can_grant,
    can_review,
    fits_scope,
    has_role,
)
from app.accounts.queries import get_user_by_name
from app.accounts.rights import COMMAND_LINE, revoke_role
from app.accounts.roles import Grant, Role, all_roles
from app.platform.db import Database
from tests.accounts.people import Browser, person, token_for


def browser_of(app: FastAPI, name: str, *roles: Role) -> Browser:
    database: Database = app.state.database
    browser = Browser(TestClient(app, follow_redirects=False))
    browser.use_token(token_for(database, person(database, name, *roles)))
    return browser


def test_a_page_for_members_sends_others_to_sign_in_and_back(browser: Browser) -> None:
    answer = browser.get("/sw/members?tab=2&q=a%20b")

    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/sw/login?next=/sw/members%3Ftab%3D2%26q%3Da%2520b"
    )


def test_after_a_post_signing_in_leads_back_to_its_form(browser: Browser) -> None:
    answer = browser.client.post(
        "/en/drafts", headers={"referer": "http://testserver/en/skills?level=1"}
    )
    foreign = [
        browser.client.post("/en/drafts", headers={"referer": page})
        for page in ("http://evil.example/en/skills", "http://[")
    ]

    assert answer.headers["location"] == "/en/login?next=/en/skills%3Flevel%3D1"
    assert {one.headers["location"] for one in foreign} == {"/en/login"}


@pytest.mark.parametrize(
    "headers", [{"accept": "application/json"}, {"hx-request": "true"}]
)
def test_programs_and_fragments_get_401(
    browser: Browser, headers: dict[str, str]
) -> None:
    answer = browser.client.get("/en/members", headers=headers)

    assert answer.status_code == 401
    assert "Sign in to go on" in answer.text


def test_a_role_that_is_missing_is_a_403(app: FastAPI) -> None:
    reader = browser_of(app, "Reader")

    assert reader.post("/en/drafts").status_code == 403
    assert reader.get("/en/reviews").status_code == 403


@pytest.mark.parametrize(
    ("role", "may_write", "may_review"),
    [
        (Role.EDITOR, True, False),
        (Role.TRUSTED, True, False),
        (Role.PATROLLER, True, False),
        (Role.REVIEWER, True, True),
        (Role.COORDINATOR, True, False),
        (Role.MODERATOR, True, False),
        (Role.STEWARD, True, False),
        (Role.OPERATOR, False, False),
    ],
)
def test_roles_open_what_they_contain(
    app: FastAPI, *, role: Role, may_write: bool, may_review: bool
) -> None:
    browser = browser_of(app, "Somebody", role)

    assert (browser.post("/en/drafts").status_code == 200) is may_write
    assert (browser.get("/en/reviews").status_code == 200) is may_review


def test_a_role_taken_away_is_gone_with_the_next_request(app: FastAPI) -> None:
    browser = browser_of(app, "Somebody", Role.EDITOR)
    before = browser.post("/en/drafts").status_code

    with app.state.database.transaction() as session:
        user = get_user_by_name(session, "Somebody")
        revoke_role(session, user, Grant(Role.EDITOR), by=COMMAND_LINE)

    assert (before, browser.post("/en/drafts").status_code) == (200, 403)


def test_a_page_keeps_its_language_when_it_refuses(browser: Browser) -> None:
    assert browser.get("/ha/members").headers["location"].startswith("/ha/login")


def test_every_guard_is_registered() -> None:
    names = {guard.__name__ for guard in ACCESS_GUARDS}

    assert names == {
        "anyone",
        "signed_in",
        *(f"holding_{role.value}" for role in Role if role is not Role.READER),
    }


def test_everyone_is_a_reader_and_a_steward_may_moderate() -> None:
    assert all_roles([]) == {Role.READER}
    assert has_role([Grant(Role.STEWARD)], Role.PATROLLER)
    assert not has_role([Grant(Role.STEWARD)], Role.REVIEWER)
    assert not has_role([Grant(Role.OPERATOR)], Role.EDITOR)


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        (Grant(Role.REVIEWER), True),
        (Grant(Role.REVIEWER, skill="report-writing"), True),
        (Grant(Role.REVIEWER, skill="proposal-writing"), False),
        (Grant(Role.REVIEWER, language="sw"), True),
        (Grant(Role.REVIEWER, language="fr"), False),
        (Grant(Role.REVIEWER, "report-writing", "fr"), False),
        (Grant(Role.REVIEWER, "report-writing", "sw"), True),
        (Grant(Role.MODERATOR), False),
        (Grant(Role.STEWARD), False),
        (Grant(Role.COORDINATOR, language="sw"), False),
    ],
)
def test_reviewers_judge_their_skill_in_their_language(
    grant: Grant, *, expected: bool
) -> None:
    skills = ["report-writing", "events"]

    assert can_review([grant], skills=skills, language="sw") is expected


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        (Grant(Role.COORDINATOR, language="sw"), True),
        (Grant(Role.COORDINATOR), True),
        (Grant(Role.COORDINATOR, language="fr"), False),
        (Grant(Role.REVIEWER, language="sw"), False),
    ],
)
def test_coordinators_accept_translations_into_their_language(
    grant: Grant, *, expected: bool
) -> None:
    assert can_coordinate([grant], language="sw") is expected


@pytest.mark.parametrize("holder", list(Role))
def test_no_chain_of_grants_leads_to_a_role_from_the_command_line(
    holder: Role,
) -> None:
    """Whatever somebody may give, taking it oneself never ends at steward or above."""
    held, reached = {Grant(holder)}, set[Role]()
    while new := {role for role in Role if can_grant(held, role)} - reached:
        reached |= new
        held |= {Grant(role) for role in new}

    assert not reached & {Role.STEWARD, Role.OPERATOR}
    assert reached == set() or holder is Role.STEWARD


def test_only_some_roles_can_be_limited() -> None:
    assert fits_scope(Grant(Role.REVIEWER, "events", "sw"))
    assert fits_scope(Grant(Role.COORDINATOR, language="sw"))
    assert not fits_scope(Grant(Role.COORDINATOR, skill="events"))
    assert not fits_scope(Grant(Role.MODERATOR, language="sw"))
    assert not fits_scope(Grant(Role.READER))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ana", "A"),
        ("DemoLearner", "DL"),
        ("Ana Pérez", "AP"),
        ("Jean-Luc Ba", "JB"),
        ("ana", "A"),
        ("محمد علی", "مع"),
        ("李小龍", "李"),
        ("- -", "-"),
    ],
)
def test_initials_stand_for_a_name(name: str, expected: str) -> None:
    assert initials(name) == expected
