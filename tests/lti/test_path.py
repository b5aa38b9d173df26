"""A path of an organisation in a course: one link or one a pack, graded and counted."""

import tomllib

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.onboarding.models import Path, PathLearner, PathProgress
from app.onboarding.queries import own_path, steps_of
from app.onboarding.service import Words, act_on, add_step, make_path
from app.platform.ids import short_id
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION
from tests.conventions.sources import ROOT
from tests.lti.course import CHOOSE, MODULES, Course
from tests.lti.test_services import fields
from tests.lti.tokens import DEEP
from tests.reading.html_page import read_page

PACKS = ("plan-a-project", "run-an-edit-a-thon", "welcome-newcomers")


def key_of(slug: str) -> str:
    """Return the lasting key of a pack, which a link of a course carries."""
    text = (ROOT / "learning_packs" / slug / "pack.toml").read_text()
    return str(tomllib.loads(text)["id"])


@pytest.fixture
def path(course: Course) -> str:
    """A path of three packs; what it is called in addresses."""
    with course.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        slug = f"first-steps-{short_id(8)}"
        made = make_path(session, organisation, slug, Words("en", f"Steps {slug}"))
        for pack in PACKS:
            add_step(session, made, "pack", pack)
    return slug


def take(course: Course, page: str, known: str, pack: str) -> None:
    """Do all modules of a pack on the path in a frame, and return what is owed."""
    for module in range(1, MODULES + 1):
        place = f"{page}/packs/{pack}/{module}/done"
        answer = course.tool.post(place, data={"session": known})
        assert answer.status_code == 200, answer.text
    # What the desk counts by is told to it before grades are returned.
    course.app.state.worker.bus.deliver_due()
    course.work()


def learner_on(course: Course, path: str) -> tuple[PathLearner, int]:
    """Return the only one on a path, and how many packs they have done."""
    with course.database.open_session() as session:
        found = select(Path).where(col(Path.slug) == path)
        number = session.scalars(found).one().number
        theirs = col(PathLearner.path_id) == number
        learner = session.scalars(select(PathLearner).where(theirs)).one()
        mine = col(PathProgress.learner_id) == learner.id
        rows = session.scalars(select(PathProgress).where(mine)).all()
    return learner, sum(row.done_at is not None for row in rows)


def test_one_link_of_a_whole_path_is_graded_by_its_packs_and_counted(
    course: Course, path: str
) -> None:
    page, known = course.opened(link="whole", custom={"path": path}, locale="ar")
    assert page == f"/embed/ar/paths/{path}"
    assert course.tool.get(page).status_code == 200
    for pack in PACKS:
        take(course, page, known, pack)
        # Once more changes nothing, and nothing is told.
        take(course, page, known, pack)

    scores = course.scores("whole")
    assert [one["scoreGiven"] for one in scores] == [33, 66, 100]
    assert [one["activityProgress"] for one in scores] == [
        *("InProgress", "InProgress"),
        "Completed",
    ]
    assert scores[-1]["gradingProgress"] == "FullyGraded"
    learner, done = learner_on(course, path)
    assert (learner.language, learner.sharing, done) == ("ar", "totals", len(PACKS))


def test_a_grade_stays_when_a_pack_is_added_and_comes_back_to_who_was_here(
    course: Course, path: str
) -> None:
    with course.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        whole = own_path(session, organisation, path)
        act_on(session, whole, steps_of(session, whole)[2], "remove")
    page, known = course.opened(link="grows", custom={"path": path})
    for pack in PACKS[:2]:
        take(course, page, known, pack)
    with course.database.transaction() as session:
        whole = own_path(session, get_organisation(session, ORGANISATION), path)
        add_step(session, whole, "pack", PACKS[2])
    again, _ = course.opened(link="grows", custom={"path": path})
    other, _ = course.opened(link="later", custom={"path": path})
    course.work()

    assert (again, other) == (page, page)
    assert [one["scoreGiven"] for one in course.scores("grows")] == [50, 100]
    assert [one["scoreGiven"] for one in course.scores("later")] == [66]


