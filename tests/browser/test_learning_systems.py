"""Copies of packs in Chromium: in a learning system, and opened from a phone's folder.

The system is `scorm-again`, which holds what packages say against the standard.
"""

import re
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    FrameLocator,
    Locator,
    Page,
    ViewportSize,
    expect,
)

from app.main import create_app
from tests.browser.pages import TRANSLATED_PACK
from tests.browser.watching import profile
from tests.conventions.sources import ROOT
from tests.databases import Databases, make_settings
from tests.security.serving import served
from tests.services.process import free_port

PHONE = ViewportSize(width=390, height=844)
MODULES = 4
CHOICE = "[data-quiz]:has(input[data-right])"
# What a system keeps between two visits is in its pages' storage here.
SYSTEM = """<!doctype html><html lang="en"><title>Learning system</title>
<script src="/{script}"></script><script>
const api = window.{name} = new {maker}({{ autocommit: false, logLevel: 4 }});
api.on("{commit}", () => localStorage.setItem("kept", api.cmi.suspend_data));
api.cmi.suspend_data = localStorage.getItem("kept") || "";
</script><iframe src="/package/launch.html" title="Package" width="380" height="700">
</iframe>
"""
RELEASES = {
    "1.2": ("scorm12.min.js", "API", "Scorm12API", "LMSCommit"),
    "2004": ("scorm2004.min.js", "API_1484_11", "Scorm2004API", "Commit"),
}


