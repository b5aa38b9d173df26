"""What a project did again, and who did it again after it."""

from sqlalchemy import update
from starlette.testclient import TestClient

from app.platform.db import Database
from app.platform.states import CONTENT, bump
from app.projects.models import Project
from tests.reading.html_page import Element, read_page

EUROPE = "wiki-loves-monuments-europe-2011"
MALTA, MALTA_AGAIN = (
    "wiki-loves-monuments-malta-2016",
    "wiki-loves-monuments-malta-2017",
)
LATVIA = "wiki-loves-monuments-latvia-2015"
PORTUGAL = "wiki-loves-monuments-portugal-2019"


def stations(client: TestClient, path: str, section: str) -> list[Element]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    found = read_page(answer.text).all("section", **{"aria-labelledby": section})
    return [item for one in found for item in one.one("ol", css="lineage").all("li")]


def slugs(items: list[Element]) -> list[str]:
    """Return the last parts of the addresses that stations lead to."""
    links = (link for item in items for link in item.all("a"))
    return [link.attributes["href"].rpartition("/")[2] for link in links]


def test_a_project_stands_between_what_it_did_again_and_who_did_it_again(
    reader: TestClient,
) -> None:
    line = stations(reader, f"/en/projects/{MALTA}", "again")

    assert slugs(line) == [EUROPE, MALTA_AGAIN]
    assert [item.attributes.get("class") for item in line] == [None, "here", None]
    assert "This project" in line[1].text
    assert "Valletta" in line[2].text


def test_who_did_a_project_again_stands_in_order_of_time(reader: TestClient) -> None:
    line = stations(reader, f"/en/projects/{EUROPE}", "again")

    assert slugs(line) == [LATVIA, MALTA, PORTUGAL]


def test_a_project_that_stands_alone_says_nothing_of_it(reader: TestClient) -> None:
    assert stations(reader, "/en/projects/wikipedia-zero-2012", "again") == []


def test_a_pack_names_who_did_again_what_it_was_made_from(reader: TestClient) -> None:
    last = stations(reader, "/en/packs/make-a-project-last", "origin")[-1]

    assert "3 projects did it again" in last.text
    # One that the pack itself was made from is not news.
    assert slugs([last]) == [LATVIA, MALTA, PORTUGAL]


def test_a_project_that_was_withdrawn_is_in_no_line(client: TestClient) -> None:
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        session.execute(
            update(Project).where(Project.slug == MALTA_AGAIN).values(is_withdrawn=True)  # type: ignore[arg-type]
        )
        bump(session, CONTENT)

    assert slugs(stations(client, f"/en/projects/{MALTA}", "again")) == [EUROPE]


def test_programs_get_what_a_project_did_again(reader: TestClient) -> None:
    found = {
        item["slug"]: item["repeats"]
        for item in reader.get("/api/v1/projects?limit=100").json()["items"]
    }

    assert found[MALTA_AGAIN] == [MALTA]
    assert found[EUROPE] == []
