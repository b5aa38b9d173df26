"""A path of an organisation as links of a course: each is graded, the desk counts."""

import tomllib

from sqlalchemy import select
from sqlmodel import col

from app.onboarding.models import PathLearner, PathProgress
from app.onboarding.service import Words, add_step, make_path
from app.platform.ids import short_id
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION
from tests.conventions.sources import ROOT
from tests.lti.course import MODULES, Course

PACKS = ("plan-a-project", "run-an-edit-a-thon", "welcome-newcomers")


def key_of(slug: str) -> str:
    """Return the lasting key of a pack, which a link of a course carries."""
    text = (ROOT / "learning_packs" / slug / "pack.toml").read_text()
    return str(tomllib.loads(text)["id"])


def test_three_links_of_a_course_are_graded_and_counted_on_the_path(
    course: Course,
) -> None:
    with course.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        slug = f"first-steps-{short_id(8)}"
        path = make_path(session, organisation, slug, Words("en", "First steps"))
        for pack in PACKS:
            add_step(session, path, "pack", pack)
        number = path.number

    for pack in PACKS:
        custom = {"pack": key_of(pack)}
        page, known = course.opened("ana", link=pack, custom=custom, locale="ar")
        assert page == f"/embed/ar/packs/{pack}"
        for module in range(1, MODULES + 1):
            answer = course.tool.post(f"{page}/{module}/done", data={"session": known})
            assert answer.status_code == 200, answer.text
        # What the desk counts by is told to it before grades are returned.
        course.app.state.worker.bus.deliver_due()
        course.work()

    for pack in PACKS:
        last = course.scores(pack)[-1]
        assert (last["userId"], last["scoreGiven"]) == ("ana", 100)
        assert last["activityProgress"] == "Completed"
    with course.database.open_session() as session:
        theirs = col(PathLearner.path_id) == number
        learner = session.scalars(select(PathLearner).where(theirs)).one()
        assert (learner.language, learner.sharing) == ("ar", "totals")
        mine = col(PathProgress.learner_id) == learner.id
        done = [
            row.done_at for row in session.scalars(select(PathProgress).where(mine))
        ]
    assert len(done) == len(PACKS)
    assert all(done)
