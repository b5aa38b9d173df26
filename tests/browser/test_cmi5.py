"""Packs in Chromium in a learning system that speaks cmi5 and refuses what is wrong."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.pages import TRANSLATED_PACK
from tests.browser.test_learning_systems import (
    CHOICE,
    MODULES,
    PHONE,
    answer,
    passalong,
    take_whole,
    unpack,
    wait_for_script,
)
from tests.browser.watching import profile
from tests.services.statements import DEFINED
from tests.takeout.cmi5_system import System, running

__all__ = ["passalong"]

MOST_SECONDS = 60
GARBAGE: list[dict[str, Any]] = [
    *({name: None} for name in ("endpoint", "fetch", "actor", "registration")),
    *({"endpoint": one} for one in ("", "javascript:alert(1)", "data:,", "//x", "x")),
    *({"fetch": one} for one in ("", "javascript:alert(1)", "file:///etc", "http://")),
    {"endpoint": "http://user:word@localhost/xapi/"},
    {"fetch": "http://user@localhost/fetch/0"},
    *({"actor": one} for one in ("", "null", "[]", "1", '"x"', "{", "{}", "[{}]")),
    *(
        {"actor": json.dumps(one)}
        for one in (
            {"mbox": "mailto:a@example.org"},
            {"account": "x"},
            {"account": {"name": "x"}},
            {"account": {"homePage": "https://lms.example"}},
            {"account": {"homePage": "javascript:alert(1)", "name": "x"}},
            {"account": {"homePage": "https://lms.example", "name": ""}},
            {"account": {"homePage": "https://lms.example", "name": {"x": 1}}},
            {
                "objectType": "Group",
                "account": {"homePage": "https://l.example", "name": "x"},
            },
            {"account": {"homePage": "https://lms.example", "name": "x" * 1_000_000}},
        )
    ),
    *({"registration": one} for one in ("", "x", "1" * 36, "null", "x" * 500_000)),
    *({"activityId": one} for one in ("", "x", "1:", "http://a b", 'http://a"b')),
]
# What a system says of a launch that none could follow.
ODD: list[dict[str, Any]] = [
    {"launchMode": "Teach"},
    {"launchMode": None},
    {"contextTemplate": None},
    {"contextTemplate": []},
]


@pytest.fixture(scope="module")
def system(passalong: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a system, with a package of the pack in Arabic."""
    folder = tmp_path_factory.mktemp("cmi5")
    path = f"{passalong}/ar/packs/{TRANSLATED_PACK}/offline/cmi5"
    unpack(path, folder / "package")
    return folder


@pytest.fixture
def cmi5(system: Path) -> Iterator[System]:
    with running(system) as found:
        yield found


@pytest.fixture
def learner(chromium: Browser) -> Iterator[BrowserContext]:
    context = profile(chromium, viewport=PHONE)
    yield context
    context.close()


def is_told(page: Page, cmi5: System, *verbs: str) -> None:
    """Wait until the last statements are these."""
    end = time.monotonic() + MOST_SECONDS
    while tuple(cmi5.verbs[-len(verbs) :]) != verbs:
        assert time.monotonic() < end, (cmi5.verbs, cmi5.refused)
        page.wait_for_timeout(50)


@pytest.mark.slow
def test_a_unit_tells_its_system_in_order_and_is_taken_up_again(
    learner: BrowserContext, cmi5: System
) -> None:
    page, faults = learner.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(cmi5.launch())
    inside = page.frame_locator("iframe")

    inside.locator("li[data-station] a").first.click()
    wait_for_script(inside)
    answer(inside.locator(CHOICE).first)
    is_told(page, cmi5, "initialized", "answered")
    page.locator("[data-leave]").click()
    expect(page.locator("h1")).to_have_text("Back")
    assert cmi5.verbs == ["initialized", "answered", "terminated"]

    # Records that do not answer for a while lose nothing.
    cmi5.failing["statements"] = 2
    page.goto(cmi5.launch())
    wait_for_script(inside)
    is_told(page, cmi5, "terminated", "initialized")
    assert inside.locator(f"{CHOICE} input[data-right]").first.is_checked()
    page.goto(cmi5.launch())
    inside.locator("nav a").first.click()
    inside.locator("li[data-station] a").first.click()
    take_whole(inside)
    page.locator("[data-leave]").click()
    expect(page.locator("h1")).to_have_text("Back")

    moved = [verb for verb in cmi5.verbs if verb in DEFINED]
    assert moved[-4:] == ["initialized", "passed", "completed", "terminated"]
    assert cmi5.verbs.count("progressed") == MODULES
    assert cmi5.states["passalong-copy"]["state"]["done"] == [1, 2, 3, 4]
    assert not cmi5.refused
    assert not faults


