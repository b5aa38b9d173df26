"""Who joins chooses what is seen of them, changes it, and leaves without a trace."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import col
from starlette.testclient import TestClient

from app.accounts.queries import get_user_by_name
from app.accounts.service import vanish
from app.hosts.sites import add_site
from app.notices.models import Notice
from app.onboarding.models import PathLearner, PathProgress
from app.onboarding.reminding import remind_all
from app.platform import clock
from app.platform.ids import short_id
from app.projects.queries import get_organisation
from tests.accounts.people import PASSPHRASE, person
from tests.browser.pages import ORGANISATION, TRANSLATED_PACK
from tests.hosts.conftest import Partner
from tests.onboarding.conftest import Made, signed_in
from tests.reading.html_page import read_page

pytestmark = pytest.mark.smoke


def count(made: Made) -> int:
    with made.database.open_session() as session:
        theirs = col(PathLearner.path_id) == made.row(session).id
        return session.scalar(select(func.count()).where(theirs)) or 0


def choose(browser: TestClient, **choice: str) -> int:
    """Save one's only choice; return the status."""
    page = read_page(browser.get("/en/me/paths").text).one("main")
    return browser.post(
        page.all("form")[0].attributes["action"], data=choice
    ).status_code


def test_a_link_lets_in_only_so_many_and_nobody_when_closed(made: Made) -> None:
    made.put()
    link = made.cohort(most="1")
    made.join(link)

    assert made.newcomer().get(link).status_code == 410
    assert made.newcomer().post(link).status_code == 410
    assert count(made) == 1
    assert made.newcomer().get(link[:-1] + "_").status_code in {404, 422}
    assert made.newcomer().get(link[:-4] + "aaaa").status_code == 404


def test_a_revoked_link_is_closed_for_good(made: Made) -> None:
    link = made.cohort()
    desk = read_page(made.editor.get(made.desk).text)
    button = desk.one("button", name="revoke")
    assert button.parent
    form = next(f for f in desk.all("form") if button in list(f))
    answer = made.editor.post(
        form.attributes["action"], data={"revoke": button.attributes["value"]}
    )

    assert answer.status_code == 303
    assert made.newcomer().post(link).status_code == 410


def test_a_link_keeps_its_days(made: Made) -> None:
    today = clock.now().date()
    over = made.cohort(ends_on=str(today - timedelta(days=1)))
    assert made.newcomer().get(over).status_code == 410
    wrong = {"name": "x", "starts_on": str(today), "ends_on": "2001-01-01"}
    answer = made.editor.post(f"{made.desk}/cohorts", data=wrong)
    assert answer.status_code == 422


def test_joining_twice_is_joining_once(made: Made) -> None:
    link = made.cohort(most="2")
    browser = made.join(link)
    made.join(link, who=browser)

    assert count(made) == 1
    assert "Go to your path" in browser.get(link).text


def test_what_was_done_before_counts_and_nothing_counts_twice(made: Made) -> None:
    made.put()
    link = made.cohort()
    browser = made.newcomer()
    for number in range(1, 5):
        browser.post(f"/en/packs/{TRANSLATED_PACK}/{number}/done")
    made.join(link, who=browser)
    made.take(browser)
    made.told()

    with made.database.open_session() as session:
        rows = session.scalars(
            select(PathProgress)
            .join(PathLearner, col(PathLearner.id) == col(PathProgress.learner_id))
            .where(col(PathLearner.path_id) == made.row(session).id)
        ).all()
    assert [(row.last_done, bool(row.done_at)) for row in rows] == [("m4", True)]


def test_a_pack_taken_at_its_own_address_counts_on_the_path(made: Made) -> None:
    made.put()
    link = made.cohort()
    for _ in range(5):
        browser = made.join(link)
        for number in range(1, 5):
            browser.post(f"/sw/packs/{TRANSLATED_PACK}/{number}/done")

    cells = [one.text for one in made.shown().all("tr")[1].all("td")]
    assert cells[:2] == ["5", "5"]


def test_with_an_account_one_is_named_only_while_one_wants_that(
    made: Made, site: TestClient
) -> None:
    made.put()
    browser = made.join(made.cohort(), who=signed_in(site))
    name = browser.headers["x-name"]
    made.take(browser)

    assert name not in made.shown().text
    assert choose(browser, sharing="steps") == 303
    assert f"{name} · 1 of 1 steps done" in made.shown().text
    assert choose(browser, sharing="nothing") == 303
    assert name not in made.shown().text


def test_people_who_are_named_are_not_counted_with_the_others(
    made: Made, site: TestClient
) -> None:
    made.put()
    link = made.cohort()
    for _ in range(4):
        made.join(link)
    browser = made.join(link, who=signed_in(site))
    assert "Joined: 5" in made.shown().text

    choose(browser, sharing="steps")
    assert "Joined: Too few to show" in made.shown().text


