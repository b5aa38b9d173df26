"""A path of three packs in Chromium: in a learning system, and from a phone's folder.

The system is `scorm-again`; each is taken in Arabic and in Swahili.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from app.main import create_app
from app.onboarding.service import Words, add_step, make_path
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION
from tests.browser.test_accessibility import barriers
from tests.browser.test_layout import SMALLEST, too_wide
from tests.browser.test_learning_systems import (
    CHOICE,
    MODULES,
    PHONE,
    RELEASES,
    answer,
    folder,  # noqa: F401 - a fixture
    lose_and_find_the_network,
    unpack,
    wait_for_script,
    waits_for,
    write_system,
)
from tests.browser.watching import profile
from tests.databases import Databases, make_settings
from tests.embed.test_paths import PACKS
from tests.security.serving import served
from tests.services.process import free_port

STEP = "ol.way > li"
FRAMED_STEP = "[data-pack-station]"
DIRECTIONS = {"ar": "rtl", "sw": "ltr"}


@pytest.fixture(scope="module")
def passalong(databases: Databases) -> Iterator[str]:
    """A site with a path of three packs."""
    url, port = databases.copy("starter"), free_port()
    address = f"http://127.0.0.1:{port}"
    settings = make_settings(
        url, databases.media, public_url=address, allowed_hosts=("127.0.0.1",)
    )
    app = create_app(settings)
    with app.state.database.transaction() as session:
        organisation = get_organisation(session, ORGANISATION)
        words = Words("en", "First steps", "Welcome to us.")
        path = make_path(session, organisation, "first-steps", words)
        for slug in PACKS:
            add_step(session, path, "pack", slug)
    with served(app, port):
        yield address
    app.state.database.close()
    databases.drop(url)


def take(inside: FrameLocator | Page, slug: str) -> None:
    """Take a pack from the first page of the path, and come back to it."""
    inside.locator(f"{STEP} a[href^='{slug}/']").click()
    inside.locator("li[data-station] a").first.click()
    for number in range(1, MODULES + 1):
        expect(inside.locator(f'main[data-module="{number}"]')).to_have_count(1)
        wait_for_script(inside)
        for quiz in inside.locator("[data-quiz]").all():
            answer(quiz)
        inside.locator("[data-done]").click()
    expect(inside.locator(STEP).first).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize(("release", "language"), [("1.2", "ar"), ("2004", "sw")])
def test_a_package_of_a_path_tells_its_system_and_goes_on_where_one_was(
    chromium: Browser,
    passalong: str,
    folder: tuple[Path, str],  # noqa: F811 - the fixture
    release: str,
    language: str,
) -> None:
    place, address = folder
    _, name, _, _ = RELEASES[release]
    offline = f"{passalong}/{language}/paths/first-steps/offline"
    unpack(f"{offline}/scorm-{release}", place / "package")
    write_system(place, release)
    page = profile(chromium, viewport=PHONE).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}/system.html")
    inside = page.frame_locator("iframe").frame_locator("iframe")

    take(inside, PACKS[0])
    expect(inside.locator(f"{STEP}.done")).to_have_count(1)
    html = inside.locator("html")
    expect(html).to_have_attribute("dir", DIRECTIONS[language])
    waits_for(page, name, "status", "incomplete")
    leave_in_the_middle_of_the_second_pack(page, name, inside)
    for slug in PACKS[1:]:
        take(inside, slug)

    waits_for(page, name, "status", "completed")
    waits_for(page, name, "score", "100")
    expect(inside.locator("[data-all-done]")).to_be_visible()
    page.reload()
    expect(inside.locator(f"{STEP}.done")).to_have_count(len(PACKS))
    waits_for(page, name, "status", "completed")
    assert not faults
    page.context.close()


def leave_in_the_middle_of_the_second_pack(
    page: Page, name: str, inside: FrameLocator
) -> None:
    """Go away there, and be there again another day."""
    inside.locator(f"{STEP} a").nth(1).click()
    inside.locator("li[data-station] a").first.click()
    wait_for_script(inside)
    answer(inside.locator(CHOICE).first)
    inside.locator("[data-done]").click()
    expect(inside.locator('main[data-module="2"]')).to_have_count(1)
    told(page, name, "2|")
    page.reload()
    expect(inside.locator('main[data-module="2"]')).to_have_count(1)
    inside.locator("nav a").first.click()
    expect(inside.locator(f"{STEP}.done")).to_have_count(1)
    bar = inside.locator(f"{STEP} progress").nth(1)
    expect(bar).to_have_js_property("value", 1)
    inside.locator(f"{STEP} a").nth(1).click()
    inside.locator("li[data-station] a").first.click()
    chosen = f"{CHOICE} input[data-right]"
    expect(inside.locator(chosen).first).to_be_checked()
    inside.locator("nav a").first.click()


def told(page: Page, name: str, start: str) -> None:
    """Wait until a system keeps where somebody is in the second pack."""
    is_kept = f"""() => {{ const kept = {name}.cmi.suspend_data;
      return kept.startsWith("{start}") && /^2.[a-z0-9]+[.]2/.test(kept)
        && localStorage.getItem("kept") === kept; }}"""
    page.wait_for_function(is_kept, polling=100)


@pytest.mark.slow
@pytest.mark.parametrize(("release", "language"), [("1.2", "sw"), ("2004", "ar")])
def test_a_thin_package_of_a_path_tells_its_system_how_many_packs_are_done(
    chromium: Browser,
    passalong: str,
    folder: tuple[Path, str],  # noqa: F811 - the fixture
    release: str,
    language: str,
) -> None:
    place, address = folder
    _, name, _, _ = RELEASES[release]
    offline = f"{passalong}/{language}/paths/first-steps/offline"
    unpack(f"{offline}/thin-{release}", place / "package")
    write_system(place, release)
    page = profile(chromium, viewport=PHONE).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}/system.html")
    package = page.frame_locator("iframe")
    inside = package.frame_locator("iframe")
    expect(package.locator("[data-is=away]")).to_be_hidden()

    take_live(inside, PACKS[0])
    expect(inside.locator(f"{FRAMED_STEP}.done")).to_have_count(1)
    waits_for(page, name, "status", "incomplete")
    lose_and_find_the_network(page)
    expect(inside.locator(f"{FRAMED_STEP}.done")).to_have_count(1)
    waits_for(page, name, "status", "incomplete")
    take_live(inside, PACKS[1])
    page.reload()
    expect(inside.locator(f"{FRAMED_STEP}.done")).to_have_count(2)
    take_live(inside, PACKS[2])
    waits_for(page, name, "status", "completed")
    assert not faults
    page.context.close()


def take_live(inside: FrameLocator, slug: str) -> None:
    """Take a pack as our site shows it in a frame, and come back to the path."""
    inside.locator(f"a.mod[href*='/packs/{slug}']").click()
    inside.locator("[data-station] a").first.click()
    for number in range(1, MODULES + 1):
        inside.locator(f"#main[data-module=m{number}]").wait_for()
        inside.locator("[data-done]").click()
    expect(inside.locator(FRAMED_STEP).first).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ar", "sw"])
def test_a_path_from_a_folder_is_taken_offline_on_a_phone_and_brought_back(
    chromium: Browser, passalong: str, tmp_path: Path, language: str
) -> None:
    unpack(f"{passalong}/{language}/paths/first-steps/offline/pages", tmp_path)
    index = (tmp_path / "first-steps" / "index.html").as_uri()
    context = profile(chromium, viewport=PHONE, offline=True)
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(index)
    html = page.locator("html")
    expect(html).to_have_attribute("dir", DIRECTIONS[language])
    expect(page.locator("[data-return]")).to_be_hidden()
    assert not [*too_wide(page), *barriers(page, (SMALLEST,))]

    for done, slug in enumerate(PACKS, start=1):
        take(page, slug)
        expect(page.locator(f"{STEP}.done")).to_have_count(done)
    expect(page.locator("[data-all-done]")).to_be_visible()
    # Another day the browser is opened anew: what was done is there.
    page.close()
    page = context.new_page()
    page.goto(index)
    expect(page.locator(f"{STEP}.done")).to_have_count(len(PACKS))
    assert {url.partition(":")[0] for url in asked} == {"file"}
    assert not faults
    bring_back(page, f"{passalong}/{language}/paths/first-steps")
    context.close()


def bring_back(page: Page, path: str) -> None:
    """With a network again, bring what was done in all packs to the site."""
    code = page.locator("#code").input_value()
    assert code.count("pa1.") == len(PACKS)
    page.context.set_offline(False)
    done_here = f"{path}/offline/done"
    if page.locator("[data-return] button").is_visible():
        page.locator("[data-return] button").click()
        expect(page).to_have_url(re.compile(f"^{re.escape(done_here)}"))
        expect(page.locator("#code")).to_have_value(code)
    else:
        page.goto(done_here)
        page.locator("#code").fill(code)
    page.locator("main form[method=post] button").click()
    expect(page).to_have_url(re.compile("taken=1$"))
    page.goto(path)
    expect(page.locator("main li.done")).to_have_count(len(PACKS))
