"""Projects, organisations and skills lead to each other, and on to what one can do."""

import pytest
from fastapi import FastAPI
from sqlalchemy import delete
from starlette.testclient import TestClient

from app.accounts.roles import Role
from app.packs.models import PackProject
from app.platform.states import CONTENT, bump
from tests.accounts.people import person, token_for
from tests.reading.html_page import Element, read_page

LATVIA = "wiki-loves-monuments-latvia-2015"
AFLIA, WMF = "african-library-association-aflia", "wikimedia-foundation"
SHARED = "wikipedia-in-african-libraries-2020"


def opened(client: TestClient, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return read_page(answer.text).one("main")


def listed(page: Element, heading: str) -> list[str]:
    """Return where the links of a section lead, by its heading's id."""
    section = page.one("section", **{"aria-labelledby": heading})
    return [link.attributes["href"] for link in section.all("a")]


def test_a_skill_leads_to_the_projects_that_used_it_or_a_finer_one(
    reader: TestClient,
) -> None:
    finer = listed(opened(reader, "/en/skills/captioning"), "projects")
    whole = listed(opened(reader, "/en/skills/project-management"), "projects")

    assert set(finer) == {
        "/en/projects/indic-oral-culture-2023",
        "/en/projects/oral-culture-toolkit-2021",
    }
    # Only the newest stand here; all are one step away.
    assert whole[0] == "/en/projects?skill=project-management"
    assert len(whole) == 7


def test_the_list_of_projects_can_be_asked_for_a_skill(reader: TestClient) -> None:
    every = opened(reader, "/en/projects?skill=project-management")
    none = opened(reader, "/en/projects?skill=copyright-clearance")
    unknown = opened(reader, "/en/projects?skill=juggling")

    shown = [one.all("a")[0].attributes["href"] for one in every.all("li", css="card")]
    assert f"/en/projects/{LATVIA}" in shown
    assert 6 < len(shown) < len(unknown.all("li", css="card"))
    assert every.one("a", **{"aria-current": "page"}).text == "Project management"
    assert "No project here used this skill yet." in none.text
    assert none.one("a", **{"aria-current": "page"}).text == "Copyright"


def test_a_finer_skill_keeps_its_place_over_the_pages_of_a_list(
    reader: TestClient,
) -> None:
    page = opened(reader, "/en/projects?skill=events-organisation&page=99")

    pagers = page.all("nav", css="pager")
    for link in [link for pager in pagers for link in pager.all("a")]:
        assert "skill=events-organisation" in link.attributes["href"]


def test_a_project_leads_to_others_that_used_the_same_skills(
    reader: TestClient,
) -> None:
    alike = listed(opened(reader, f"/en/projects/{LATVIA}"), "alike")

    assert len(alike) == 4
    # Three skills of three are the same.
    assert alike[0] == "/en/projects/wiki-loves-monuments-malta-2017"
    assert f"/en/projects/{LATVIA}" not in alike


def test_an_organisation_names_who_it_worked_with_and_on_what(
    reader: TestClient,
) -> None:
    for here, other in ((AFLIA, WMF), (WMF, AFLIA)):
        page = opened(reader, f"/en/organisations/{here}")
        partners = listed(page, "partners")
        assert f"/en/organisations/{other}" in partners
        assert f"/en/organisations/{here}" not in partners
    title = opened(reader, f"/en/projects/{SHARED}").one("h1").text
    with_aflia = next(
        one
        for one in page.one("section", **{"aria-labelledby": "partners"}).all("li")
        if one.all("a", href=f"/en/organisations/{AFLIA}")
    )
    assert title in with_aflia.text


@pytest.mark.parametrize(
    ("role", "target"),
    [
        (None, f"/en/contribute/new?project={LATVIA}"),
        (Role.EDITOR, f"/en/contribute/new?project={LATVIA}"),
        (Role.READER, "/en/asked/new"),
    ],
)
def test_a_project_without_a_pack_leads_to_what_its_reader_may_do(
    app: FastAPI, client: TestClient, role: Role | None, target: str
) -> None:
    with app.state.database.transaction() as session:
        session.execute(delete(PackProject))
        bump(session, CONTENT)
    if role is not None:
        grants = () if role == Role.READER else (role,)
        user = person(app.state.database, "Nana", *grants)
        token = token_for(app.state.database, user)
        client.headers["cookie"] = f"passalong={token}"

    empty = opened(client, f"/en/projects/{LATVIA}").one("div", css="empty")

    assert empty.one("a").attributes["href"] == target
    assert client.get(target).status_code in {200, 303}


@pytest.mark.parametrize(
    "path", ["/en/", "/en/menu", "/en/projects", "/en/help", "/ar/"]
)
def test_organisations_are_one_step_from_where_people_begin(
    reader: TestClient, path: str
) -> None:
    page = opened(reader, path)
    language = path[1:3]

    assert page.all("a", href=f"/{language}/organisations")


def test_who_comes_from_an_organisation_is_told_where_to_begin(
    reader: TestClient,
) -> None:
    for path in ("/en/", "/en/organisations"):
        assert opened(reader, path).all("a", href="/en/help#organisations")

    help_page = opened(reader, "/en/help")
    begin = help_page.one("h2", id="organisations")
    assert begin.parent is not None
    for path in ("courses", "projects", "organisations", "contribute"):
        assert help_page.all("a", href=f"/en/{path}"), path
    [tell] = [
        link.attributes["href"]
        for link in help_page.all("a")
        if link.text == "tell the editors"
    ]
    form = opened(reader, tell)
    assert form.one("h1").text == "Bring your organisation in"
    # Who is signed out gets no answer, and is led to signing in and back.
    [sign_in] = [a for a in form.all("a") if a.text == "sign in"]
    assert "about%3Dorganisation" in sign_in.attributes["href"]


def test_who_contributes_sees_what_was_looked_for_in_vain(reader: TestClient) -> None:
    assert opened(reader, "/en/contribute").all("a", href="/en/asked")
