"""Keeping a pack when something comes between: no network, no room, second thoughts."""

import re

from playwright.sync_api import Route, expect

from tests.browser.keeping import FILM, Phone
from tests.browser.pages import VIDEO_PACK

IS_FILM = re.compile(r"/media/.*\.mp4$")


def test_a_lost_connection_costs_one_piece_of_a_film(phone: Phone) -> None:
    phone.page.route(IS_FILM, lose_the_second)
    ranges: list[str] = []
    phone.page.on("request", lambda one: ranges.append(one.headers.get("range", "")))
    phone.begin(VIDEO_PACK, "film")
    expect(phone.problem).to_contain_text("The connection was lost")
    first, second = filter(None, ranges)
    phone.open(f"{FILM}/offline")
    expect(phone.keeping.locator("[data-act=go]")).to_be_visible()
    phone.page.unroute(IS_FILM)
    ranges.clear()

    phone.press("go")
    phone.wait_until_kept()

    assert (first, second) == ("bytes=0-249999", "bytes=250000-476921")
    assert [*filter(None, ranges)] == [second]


def lose_the_second(route: Route) -> None:
    """Let the first piece through, and none after it."""
    if route.request.headers["range"].startswith("bytes=0-"):
        route.continue_()
    else:
        route.abort("connectionreset")


def test_it_goes_on_when_the_network_is_back(phone: Phone) -> None:
    lost: list[Route] = []

    def lose(route: Route) -> None:
        lost.append(route)
        phone.leave_network()
        route.abort("internetdisconnected")

    phone.page.route(IS_FILM, lose)
    phone.begin(VIDEO_PACK, "film")
    expect(phone.problem).to_contain_text("The connection was lost")
    phone.page.unroute(IS_FILM)

    phone.find_network()

    phone.wait_until_kept()
    expect(phone.problem).to_be_hidden()
    assert len(lost) == 1


def test_stopped_half_way_nothing_opens_and_it_can_be_removed(phone: Phone) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    phone.page.route(IS_FILM, hold)
    phone.begin(VIDEO_PACK, "film")
    expect(phone.keeping.locator("progress")).to_be_visible()
    expect(phone.keeping.locator("[data-progress]")).to_contain_text("% is here")

    phone.press("stop")

    expect(phone.keeping.locator("[data-act=go]")).to_be_focused()
    phone.press("remove")
    expect(phone.said).to_contain_text("Removed")
    assert phone.is_untouched()


def test_too_little_room_is_said_before_anything_is_fetched(phone: Phone) -> None:
    # Chromium says of each site that it may have 10 GB; others say what there is.
    phone.page.add_init_script(
        "navigator.storage.estimate = async () => ({ quota: 90000, usage: 20000 })"
    )
    phone.open(f"{FILM}/offline")
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.keeping.locator("[data-carried=film]").click()

    expect(phone.problem).to_contain_text("There is not enough room")
    expect(phone.problem).to_contain_text(re.compile(r"needs \d+ kB, and 70 kB"))
    assert not [url for url in asked if not url.endswith(("/film", ".js"))]
    assert not [path for path in phone.contents() if "kept" in path]


def test_where_room_runs_out_it_goes_on_when_there_is_more(phone: Phone) -> None:
    phone.open(f"{FILM}/offline")
    phone.limit_room(400_000)
    phone.keeping.locator("[data-carried=film]").click()
    expect(phone.problem).to_contain_text("There is no more room on this device")
    assert "/kept-list" not in phone.contents()

    phone.limit_room(None)
    phone.press("go")

    phone.wait_until_kept()
    expect(phone.problem).to_be_hidden()
    assert "/kept-list" in phone.contents()
