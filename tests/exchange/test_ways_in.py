"""From the other pages to people who help, and to helping."""

from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.packs.models import Pack, PackSkill
from app.projects.queries import get_organisation
from tests.accounts.people import Browser
from tests.browser.pages import ORGANISATION
from tests.exchange.conftest import OFFERS, People
from tests.exchange.test_finding import asked
from tests.factories.small_library import PACK
from tests.reading.html_page import read_page

SKILL = "/en/skills/budgeting"


def test_every_page_leads_to_peers(browser: Browser) -> None:
    top = read_page(browser.get("/en/skills").text).one("header", css="top")
    assert top.all("a", href="/en/peers")
    menu = read_page(browser.get("/en/menu").text).one("main")
    assert menu.all("a", href="/en/peers")


def test_the_page_of_a_skill_shows_who_can_help_to_who_is_signed_in(
    people: People, browser: Browser
) -> None:
    people.peer("Efua", "budgeting")
    shown = people("Reader").page(SKILL)
    assert "Efua" in shown.text
    for way in ("/en/peers/requests/new?skill=budgeting", f"{OFFERS}?skill=budgeting"):
        assert shown.all("a", href=way)

    kept = read_page(browser.get(SKILL).text).one("main")
    assert "Efua" not in kept.text
    assert kept.all("a", href="/en/peers/people?skill=budgeting")


def test_i_can_help_with_this_comes_with_skill_and_language_chosen(
    people: People,
) -> None:
    page = people("Efua").page(f"{OFFERS}?skill=budgeting&in=sw")
    spoken = page.one("input", name="languages").attributes["value"]
    assert spoken == "English, Kiswahili"
    chosen = [one for one in page.all("option") if "selected" in one.attributes]
    assert "budgeting" in [one.attributes["value"] for one in chosen]


def test_the_page_of_an_organisation_shows_its_people_to_who_is_signed_in(
    starter: FastAPI,
) -> None:
    people = People(starter)
    path = f"/en/organisations/{ORGANISATION}"
    with people.database.open_session() as session:
        name = get_organisation(session, ORGANISATION).name
    people.peer("Efua", "budgeting", organisation=name)
    assert "Efua" in people("Reader").page(path).text
    reader = TestClient(starter, follow_redirects=False)
    assert "Efua" not in reader.get(path).text
    assert name in reader.get("/en/peers/people/Efua").text


def test_the_front_page_has_requests_for_who_can_help_and_nobody_for_others(
    people: People, browser: Browser
) -> None:
    efua = people.peer("Efua", "budgeting")
    asked(people, people("Asker"), "budgeting", "en")
    shown = efua.page("/en/")
    assert "Peers who could use you" in shown.text
    assert "Help with budgeting in en" in shown.text
    assert "the same skill · in English" in shown.text
    for other in (browser, people("Reader").browser):
        assert "Peers who could use you" not in other.get("/en/").text


def test_the_end_of_a_pack_leads_to_who_can_help_with_it(people: People) -> None:
    learner = people("Learner")
    skill = pack_skill(people)
    people.peer("Efua", skill)
    people.peer("French", skill, languages=("fr",))
    number = 1
    while learner.browser.get(f"/en/packs/{PACK}/{number}").status_code == 200:
        learner.browser.post(f"/en/packs/{PACK}/{number}/done")
        number += 1

    end = learner.page(f"/en/packs/{PACK}/done")

    assert "You can now" in end.text
    assert "Efua" in end.text
    assert "French" not in end.text
    assert end.all("a", href=f"{OFFERS}?skill={skill}")


def pack_skill(people: People) -> str:

    with people.database.open_session() as session:
        found = (
            select(col(PackSkill.skill))
            .join(Pack, col(Pack.id) == col(PackSkill.pack_id))
            .where(col(Pack.slug) == PACK)
            .order_by(col(PackSkill.position))
        )
        return session.scalars(found.limit(1)).one()
