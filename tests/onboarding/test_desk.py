"""The desk: steps are put in, moved and taken out; only editors come in."""

import csv
import io

import pytest
from starlette.testclient import TestClient

from app.accounts.roles import Role
from app.onboarding.queries import steps_of
from app.packs.models import Pack, PublicState
from app.packs.queries import get_pack
from app.platform.states import CONTENT, bump
from tests.browser.pages import COURSE, ORGANISATION, PACK, TRANSLATED_PACK
from tests.onboarding.conftest import DESK, Made, signed_in
from tests.reading.html_page import read_page

pytestmark = pytest.mark.smoke
OTHER = "/en/organisations/wikimedia-deutschland/onboarding"


def order(made: Made) -> list[int]:
    with made.database.open_session() as session:
        return [step.id or 0 for step in steps_of(session, made.row(session))]


def test_only_who_acts_for_the_organisation_and_stewards_come_in(
    made: Made, site: TestClient
) -> None:
    step = made.put()
    stranger, moderator = signed_in(site), signed_in(site, Role.MODERATOR)
    paths = [
        *(("GET", path) for path in (DESK, made.desk, f"{made.desk}/totals.csv")),
        *(("POST", path) for path in (DESK, made.desk, f"{made.desk}/steps")),
        *(("POST", f"{made.desk}/{end}") for end in ("cohorts", "cohorts/1")),
        ("POST", f"{made.desk}/steps/{step}"),
        ("GET", f"{made.desk}/steps/{step}/changes"),
    ]

    for method, path in paths:
        assert stranger.request(method, path).status_code == 403, path
        assert moderator.request(method, path).status_code == 403, path
    steward = signed_in(site, Role.STEWARD)
    assert steward.get(made.desk).status_code == 200
    assert steward.get(f"{OTHER}/{made.slug}").status_code == 404
    assert steward.post(f"{OTHER}/{made.slug}/steps/{step}").status_code == 404


def test_steps_are_moved_taken_out_and_put_back(made: Made) -> None:
    first, second = made.put(), made.put(f"pack:{PACK}")
    third = made.put(f"course:{COURSE}")

    made.act(second, "up")
    assert order(made) == [second, first, third]
    made.act(second, "down")
    assert order(made) == [first, second, third]
    gone = made.act(first, "remove")
    assert order(made) == [second, third]
    page = read_page(made.editor.get(gone.headers["location"]).text).one("main")
    undo = page.one("button", value="restore")
    assert undo.parent
    assert made.act(first, "restore").status_code == 303
    assert set(order(made)) == {first, second, third}


def test_whoever_moves_a_step_comes_back_to_it(made: Made) -> None:
    made.put()
    second = made.put(f"pack:{PACK}")

    back = made.act(second, "up").headers["location"]

    page, _, place = back.partition("#")
    step = read_page(made.editor.get(page).text).one("li", id=place)
    assert step.one("form").attributes["action"].endswith(f"/steps/{second}")


def test_what_was_done_is_said_where_the_page_opens(made: Made) -> None:
    step = made.put()
    made.put(f"pack:{PACK}")
    words = {"title": "New", "language": "en"}
    sent = [
        ("steps", "steps", {"thing": f"course:{COURSE}"}, "at its end"),
        ("steps", f"steps/{step}", {"act": "down"}, "Done."),
        ("steps", f"steps/{step}", {"act": "remove"}, "The step is taken out."),
        ("cohorts", "cohorts", {"name": "Spring"}, "Done."),
        ("words", "", words, "Done."),
    ]

    for section, path, data, said in sent:
        answer = made.editor.post(f"{made.desk}/{path}".rstrip("/"), data=data)
        where = answer.headers["location"]
        page = read_page(made.editor.get(where).text)
        assert page.all(id=where.partition("#")[2]), where
        told = page.one("section", id=section).one("div", css="msg")
        assert said in told.text, where


def test_the_same_thing_is_put_in_once_and_what_is_not_there_not_at_all(
    made: Made,
) -> None:
    made.put()
    steps = f"{made.desk}/steps"

    for thing in (f"pack:{TRANSLATED_PACK}", "pack:there-is-none", "skill:x", ""):
        assert made.editor.post(steps, data={"thing": thing}).status_code == 422
    assert len(order(made)) == 1


def test_an_address_belongs_to_one_path(made: Made) -> None:
    data = {"title": "Again", "slug": made.slug, "language": "en"}
    answer = made.editor.post(DESK, data=data)

    assert answer.status_code == 422
    assert "has this address already" in answer.text


def test_a_withdrawn_pack_is_a_gap_with_its_successor(made: Made) -> None:
    made.put(f"pack:{PACK}")
    _state(made, PublicState.WITHDRAWN, TRANSLATED_PACK)
    try:
        page = read_page(made.newcomer().get(made.page).text).one("main")
        desk = made.shown()
    finally:
        _state(made, PublicState.PUBLISHED, None)

    for shown in (page, desk):
        assert "Withdrawn" in shown.text
        hrefs = [a.attributes.get("href") for a in shown.all("a")]
        assert f"/en/packs/{TRANSLATED_PACK}" in hrefs


