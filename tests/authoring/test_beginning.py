"""Beginning a pack from a project: an outline, a draft, readers let in."""

import re

import pytest
from fastapi import FastAPI

from app.accounts.roles import Role
from app.authoring.importing.drafting import PENCIL
from app.authoring.outline.proposing import Beginning, propose
from app.authoring.outline.templates import TEMPLATES
from app.packs.skills import SKILLS
from tests.authoring.conftest import Writer, writer
from tests.reading.html_page import read_page
from tests.reading.shelf import Shelf

NEW = "/en/contribute/new"
PROJECT = "maithili-wikipedia-mission-10"
REPORT = """\
# Wiki Loves Boats, final report

## Goals

We wanted 500 photographs of boats.

## What we did

Twelve people took **612 photographs** in nine harbours.

- a boat trip
- a workshop

## Money

| what | how much |
|---|---|
| fuel | 120 |
"""
FORM = {"language": "en", "skills": "events-organisation", "report": REPORT}


def begin(person: Writer, **more: str) -> str:
    """Send the form; return the page that comes back."""
    return person.browser.post(NEW, **(FORM | more)).text


def create(person: Writer, **more: str) -> str:
    """Make a draft of what is proposed; return its address."""
    kept = {f"m{n}-{what}": "1" for n in range(1, 5) for what in ("kept",)}
    page = read_page(begin(person, **more))
    titles = {
        one.attributes["name"]: one.attributes["value"]
        for one in page.all("input")
        if re.fullmatch(r"m\d-title", one.attributes.get("name", ""))
    }
    kinds = {
        one.attributes["name"]: "hands-on" if "4" in one.attributes["name"] else ""
        for one in page.all("select")
    }
    answer = person.browser.post(
        NEW, **(FORM | more | kept | titles | kinds), do="create"
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_report_gives_the_outline_with_its_own_headings(ama: Writer) -> None:
    page = begin(ama)

    titles = re.findall(r'name="m\d-title"[^>]*value="([^"]*)"', page)
    assert titles == ["Goals", "What we did", "Money", "Do it yourself"]
    assert "612 photographs" in page
    assert PENCIL in page


def test_a_pack_is_begun_in_a_language_by_its_name(ama: Writer) -> None:
    create(ama, title="Photograph boats", language="Kiswahili")

    assert ama.page("/en/packs/photograph-boats").one("h1").lang == "sw"


def test_wikitext_and_html_are_read_as_the_same_report(ama: Writer) -> None:
    wikitext = "== Goals ==\nWe wanted '''500''' boats.\n== Money ==\n* fuel\n"
    html = "<h2>Goals</h2><p>We wanted <b>500</b> boats.</p><h2>Money</h2><ul><li>fuel"

    for report, written in ((wikitext, "wikitext"), (html, "html")):
        page = begin(ama, report=report, written=written)

        titles = re.findall(r'name="m\d-title"[^>]*value="([^"]*)"', page)
        assert titles == ["Goals", "Money", "Do it yourself"]
        assert "We wanted **500** boats." in page


def test_a_recorded_project_gives_what_worked_its_people_and_sources(
    ama: Writer,
) -> None:
    where = create(ama, report="", project=PROJECT)

    pack = where.replace("/contribute/drafts", "/packs")
    first = ama.browser.get(f"{pack}/1").text
    assert "Who did it" in first
    assert "What worked" in ama.browser.get(pack).text
    assert f"/en/projects/{PROJECT}" in ama.browser.get(pack).text


def test_the_outline_shows_the_pasted_report_only_where_there_is_one(
    ama: Writer,
) -> None:
    assert "as you pasted it" in begin(ama)

    page = begin(ama, report="", project=PROJECT)

    assert "Nothing is stored yet" in page
    assert "as you pasted it" not in page


def test_a_draft_is_seen_by_editors_alone_until_a_reviewer_lets_readers_in(
    shelf: Shelf, ama: Writer, efua: Writer
) -> None:
    where = create(ama, title="Photograph boats")
    pack = "/en/packs/photograph-boats"
    stranger = writer(shelf.app, "Yaw")
    assert where == "/en/contribute/drafts/photograph-boats"
    assert stranger.browser.get(pack).status_code == 404
    seen = ama.browser.get(pack)
    assert seen.status_code == 200
    assert "only editors see it" in seen.text
    assert "Photograph boats" in ama.browser.get("/en/contribute").text
    assert "Photograph boats" not in stranger.browser.get("/en/contribute").text
    refused = efua.browser.post(f"{where}/publish")
    assert refused.status_code == 409
    assert stranger.browser.get(pack).status_code == 404

    fill_in(ama, efua, where)
    assert efua.browser.post(f"{where}/publish").status_code == 303

    assert "Kofi Annan" in stranger.browser.get(pack).text
    assert ama.browser.get(where).status_code == 404


def fill_in(author: Writer, reviewer: Writer, where: str) -> None:
    """Fill every empty place; a reviewer publishes the modules."""
    head = {"title": "Photograph boats", "summary": "You do.", "goals": "do\ndo more"}
    head |= {"authors": "Ama\nKofi Annan's sister", "licence": "CC-BY-SA-4.0"}
    head |= {"skills": "events-organisation", "level": "beginner"}
    about = where.replace("contribute/drafts", "edit") + "/about"
    saved = author.browser.post(about, **head)
    assert saved.status_code == 303
    for number in range(1, 5):
        address = where.replace("contribute/drafts", "edit") + f"/{number}"
        page = author.page(address).all("form", action=address)[0]
        form = {
            one.attributes["name"]: one.attributes.get("value", "")
            for one in page.all("input")
            if one.attributes.get("type") != "radio" and "name" in one.attributes
        }
        for area in page.all("textarea"):
            if "name" not in area.attributes:
                continue
            text = "".join(map(str, area.children))
            form[area.attributes["name"]] = text.replace(PENCIL, "Yes:").lstrip("\n")
        form |= {"kind": "training", "do": "review"}
        asked = author.browser.post(address, **form)
        assert asked.status_code == 303, asked.text
        done = reviewer.browser.post(f"{asked.headers['location']}/publish")
        assert done.status_code == 303, done.text


def test_whoever_began_a_pack_does_not_let_readers_in_alone(
    shelf: Shelf, efua: Writer
) -> None:
    kwame = writer(shelf.app, "Kwame", Role.REVIEWER)
    where = create(efua, title="Photograph ships")
    fill_in(efua, kwame, where)

    assert efua.browser.post(f"{where}/publish").status_code == 403
    assert kwame.browser.post(f"{where}/publish").status_code == 303


def test_loading_the_folders_leaves_what_was_begun_here_alone(
    shelf: Shelf, ama: Writer, efua: Writer
) -> None:
    where = create(ama, title="Photograph boats")
    fill_in(ama, efua, where)
    efua.browser.post(f"{where}/publish")

    shelf.load()

    assert ama.browser.get("/en/packs/photograph-boats").status_code == 200


def test_an_address_that_is_taken_is_not_shadowed(ama: Writer) -> None:
    first = create(ama, title="Record on video with consent")
    second = create(ama, title="Record on video with consent")

    assert first.endswith("/record-on-video-with-consent-2")
    assert second.endswith("/record-on-video-with-consent-3")


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        ("A line\nPNG\x01\x02", "Line 2 has signs that no text has."),
        ("x" * 900_001, "longer than 900 kB"),
        ("", "Choose a project, or paste its report."),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place_and_kept_in_the_form(
    ama: Writer, report: str, reason: str
) -> None:
    answer = ama.browser.post(NEW, **(FORM | {"report": report}))

    assert answer.status_code == 422
    assert reason in answer.text
    assert report in answer.text


def test_five_megabytes_are_refused_with_the_reason_and_stand_in_the_form(
    ama: Writer,
) -> None:
    report = "All that was ever said.\n" * 220_000
    fields = {name: (None, text) for name, text in (FORM | {"report": report}).items()}

    # As browsers send it: in parts.
    answer = ama.browser.client.post(NEW, files=fields)

    assert answer.status_code == 422
    assert "longer than 900 kB" in answer.text
    assert report.rstrip() in answer.text


def test_blocks_nested_a_thousand_deep_become_words(ama: Writer) -> None:
    nested = "## A\n\n" + "::: goals\n" * 1_000 + "\n## B\n\nb\n"

    where = create(ama, report=nested, title="Deep")

    assert ama.browser.get(where).status_code == 200


def test_fields_of_the_form_are_checked(app: FastAPI, ama: Writer) -> None:
    wrong = {
        "language": "klingon-nope",
        "skills": "juggling",
        "address": "javascript:x",
    }

    answer = ama.browser.post(NEW, **(FORM | wrong))

    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') >= 2
    page = read_page(answer.text)
    led_to = [
        one.attributes["href"][1:] for one in page.one("div", role="alert").all("a")
    ]
    assert "skills" in led_to
    assert all(page.all(id=place) for place in led_to)
    assert "Wiki Loves Boats" in answer.text


def test_hostile_words_of_a_report_stay_words(ama: Writer, efua: Writer) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    report = f"## A {bad}\n\nText {bad}\n\n## B\n\nb [x](javascript:alert(3))\n"

    outline = begin(ama, report=report, title=f"T {bad}")
    where = create(ama, report=report, title=f"T {bad}")

    pack = where.replace("/contribute/drafts", "/packs")
    pages = [outline, ama.browser.get(where).text, ama.browser.get(pack).text]
    pages += [ama.browser.get(f"{pack}/1").text, ama.browser.get("/en/contribute").text]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page


@pytest.mark.parametrize("skill", sorted(SKILLS))
def test_a_pack_begins_with_what_belongs_into_one_about_its_skill(skill: str) -> None:
    of_skill_set = TEMPLATES[SKILLS[skill].parent or skill]
    proposed = propose(Beginning("en", [skill], "Ama", report=REPORT))
    first, last = proposed.draft.modules[0], proposed.draft.modules[-1]

    assert of_skill_set.explain in first.body
    assert of_skill_set.task in last.body
    assert of_skill_set.check in last.body
    assert [one.task for one in TEMPLATES.values()].count(of_skill_set.task) == 1