def test_who_teaches_picks_a_path_of_their_organisation(
    course: Course, path: str
) -> None:
    tool = course.tool
    shown = read_page(course.launch("teacher", kind=CHOOSE).text)
    carried = {"choosing": shown.all("input", name="choosing")[0].attributes["value"]}
    found = read_page(tool.post("/lti/choose", data={**carried, "q": path}).text)
    [button] = found.all("button", name="path")
    assert button.attributes["value"] == path
    none = tool.post("/lti/choose", data={**carried, "q": "xylophone"})
    assert not read_page(none.text).all("button", name="path")
    part = read_page(tool.post("/lti/choose", data={**carried, "path": path}).text)
    form = next(one for one in part.all("form") if one.all("select"))
    assert len(part.one("ol").all("li")) == len(PACKS)
    chosen = {"language": "sw", "graded": "1"}
    gone = tool.post("/lti/chosen", data={**fields(form), **chosen})
    course.there.post("/chosen", data=fields(read_page(gone.text).one("form")))

    [item] = course.control()["chosen"][-1][f"{DEEP}content_items"]
    assert item["custom"] == {"path": path, "language": "sw"}
    assert item["lineItem"]["resourceId"] == f"path:{path}"
    opened, _ = course.opened(custom=item["custom"], locale="en")
    assert opened == f"/embed/sw/paths/{path}"


def test_a_link_without_a_column_gets_one_for_everybody_who_opens_it(
    course: Course, path: str
) -> None:
    asked = {"link": f"bare-{path}", "custom": {"path": path}, "makes_columns": True}
    course.control(moods={"columns": "down"})
    for person in ("ana", "musa"):
        page, known = course.opened(person, **asked)
        take(course, page, known, PACKS[0])
    mine = [one for one in course.control()["columns"] if path in one["label"]]
    assert not mine
    course.control(moods={})
    course.make_due()
    course.work()
    page, known = course.opened("ana", **asked)
    take(course, page, known, PACKS[1])

    [column] = [one for one in course.control()["columns"] if path in one["label"]]
    assert (column["scoreMaximum"], column["tag"]) == (100, "completion")
    assert column["resourceLinkId"] == asked["link"]
    told = [(s["userId"], s["scoreGiven"]) for s in course.scores(f"bare-{path}")]
    assert sorted(told) == [("ana", 33), ("ana", 66), ("musa", 33)]


def test_who_wanted_no_grade_gets_no_column(course: Course, path: str) -> None:
    custom = {"path": path, "graded": "no"}
    asked = {"link": f"free-{path}", "custom": custom, "makes_columns": True}
    page, known = course.opened("ana", **asked)
    take(course, page, known, PACKS[0])

    assert course.scores(f"free-{path}") == []
    assert not [one for one in course.control()["columns"] if path in one["label"]]


def test_a_path_that_is_not_there_says_so_in_the_course(course: Course) -> None:
    answer = course.launch(custom={"path": "never-made"})

    assert answer.status_code == 400
    assert "Nothing was chosen for this link." in answer.text
    shown = read_page(course.launch("teacher", kind=CHOOSE).text)
    carried = {"choosing": shown.all("input", name="choosing")[0].attributes["value"]}
    made_up = course.tool.post("/lti/choose", data={**carried, "path": "never-made"})
    assert made_up.status_code == 400


def test_who_teaches_opens_the_path_and_sees_how_far_each_is(
    course: Course, path: str
) -> None:
    page, known = course.opened("ana", link="class", custom={"path": path})
    take(course, page, known, PACKS[0])
    asked = {"link": "class", "custom": {"path": path}}
    shown = read_page(course.launch("teacher", role="Instructor", **asked).text)
    looking = shown.one("input", name="looking").attributes["value"]
    people = course.tool.post("/lti/class", data={"looking": looking})

    assert "Open the path" in shown.one("main").text
    assert "33%" in people.text


def test_three_links_of_a_course_are_graded_and_counted_on_the_path(
    course: Course, path: str
) -> None:
    for pack in PACKS:
        custom = {"pack": key_of(pack)}
        page, known = course.opened("ana", link=pack, custom=custom, locale="ar")
        assert page == f"/embed/ar/packs/{pack}"
        for module in range(1, MODULES + 1):
            answer = course.tool.post(f"{page}/{module}/done", data={"session": known})
            assert answer.status_code == 200, answer.text
        course.app.state.worker.bus.deliver_due()
        course.work()

    for pack in PACKS:
        last = course.scores(pack)[-1]
        assert (last["userId"], last["scoreGiven"]) == ("ana", 100)
        assert last["activityProgress"] == "Completed"
    learner, done = learner_on(course, path)
    assert (learner.language, learner.sharing, done) == ("ar", "totals", len(PACKS))