def _state(made: Made, state: PublicState, successor: str | None) -> None:
    with made.database.transaction() as session:
        pack: Pack = get_pack(session, PACK)
        pack.state, pack.successor_slug = state, successor
        session.add(pack)
        bump(session, CONTENT, about="test")


def test_words_are_kept_by_language_and_escaped(made: Made) -> None:
    arabic = {"language": "ar", "title": "<b>محررون جدد</b>", "welcome": "أهلًا"}
    assert made.editor.post(made.desk, data=arabic).status_code == 303
    for unclear in ("xx-none", "norwegian"):
        refused = made.editor.post(made.desk, data=arabic | {"language": unclear})
        assert refused.status_code == 422
        assert f'value="{unclear}"' in refused.text
    named = {"language": "Hausa", "title": "Sababbin editoci"}
    assert made.editor.post(made.desk, data=named).status_code == 303

    page = read_page(made.newcomer().get(f"/ar/paths/{made.slug}").text)
    english = read_page(made.newcomer().get(made.page).text)
    assert page.one("h1").text == "<b>محررون جدد</b>"
    assert english.one("h1").text == "New editors"
    hausa = read_page(made.newcomer().get(f"/ha/paths/{made.slug}").text)
    assert hausa.one("h1").text == "Sababbin editoci"
    swahili = read_page(made.newcomer().get(f"/sw/paths/{made.slug}").text)
    assert swahili.one("h1").lang == "en"


def test_the_table_says_what_the_desk_says_and_runs_no_formula(made: Made) -> None:
    made.put()
    link = made.cohort("=HYPERLINK(1)")
    for _ in range(6):
        made.take(made.join(link))
    made.take(made.join(link, lang="ar"), modules=1)
    made.told()

    answer = made.editor.get(f"{made.desk}/totals.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    few = "Too few to show"
    # Six of seven have done it: that would tell of the one who has not.
    assert rows[1] == ["The whole path", "7", few, few]
    assert rows[2][2:] == ["7", few]
    assert rows[3:] == [["Other languages", "7", "", ""]]
    assert not [c for row in rows for c in row if c[:1] in set("=+-@")]
    assert answer.headers["cache-control"] == "private, no-store"


def test_small_cohorts_are_shown_together_only(made: Made) -> None:
    made.put()
    large, small = made.cohort("Large"), made.cohort("Small")
    for link, people in ((large, 9), (small, 3)):
        for _ in range(people):
            made.join(link)

    page = made.shown()
    chips = [a.text for a in page.all("a", css="chip")]
    assert "Joined: 12" in page.text
    assert chips == ["All", "Small cohorts together"]


def test_a_filter_by_a_cohort_shows_that_cohort(made: Made) -> None:
    made.put()
    first, second = made.cohort("First"), made.cohort("Second")
    for link, people in ((first, 5), (second, 6)):
        for _ in range(people):
            made.take(made.join(link), modules=1)

    page = made.shown()
    chips = {a.text: a.attributes["href"] for a in page.all("a", css="chip")}
    one = read_page(made.editor.get(chips["First"]).text).one("main")
    assert "Joined: 11" in page.text
    assert "Joined: 5" in one.text
    assert made.editor.get(f"{made.desk}?cohort=x'").status_code in {404, 422}


def test_most_stop_at_is_said_of_five_people_or_more(made: Made) -> None:
    made.put()
    link = made.cohort()
    for _ in range(5):
        made.take(made.join(link), modules=2)

    assert made.shown().all("tr")[1].all("td")[2].text == "Module 3"


def test_a_course_is_done_when_its_required_packs_are(made: Made) -> None:
    step = made.put(f"course:{COURSE}")
    page = read_page(made.newcomer().get(made.page).text).one("main")

    assert len(page.all("a", css="mod")) > 1
    assert made.act(step, "keep").status_code == 409


def test_a_path_stands_on_the_page_of_its_organisation_only_when_it_is_shown(
    made: Made, site: TestClient
) -> None:
    page = f"/en/organisations/{ORGANISATION}"
    address = f"/en/paths/{made.slug}"

    def shown() -> list[str]:
        # Who is signed in gets no page that was ready before.
        links = read_page(made.editor.get(page).text).one("main").all("a", href=address)
        return [link.text for link in links]

    before = shown()
    answer = made.editor.post(f"{made.desk}/listing", data={"listing": "show"})
    assert answer.headers["location"] == f"{made.desk}?said=show#listing"
    assert (before, shown()) == ([], ["New editors"])
    assert site.get(address).status_code == 200
    assert signed_in(site).post(f"{made.desk}/listing").status_code == 403
    assert made.editor.post(f"{made.desk}/listing", data={}).status_code == 422

    made.editor.post(f"{made.desk}/listing", data={"listing": "hide"})

    assert shown() == []
