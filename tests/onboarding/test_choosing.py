"""From a pack or a course to a path of an organisation that somebody acts for."""

import pytest
from starlette.testclient import TestClient

from app.onboarding.queries import steps_of
from tests.browser.pages import COURSE, ORGANISATION, PACK, TRANSLATED_PACK
from tests.onboarding.conftest import DESK, Made, signed_in
from tests.reading.html_page import Element, read_page

CHOICE = f"/en/packs/{PACK}/paths"
COURSE_WITH_PACK = "from-idea-to-report"


def page(who: TestClient, path: str = CHOICE) -> Element:
    answer = who.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return read_page(answer.text).one("main")


def offered(who: TestClient) -> list[str]:
    return [one.attributes["value"] for one in page(who).all("option")]


def packs_on(made: Made) -> list[str]:
    with made.database.open_session() as session:
        return [step.pack_key for step in steps_of(session, made.row(session))]


def test_a_pack_leads_to_the_paths_it_can_be_put_on_and_then_to_the_desk(
    made: Made,
) -> None:
    made.put(f"pack:{TRANSLATED_PACK}")
    side = page(made.editor, f"/en/packs/{PACK}").one("aside", css="side")
    assert [a.text for a in side.all("a", href=CHOICE)] == ["Add to a path"]
    assert made.slug in offered(made.editor)

    answer = made.editor.post(CHOICE, data={"path": made.slug})

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{made.desk}?said=added#steps"
    desk = page(made.editor, answer.headers["location"])
    assert "It is on the path now, at its end." in desk.text
    assert len(packs_on(made)) == 2


def test_a_path_that_has_the_pack_is_not_offered_but_named(made: Made) -> None:
    made.put(f"pack:{PACK}")

    assert made.slug not in offered(made.editor)
    assert page(made.editor).all("a", href=made.desk)
    again = made.editor.post(CHOICE, data={"path": made.slug})
    assert again.status_code == 422
    assert len(packs_on(made)) == 1


def test_nothing_chosen_is_asked_for_again(made: Made) -> None:
    assert made.editor.post(CHOICE, data={}).status_code == 422
    assert packs_on(made) == []


def test_who_acts_for_nobody_learns_who_makes_paths_and_changes_none(
    made: Made, site: TestClient
) -> None:
    stranger = signed_in(site)

    assert "make its paths" in page(stranger).text
    assert not page(stranger).all("form")
    assert stranger.post(CHOICE, data={"path": made.slug}).status_code == 403
    assert packs_on(made) == []


def test_who_is_signed_out_is_led_to_signing_in_and_back(site: TestClient) -> None:
    links = {one.attributes["href"] for one in page(site).all("a")}

    assert f"/en/login?next={CHOICE.replace('/', '%2F')}" in links
    assert site.post(CHOICE, data={"path": "any"}).status_code == 303


def test_who_acts_for_an_organisation_without_a_path_is_led_to_make_one(
    site: TestClient,
) -> None:
    newcomer = signed_in(site, acts=True)

    links = {one.attributes["href"] for one in page(newcomer).all("a")}

    assert DESK in links
    assert f"/en/organisations/{ORGANISATION}/onboarding" == DESK


def test_a_course_is_put_on_a_path_from_its_page_too(made: Made) -> None:
    choice = f"/en/courses/{COURSE}/paths"
    assert page(made.editor, f"/en/courses/{COURSE}").all("a", href=choice)

    answer = made.editor.post(choice, data={"path": made.slug})

    assert answer.headers["location"] == f"{made.desk}?said=added#steps"
    with made.database.open_session() as session:
        [step] = steps_of(session, made.row(session))
    assert step.course_key
    assert not step.pack_key
    assert page(made.editor, choice).all("a", href=made.desk)


@pytest.mark.parametrize("folder", ["packs", "courses"])
def test_what_is_not_there_is_put_nowhere(made: Made, folder: str) -> None:
    choice = f"/en/{folder}/there-is-none/paths"

    assert made.editor.get(choice).status_code == 404
    answer = made.editor.post(choice, data={"path": made.slug})
    assert answer.status_code == 404
    assert packs_on(made) == []


def test_a_pack_tells_who_takes_newcomers_through_it_where_that_is_shown(
    made: Made,
) -> None:
    pack = f"/en/packs/{PACK}"

    def uses() -> list[str]:
        stations = page(made.editor, pack).one("ol", css="lineage").all("li")
        return [one.text for one in stations if one.text.startswith("Used by")]

    step = made.put(f"pack:{PACK}")
    before = uses()
    made.editor.post(f"{made.desk}/listing", data={"listing": "show"})
    shown = uses()
    made.act(step, "remove")
    gone = uses()
    course = made.put(f"course:{COURSE_WITH_PACK}")
    through_course = uses()
    made.act(course, "remove")

    assert before == gone == []
    assert shown == through_course
    assert shown == ["Used by 1 organisation Wikimedia Ghana User Group"]
    assert page(made.editor, f"/en/organisations/{ORGANISATION}").all(
        "a", href=made.page
    )
