"""What is offered and asked, by skill: a page, a table, and for programs."""

import csv
import io

import pytest

from app.exchange.sheet import sheet
from app.exchange.totals import SkillLine
from app.packs.skills import Skill
from tests.accounts.people import Browser
from tests.exchange.conftest import OFFERS, People
from tests.exchange.test_finding import asked
from tests.reading.html_page import read_page

PAGE = "/en/peers/skills"


@pytest.fixture
def filled(people: People) -> People:
    people.peer("Efua", "budgeting", "storytelling")
    people.peer("Kojo", "budgeting")
    people.peer("Quiet", "budgeting").send(f"{OFFERS}/listing", act="unlist")
    for skill in ("scanning", "budgeting"):
        asked(people, people("Asker"), skill)
    return people


def table(browser: Browser, sort: str = "") -> list[list[str]]:
    page = read_page(browser.get(f"{PAGE}?sort={sort}").text)
    rows = page.one("tbody").all("tr")
    return [[cell.text for cell in row if cell.tag in {"th", "td"}] for row in rows]


@pytest.mark.usefixtures("filled")
def test_what_is_asked_and_not_offered_comes_first(browser: Browser) -> None:
    rows = table(browser)
    assert rows[0][:3] == ["Scanning Nobody offers this yet", "1", "0"]
    assert rows[1][:3] == ["Budgets", "1", "2"]
    assert rows[2][:3] == ["Storytelling", "0", "1"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("sort", "first"),
    [("offered", "Budgets"), ("skill", "Audiovisual documentation"), ("x", "Scanning")],
)
def test_a_link_sorts_the_table(browser: Browser, sort: str, first: str) -> None:
    assert table(browser, sort)[0][0].startswith(first)


@pytest.mark.usefixtures("filled")
def test_the_table_can_be_taken_along(browser: Browser) -> None:
    answer = browser.get(f"{PAGE}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["id", "wikidata", "Skill", "Asked for", "Offered", "Packs"]
    assert rows[2][:5] == ["budgeting", "", "Budgets", "1", "2"]


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    line = SkillLine(Skill("x", "x"), "=HYPERLINK(1)", offered=0, asked=0, packs=0)
    assert b"'=HYPERLINK(1)" in sheet([line])


@pytest.mark.usefixtures("filled")
def test_programs_get_the_numbers_with_the_ids_of_wikidata(browser: Browser) -> None:
    found = browser.get("/api/v1/skills/budgeting").json()
    assert (found["offered"], found["asked"], found["wikidata"]) == (2, 1, "")
    listed = browser.get("/api/v1/skills?limit=100").json()["items"]
    by_id = {one["id"]: one for one in listed}
    assert by_id["optical-character-recognition"]["wikidata"] == "Q167555"
    assert by_id["scanning"]["asked"] == 1
