"""Broken links and modules nobody checked wait in the queue until somebody looks."""

import datetime

import pytest
from sqlalchemy import delete
from sqlmodel import col

from app.authoring.freshness.asking import CHECK_LINKS
from app.authoring.freshness.checking import LinkChecking, judged
from app.authoring.freshness.links import gather, outer_links
from app.authoring.freshness.models import LinkCheck, ModuleLink
from app.platform import clock
from app.platform.jobs import request_job
from app.platform.public_web import NotReached, PublicWeb, Seen
from tests.authoring.conftest import EDIT, FIRST, MODULE, Writer
from tests.platform.test_public_web import Hostile, _loopback, site
from tests.reading.html_page import Element, read_page
from tests.reading.shelf import Shelf

assert site  # the fixture
CHECKED = f"{EDIT}/checked"


@pytest.mark.slow
def test_a_broken_link_brings_its_module_into_the_queue(
    shelf: Shelf, ama: Writer, efua: Writer, site: str
) -> None:
    _publish(ama, efua, f"{FIRST} See [this]({site}/gone) and [that]({site}/page).")

    for _ in range(3):
        _look(shelf)

    queue = ama.page("/en/review?show=checks").one("main")
    line = next(item for item in queue.all("li") if CHECKED in str(_hrefs(item)))
    assert "1 link is broken." in line.text
    page = ama.page(CHECKED).one("main")
    broken = next(i for i in page.all("li") if f"{site}/gone" in i.text)
    assert "Broken" in broken.text
    assert "404" in broken.text
    works = next(i for i in page.all("li") if f"{site}/page" in i.text)
    assert "Works" in works.text
    assert len([path for _, path in Hostile.asked if path == "/page"]) == 1


@pytest.mark.slow
def test_links_of_a_draft_are_looked_at_before_readers_get_them(
    shelf: Shelf, ama: Writer, site: str
) -> None:
    form = ama.form()
    body = f"{FIRST} See [this]({site}/gone) and [that]({site}/page)."
    form["body"] = form["body"].replace(FIRST, body)
    typed = read_page(ama.browser.post(f"{EDIT}/_preview", **form).text)
    (button,) = (one for one in typed.all("button") if "form" in one.attributes)
    assert (
        button.attributes["form"] == ama.page().one("form", id="draft").attributes["id"]
    )

    answer = ama.send(form, button.attributes["value"])

    assert answer.headers["location"].endswith("#todo")
    waiting = ama.page().one("section", id="todo")
    assert "2 links to other sites are being looked at" in waiting.text
    assert not [one for one in waiting.all("button") if "form" in one.attributes]
    _look(shelf)
    told = [item.text for item in ama.page().one("section", id="todo").all("li")]
    assert [one for one in told if f"{site}/gone did not answer well" in one]
    assert [one for one in told if "1 link to another site works." in one]


def test_where_links_are_not_looked_at_nobody_is_asked_to(
    shelf: Shelf, ama: Writer
) -> None:
    shelf.app.state.settings = shelf.app.state.settings.model_copy(
        update={"check_links": False}
    )
    form = ama.form()
    form["body"] = form["body"].replace(FIRST, f"{FIRST} [See](https://a.org).")

    typed = ama.browser.post(f"{EDIT}/_preview", **form)
    ama.send(form, "links")

    assert "look at them" not in typed.text
    with shelf.app.state.database.open_session() as session:
        assert session.get(LinkCheck, "https://a.org") is None


def test_what_somebody_checked_goes_through_a_review_to_readers(
    shelf: Shelf, ama: Writer, efua: Writer
) -> None:
    today = clock.now().date()

    answer = ama.browser.post(CHECKED, checked=str(today), describes="MediaWiki 1.45")
    efua.browser.post(f"{answer.headers['location']}/publish")

    text = shelf.page(MODULE).one("main").text
    assert "About MediaWiki 1.45" in text
    assert "Last checked" in text
    box = ama.page(CHECKED).one("input", id="describes")
    assert box.attributes["value"] == "MediaWiki 1.45"


def test_a_day_to_come_is_refused(ama: Writer) -> None:
    ahead = clock.now().date() + datetime.timedelta(days=2)

    assert ama.browser.post(CHECKED, checked=str(ahead)).status_code == 422
    assert ama.browser.post(CHECKED, checked="soon").status_code == 422


def test_links_are_those_that_lead_out_each_once() -> None:
    text = (
        "+++\n+++\n[a](https://a.org/x) [b](pack:b) [again](https://a.org/x)\n\n"
        "::: callout\n[c](http://c.org)\n:::\n\n`[d](https://d.org)`\n"
    )

    assert outer_links(text) == ["https://a.org/x", "http://c.org"]


def test_one_bad_day_is_no_broken_link() -> None:
    check = LinkCheck(url="https://a.org")

    once = judged(check, NotReached("name"))
    thrice = judged(judged(once, Seen(500, "https://a.org")), NotReached("name"))

    assert once.broken_since is None
    assert thrice.broken_since is not None
    well = judged(thrice, Seen(200, "https://a.org"))
    assert (well.broken_since, well.failures) == (None, 0)


def test_what_only_programs_may_not_read_is_not_broken() -> None:
    check = LinkCheck(url="https://a.org", failures=2)

    assert judged(check, Seen(403, "https://a.org")).failures == 0


def test_a_server_that_asks_for_patience_gets_it() -> None:
    check = LinkCheck(url="https://a.org")

    later = judged(check, Seen(429, "https://a.org", retry_after=str(86_400 * 900)))

    assert later.next_at - clock.now() <= datetime.timedelta(days=14)


def _publish(author: Writer, reviewer: Writer, new: str) -> None:
    review = author.ask_review(FIRST, new)
    assert reviewer.browser.post(f"{review}/publish").status_code == 303


def _look(shelf: Shelf) -> None:
    """Do the job now; only links to the test's own server are asked."""
    web = PublicWeb("Test", allowed=_loopback, seconds=60)
    worker, database = shelf.app.state.worker, shelf.app.state.database
    worker.register(CHECK_LINKS, LinkChecking(web, pause=0.0).run, slow=True)
    with database.transaction() as session:
        while gather(session):
            session.flush()
        others = ~col(ModuleLink.url).startswith("http://127.")
        session.connection().execute(delete(ModuleLink).where(others))
        session.connection().exec_driver_sql(
            "UPDATE link_check SET next_at = '2020-01-01 00:00:00' WHERE failures > 0"
        )
        session.connection().exec_driver_sql(
            "UPDATE job SET state = 'done' WHERE kind = 'freshness.links'"
        )
        request_job(session, CHECK_LINKS, {}, key=CHECK_LINKS)
    worker.run_due()


def _hrefs(item: Element) -> list[str]:
    return [a.attributes.get("href", "") for a in item.all("a")]


def test_links_that_are_looked_at_for_days_keep_nobody_waiting(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The page counts minutes.
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    before = shelf.client.get("/en/status").text
    with shelf.app.state.database.transaction() as session:
        request_job(session, CHECK_LINKS, {}, key=CHECK_LINKS)

    assert shelf.client.get("/en/status").text == before
