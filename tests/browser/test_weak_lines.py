"""A frame on a weak line, or of a server with much to do: it waits, and says so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Route, expect

from tests.browser.test_frames import PACK, Stage, answer_one, inner, stage, told
from tests.browser.watching import profile

__all__ = ["stage"]

SANDBOX = 'sandbox="allow-scripts"'


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = profile(chromium, viewport={"width": 390, "height": 844})
    yield context
    context.close()


def opened(context: BrowserContext, stage: Stage, language: str) -> Frame:
    """Return a frame with the first module, where nothing is kept but in memory."""
    page = context.new_page()
    address = PACK.replace("/en/", f"/{language}/")
    page.goto(stage.put(stage.frame(f"{address}/1", SANDBOX)))
    frame = inner(page)
    frame.locator("#main[data-module=m1]").wait_for()
    return frame


@pytest.mark.parametrize("trouble", [503, 429, "cut"])
def test_a_page_that_does_not_come_at_once_is_asked_for_again(
    context: BrowserContext, stage: Stage, trouble: int | str
) -> None:
    frame, asked = opened(context, stage, "en"), list[str]()

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 2:
            route.fallback()
        elif isinstance(trouble, int):
            route.fulfill(status=trouble, body="<main id=frame>No</main>")
        else:
            route.abort()

    context.route("**/packs/*/2", refuse)
    frame.locator("[data-done]").click()
    # Whoever looks at it sees it, where they have clicked.
    expect(frame.locator("[data-done] + .fsaid")).to_have_text(
        "This takes long. You can wait or try again; what you entered is kept."
    )
    frame.locator("#main[data-module=m2]").wait_for()

    assert len(asked) == 3
    expect(frame.locator(".fsaid")).to_have_count(0)


@pytest.mark.slow
def test_a_line_that_is_dead_is_given_up_and_the_page_asked_for_again(
    context: BrowserContext, stage: Stage
) -> None:
    frame, held = opened(context, stage, "en"), list[Route]()

    def hold_the_first(route: Route) -> None:
        if held:
            route.fallback()
        else:
            held.append(route)

    context.route("**/packs/*/2", hold_the_first)
    frame.locator("[data-done]").click()
    expect(frame.locator("[data-done] + .fsaid")).to_contain_text("This takes long.")
    # Half a minute later.
    frame.locator("#main[data-module=m2]").wait_for()

    expect(frame.locator(".fsaid")).to_have_count(0)


def test_who_waits_in_vain_stays_where_they_were_with_all_they_did(
    context: BrowserContext, stage: Stage
) -> None:
    frame = opened(context, stage, "ar")
    answer_one(frame)
    context.route("**/packs/*/2", lambda route: route.abort())
    frame.locator("[data-done]").click()
    failed = frame.locator("#say").get_attribute("data-failed")
    assert failed
    expect(frame.locator("[data-done] + .fsaid")).to_have_text(failed, timeout=60_000)
    expect(frame.locator("#say")).to_have_text(failed)
    expect(frame.locator("form.quiz .fb").first).to_be_visible()

    context.unroute("**/packs/*/2")
    frame.locator("[data-done]").click()
    frame.locator("#main[data-module=m2]").wait_for()
    expect(frame.locator(".fsaid")).to_have_count(0)


def test_who_clicks_on_while_a_page_does_not_come_gets_what_was_clicked_last(
    context: BrowserContext, stage: Stage
) -> None:
    frame, held = opened(context, stage, "en"), list[Route]()
    context.route("**/packs/*/2", lambda route: held.append(route))
    frame.locator("[data-done]").click()
    frame.locator(".fnav a").click()
    frame.locator("[data-station].done").first.wait_for()
    with context.expect_event("requestfinished"):
        held.pop().continue_()

    expect(frame.locator("[data-station]").first).to_be_visible()
    expect(frame.locator("#main")).not_to_have_attribute("data-module", "m2")


def test_a_frame_grows_when_the_script_of_its_host_comes_late(
    context: BrowserContext, stage: Stage
) -> None:
    page, late = context.new_page(), list[Route]()
    page.route("**/embed/v1.js", lambda route: late.append(route))
    page.goto(stage.put(stage.frame()), wait_until="commit")
    told(page, "told.some(each => each.type === 'height')")
    frame = page.locator("iframe")
    assert frame.evaluate("one => one.offsetHeight") < 310

    late.pop().continue_()

    # Three seconds later at most, the frame says it again.
    grown = "document.querySelector('iframe').offsetHeight > 310"
    page.wait_for_function(grown, polling=100)