@pytest.mark.slow
def test_a_wish_of_the_system_decides_about_passing_and_looking_is_not_doing(
    learner: BrowserContext, cmi5: System
) -> None:
    page = learner.new_page()
    for mode, wish in (("Normal", 0.05), ("Browse", 0.05), ("Review", None)):
        cmi5.registration = str(uuid4())
        cmi5.states.clear()
        page.goto(cmi5.launch(mode=mode, mastery=wish))
        inside = page.frame_locator("iframe")
        inside.locator("li[data-station] a").first.click()
        wait_for_script(inside)
        answer(inside.locator(CHOICE).first)
        page.locator("[data-leave]").click()
        expect(page.locator("h1")).to_have_text("Back")

    first = ["initialized", "answered", "passed", "terminated"]
    assert cmi5.verbs == [*first, *2 * ["initialized", "terminated"]]
    assert cmi5.statements[2]["result"]["score"]["scaled"] == 0.1
    assert not cmi5.refused


@pytest.mark.slow
def test_a_launch_that_is_none_sends_nothing_and_the_pages_work(
    learner: BrowserContext, cmi5: System, system: Path
) -> None:
    cmi5.launch()
    page, faults = learner.new_page(), []
    # A server may refuse an address of a megabyte; an intranet's file would not.
    launch = system / "package" / "launch.html"
    page.route("**/launch.html*", lambda route: route.fulfill(path=launch))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    for wrong in GARBAGE:
        given = {**cmi5.given(), **wrong}
        named = {name: one for name, one in given.items() if one is not None}
        page.goto(f"{cmi5.address}/package/launch.html?{urlencode(named)}")
        expect(page.locator("[data-is=alone]")).to_be_visible()
        expect(page.frame_locator("iframe").locator("li[data-station]")).to_have_count(
            MODULES
        )
        assert page.locator("[data-leave]").is_hidden()

    assert not cmi5.asked
    assert not faults


@pytest.mark.slow
def test_a_word_that_was_given_and_odd_launch_data_open_nothing(
    learner: BrowserContext, cmi5: System
) -> None:
    page, faults = learner.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    first = cmi5.launch()
    page.goto(first)
    is_told(page, cmi5, "initialized")
    page.goto(f"{first}&again")
    is_told(page, cmi5, "initialized", "terminated")
    expect(page.locator("[data-is=over]")).to_be_visible()
    for wrong in ODD:
        cmi5.odd[len(cmi5.sessions)] = wrong
        page.goto(cmi5.launch())
        expect(page.locator("[data-is=over]")).to_be_visible()
    # Records of somebody else's registration, and a way back that is a script.
    other = {**cmi5.given(), "registration": str(uuid4()), "fetch": ""}
    cmi5.launch()
    other["fetch"] = cmi5.given(len(cmi5.sessions) - 1)["fetch"]
    page.goto(f"{cmi5.address}/package/launch.html?{urlencode(other)}")
    expect(page.locator("[data-is=over]")).to_be_visible()
    cmi5.odd[len(cmi5.sessions)] = {"returnURL": "javascript:document.title='x'"}
    page.goto(cmi5.launch())
    page.locator("[data-leave]").click()
    expect(page.locator("[data-is=over]")).to_be_visible()

    assert page.title() != "x"
    # The last of them is sent while the page says that all is over.
    is_told(page, cmi5, *2 * ("initialized", "terminated"))
    assert len(cmi5.verbs) == 4
    assert not faults