def test_who_has_no_account_cannot_be_named(made: Made) -> None:
    browser = made.join(made.cohort())

    assert choose(browser, sharing="steps") == 422
    assert choose(browser, sharing="totals", wants_reminders="1") == 422
    assert choose(browser, sharing="nothing") == 303


def test_nobody_chooses_for_another(made: Made, site: TestClient) -> None:
    browser = made.join(made.cohort())
    page = read_page(browser.get("/en/me/paths").text).one("main")
    action = page.all("form")[0].attributes["action"]

    for other in (made.newcomer(), signed_in(site)):
        for end in ("", "/quiet", "/leave"):
            data = {"sharing": "nothing"}
            assert other.post(action + end, data=data).status_code == 404
    assert browser.post(f"{action}/leave").status_code == 303
    assert count(made) == 0


def test_it_is_in_the_export_and_gone_with_the_account(
    made: Made, site: TestClient
) -> None:
    made.put()
    browser = made.join(made.cohort("Autumn"), who=signed_in(site))
    made.take(browser, modules=1)
    made.told()
    [path] = browser.get("/en/me/data/export").json()["paths"]
    assert (path["path"], path["cohort"]) == (made.slug, "Autumn")
    assert [pack["last_done"] for pack in path["packs"]] == ["m1"]

    with made.database.transaction() as session:
        vanish(session, get_user_by_name(session, browser.headers["x-name"]))
    made.told()
    assert count(made) == 0


def test_deleting_ones_progress_takes_one_off_the_path(made: Made) -> None:
    made.put()
    browser = made.join(made.cohort())
    made.take(browser, modules=1)
    browser.post("/en/me/data/delete")
    made.told()

    assert count(made) == 0


def test_a_learner_of_the_organisations_site_is_counted_by_the_key_it_signs(
    made: Made, site: TestClient
) -> None:
    made.put()
    origin = f"https://partner-{short_id(12)}.example"
    with made.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        key = add_site(session, organisation, origin).key
    partner = Partner(site, key, origin)
    for number in range(5):
        partner.do_all(partner.begin(f"learner-{number}"))

    cells = [one.text for one in made.shown().all("tr")[1].all("td")]
    assert cells[:2] == ["5", "5"]
    partner.ask("/embed/learners/forgotten", partner.begin("learner-1"))
    assert count(made) == 4


def test_who_signs_in_later_takes_the_path_along(made: Made, site: TestClient) -> None:
    made.put()
    browser = made.join(made.cohort())
    made.take(browser, modules=2)
    made.told()
    name = person(made.database, f"Person {short_id(12)}").name
    known = {"name": name, "passphrase": PASSPHRASE}
    assert browser.post("/en/login", data=known).status_code == 303

    [path] = browser.get("/en/me/data/export").json()["paths"]
    assert path["packs"][0]["last_done"] == "m2"
    assert count(made) == 1


def test_reminders_come_to_who_asked_once_a_week_and_stop_by_one_click(
    made: Made, site: TestClient
) -> None:
    made.put()
    browser = made.join(made.cohort(), who=signed_in(site))
    assert choose(browser, sharing="totals", wants_reminders="1") == 303
    with made.database.transaction() as session:
        row = session.scalars(
            select(PathLearner).where(col(PathLearner.path_id) == made.row(session).id)
        ).one()
        row.joined_at = clock.now() - timedelta(days=8)
        session.add(row)
    for _ in range(2):
        with made.database.transaction() as session:
            remind_all(session)

    assert notices(made, browser) == 1
    assert "You asked to be reminded" in browser.get("/en/me/notices").text
    page = read_page(browser.get("/en/me/paths").text).one("main")
    action = page.all("form")[1].attributes["action"]
    assert browser.post(action).headers["location"].endswith("said=quiet")
    with made.database.transaction() as session:
        row = session.get_one(PathLearner, row.id)
        assert not row.wants_reminders


def notices(made: Made, browser: TestClient) -> int:
    with made.database.open_session() as session:
        user = get_user_by_name(session, browser.headers["x-name"])
        theirs = col(Notice.user_id) == user.id
        return session.scalar(select(func.count()).where(theirs)) or 0


def test_a_path_stands_on_the_page_of_own_learning(made: Made) -> None:
    made.put()
    browser = made.join(made.cohort())

    own = read_page(browser.get("/en/me").text).one("main")
    others = read_page(made.newcomer().get("/en/me").text).one("main")

    assert own.one("a", href=made.page)
    assert "Nothing started yet" not in own.text
    assert not others.all("a", href=made.page)
