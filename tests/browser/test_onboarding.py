"""A newcomer on a phone, in Arabic and without script; the desk counts them."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.accounts.models import User
from app.main import create_app
from app.onboarding.cohorts import add_cohort
from app.onboarding.models import Cohort, Path
from app.onboarding.pinning import keep_version
from app.onboarding.service import Words, add_step, make_path, say
from app.projects.editors import add_editor
from app.projects.queries import get_organisation
from tests.accounts.people import person, token_for
from tests.browser.pages import COURSE, ORGANISATION, TRANSLATED_PACK
from tests.browser.test_accessibility import barriers
from tests.browser.test_layout import SMALLEST, too_wide
from tests.browser.watching import profile
from tests.conventions.sources import listed
from tests.databases import Databases, make_settings
from tests.security.serving import own_origin, served

PHONE = ViewportSize(width=390, height=844)
SLUG = "new-editors"
DESK = f"organisations/{ORGANISATION}/onboarding"
MODULES = 4
OTHERS = 4
ARABIC = "محررون جدد"


@dataclass(frozen=True)
class Site:
    """A site with a path, the address of its join link, and an editor signed in."""

    app: FastAPI
    url: str
    link: str
    token: str


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[Site]:
    database_url = databases.copy("starter")
    url, port = own_origin()
    settings = make_settings(
        database_url, databases.media, public_url=url, allowed_hosts=("127.0.0.1",)
    )
    app = create_app(settings)
    editor = person(app.state.database, "Editor of paths")
    link = lay_path(app, editor)
    token = token_for(app.state.database, editor)
    with served(app, port):
        yield Site(app, url, link, token)
    app.state.database.close()
    databases.drop(database_url)


def lay_path(app: FastAPI, editor: User) -> str:
    """Make a path in two languages; return the end of the address of its link."""
    with app.state.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        add_editor(session, organisation, editor, by=None)
        words = Words(
            "en", "New editors", "Welcome. Take your time.", "Our mailing list"
        )
        path: Path = make_path(session, organisation, SLUG, words)
        arabic = Words("ar", ARABIC, "أهلًا بكم. خذوا وقتكم.", "قائمتنا البريدية")
        say(session, path, arabic)
        keep_version(session, add_step(session, path, "pack", TRANSLATED_PACK))
        add_step(session, path, "course", COURSE)
        cohort = Cohort(path_id=path.number, name="ربيع")
        return f"join/{add_cohort(session, cohort, most=None).token}"


def take_by_wire(site: Site) -> None:
    """Let some others join and take the pack, as their browsers would."""
    for _ in range(OTHERS):
        with httpx2.Client(base_url=site.url) as browser:
            browser.post(f"/ar/{site.link}")
            for number in range(1, MODULES + 1):
                browser.post(f"/ar/paths/{SLUG}/packs/{TRANSLATED_PACK}/{number}/done")


@pytest.mark.slow
def test_a_newcomer_takes_a_pack_on_a_phone_and_the_desk_counts_them(
    chromium: Browser, site: Site
) -> None:
    take_by_wire(site)
    context = profile(chromium, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{site.url}/ar/{site.link}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("h1")).to_have_text(ARABIC)
    page.locator("main form button").click()
    page.locator("main a.primary").click()
    for _ in range(MODULES):
        page.locator("nav.mbar form button").click()
    page.wait_for_url(f"**/ar/paths/{SLUG}?done=*")
    # The course has the pack too; it is one to take, and listed once.
    expect(page.locator("main li.done")).to_have_count(1)
    page.get_by_role("link", name="ما تراه المنظمة").click()
    expect(page.locator("input[value=totals]")).to_be_checked()
    context.close()

    site.app.state.worker.bus.deliver_due()
    desk = open_desk(chromium, site, PHONE)
    desk.goto(f"{site.url}/ar/{DESK}/{SLUG}")
    cells = desk.locator("main tbody tr").first.locator("td")
    expect(cells.nth(0)).to_have_text("5")
    expect(cells.nth(1)).to_have_text("5")
    desk.context.close()


def open_desk(chromium: Browser, site: Site, size: ViewportSize) -> Page:
    context = profile(chromium, java_script_enabled=False, viewport=size)
    cookie = {"name": "passalong", "value": site.token, "url": site.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    return context.new_page()


@pytest.mark.slow
def test_the_pages_of_paths_fit_and_have_no_barriers(
    chromium: Browser, site: Site
) -> None:
    context = profile(chromium)
    context.add_cookies([{"name": "passalong", "value": site.token, "url": site.url}])
    page, found = context.new_page(), []
    paths = [DESK, f"{DESK}/{SLUG}", f"{DESK}/{SLUG}/steps/1/changes", f"paths/{SLUG}"]
    paths += [site.link, f"paths/{SLUG}/packs/{TRANSLATED_PACK}/1", "me/paths"]
    page.request.post(f"{site.url}/en/{site.link}")
    for path in paths:
        for language in ("en", "ar"):
            answer = page.goto(f"{site.url}/{language}/{path}")
            assert answer is not None, path
            assert answer.ok, path
            problems = [*too_wide(page), *barriers(page, (SMALLEST,))]
            found += [f"{language} {path} {text}" for text in problems]
    context.close()
    assert not found, listed(found)