@pytest.fixture(scope="module")
def passalong(databases: Databases) -> Iterator[str]:
    url, port = databases.copy("starter"), free_port()
    address = f"http://127.0.0.1:{port}"
    settings = make_settings(
        url, databases.media, public_url=address, allowed_hosts=("127.0.0.1",)
    )
    app = create_app(settings)
    with served(app, port):
        yield address
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address where a learning system shows it."""
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Shows a folder."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def unpack(address: str, target: Path) -> None:
    """Download a copy and unpack it."""
    with urlopen(address) as answer:  # noqa: S310 - our own loopback server
        data = BytesIO(answer.read())
    with zipfile.ZipFile(data) as archive:
        archive.extractall(target)


@pytest.mark.slow
@pytest.mark.parametrize("release", RELEASES)
def test_a_package_tells_its_system_and_is_taken_up_again(
    chromium: Browser, passalong: str, folder: tuple[Path, str], release: str
) -> None:
    place, address = folder
    _, name, _, _ = RELEASES[release]
    offline = f"{passalong}/ar/packs/{TRANSLATED_PACK}/offline"
    unpack(f"{offline}/scorm-{release}", place / "package")
    write_system(place, release)
    page = profile(chromium, viewport=PHONE).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}/system.html")
    inside = page.frame_locator("iframe").frame_locator("iframe")

    inside.locator("li[data-station] a").first.click()
    wait_for_script(inside)
    answer(inside.locator(CHOICE).first)
    waits_for(page, name, "score", "10")
    waits_for(page, name, "status", "incomplete")
    take_whole(inside)
    waits_for(page, name, "status", "completed")
    waits_for(page, name, "score", "100")
    page.reload()

    expect(inside.locator("li[data-station].done")).to_have_count(MODULES)
    inside.locator("li[data-station] a").first.click()
    expect(inside.locator(f"{CHOICE} input[data-right]").first).to_be_checked()
    waits_for(page, name, "status", "completed")
    assert not faults
    page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("release", RELEASES)
def test_a_thin_package_tells_its_system_what_the_live_pack_says(
    chromium: Browser, passalong: str, folder: tuple[Path, str], release: str
) -> None:
    place, address = folder
    _, name, _, _ = RELEASES[release]
    offline = f"{passalong}/ar/packs/{TRANSLATED_PACK}/offline"
    unpack(f"{offline}/thin-{release}", place / "package")
    write_system(place, release)
    page = profile(chromium, viewport=PHONE).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}/system.html")
    package = page.frame_locator("iframe")
    inside = package.frame_locator("iframe")

    expect(package.locator("[data-is=away]")).to_be_hidden()
    inside.locator("li[data-station] a").first.click()
    quiz = inside.locator("form.quiz:has(input[type=radio])").first
    quiz.locator("input[type=radio]").first.check()
    quiz.locator("button[name=check]").click()
    waits_for(page, name, "status", "incomplete")
    inside.locator("[data-done]").click()
    inside.locator("#main[data-module=m2]").wait_for()
    lose_and_find_the_network(page)

    expect(inside.locator("li[data-station].done")).to_have_count(1)
    waits_for(page, name, "status", "incomplete")
    page.reload()
    expect(inside.locator("li[data-station].done")).to_have_count(1)
    inside.locator("li[data-station] a").nth(1).click()
    for number in range(2, MODULES + 1):
        inside.locator(f"#main[data-module=m{number}]").wait_for()
        inside.locator("[data-done]").click()
    waits_for(page, name, "status", "completed")
    assert not faults
    page.context.close()


def lose_and_find_the_network(page: Page) -> None:
    """Forge a message, go offline, and open the pack again with a network."""
    package = page.frame_locator("iframe")
    forged = "{source: 'passalong', v: 1, type: 'progress', modules: [], done: 9}"
    page.evaluate(f"frames[0].postMessage({{...{forged}, total: 9}}, '*')")
    page.context.set_offline(True)
    expect(package.locator("[data-is=away]")).to_be_visible()
    page.context.set_offline(False)
    package.locator("[data-again]").click()
    expect(package.locator("[data-is=away]")).to_be_hidden()


def test_pages_from_a_folder_remember_what_was_done_without_a_network(
    chromium: Browser, passalong: str, tmp_path: Path
) -> None:
    unpack(f"{passalong}/ar/packs/{TRANSLATED_PACK}/offline/pages", tmp_path)
    context = profile(chromium, viewport=PHONE, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / TRANSLATED_PACK / "index.html").as_uri())

    page.locator("li[data-station] a").first.click()
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= PHONE["width"]
    wait_for_script(page)
    answer(page.locator(CHOICE).first)
    page.locator("[data-done]").click()
    page.goto((tmp_path / TRANSLATED_PACK / "index.html").as_uri())

    expect(page.locator("li[data-station].done")).to_have_count(1)
    assert page.evaluate(width) <= PHONE["width"]
    page.locator("li[data-station] a").first.click()
    expect(page.locator(f"{CHOICE} input[data-right]").first).to_be_checked()
    assert {url.partition(":")[0] for url in asked} == {"file"}
    bring_back(page, tmp_path / TRANSLATED_PACK / "index.html", passalong)
    context.close()


def bring_back(page: Page, index: Path, site: str) -> None:
    """With a network again, bring what was done in a copy to the site."""
    page.goto(index.as_uri())
    expect(page.locator("#code")).to_have_value(re.compile(r"^pa1\."))
    code = page.locator("#code").input_value()
    page.context.set_offline(False)
    page.locator("[data-return] button").click()
    expect(page).to_have_url(re.compile(f"^{site}/ar/packs/.*/offline/done"))
    expect(page.locator("#code")).to_have_value(code)
    page.locator("main form[method=post] button").click()
    expect(page).to_have_url(re.compile("taken=1$"))
    expect(page.locator("main")).to_contain_text(str(MODULES))
    page.goto(f"{site}/ar/packs/{TRANSLATED_PACK}/1")
    expect(page.locator("form.quiz input:checked").first).to_be_attached()


def answer(quiz: Locator) -> None:
    """Answer a question rightly, as somebody does who knows."""
    kind = quiz.get_attribute("data-kind")
    if kind == "order":
        sort(quiz)
    elif kind == "text":
        box = quiz.locator(".typed")
        accepted = box.get_attribute("data-accepted") or ""
        box.fill(accepted.splitlines()[-1].upper())
        box.blur()
        expect(quiz.locator("[data-is=right]")).to_be_visible()
    else:
        for box in quiz.locator("input[data-right]").all():
            box.check()


def sort(quiz: Locator) -> None:
    """Put steps in order by their buttons."""
    steps = quiz.locator(".steps > li")
    for wanted in range(steps.count()):
        step = quiz.locator(f'.steps > li[data-place="{wanted}"]')
        while steps.nth(wanted).get_attribute("data-place") != str(wanted):
            step.locator("button").first.click()
    expect(quiz.locator(".said")).to_be_visible()


def wait_for_script(inside: FrameLocator | Page) -> None:
    """Wait until the way on says that it marks a module as done; before it does not."""
    on = inside.locator("[data-done]")
    expect(on).to_have_text(on.get_attribute("data-with-script") or "no script")


def take_whole(inside: FrameLocator) -> None:
    """Take every module to its end, from the first on."""
    for number in range(1, MODULES + 1):
        expect(inside.locator(f'main[data-module="{number}"]')).to_have_count(1)
        wait_for_script(inside)
        for quiz in inside.locator("[data-quiz]").all():
            answer(quiz)
        inside.locator("[data-done]").click()
    expect(inside.locator("li[data-station].done")).to_have_count(MODULES)


def write_system(place: Path, release: str) -> None:
    """Write the page of a learning system that has one package."""
    script, name, maker, commit = RELEASES[release]
    dist = ROOT / "node_modules" / "scorm-again" / "dist" / script
    (place / script).write_bytes(dist.read_bytes())
    html = SYSTEM.format(script=script, name=name, maker=maker, commit=commit)
    (place / "system.html").write_text(html)


def waits_for(page: Page, name: str, what: str, wanted: str) -> None:
    """Wait until the system has been told."""
    known = {
        "API": {"status": "core.lesson_status", "score": "core.score.raw"},
        "API_1484_11": {"status": "completion_status", "score": "score.raw"},
    }[name][what]
    is_told = f"String({name}.cmi.{known}) === '{wanted}'"
    page.wait_for_function(is_told, polling=100)
