"""A module by keyboard alone: everything is reached, seen, and in a sensible order."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.taking import RIGHT, WRONG, Taker
from tests.browser.watching import PHONE, WIDE, View, Visitor
from tests.conventions.sources import listed
from tests.reading.answer_key import keyed_modules

PACK = "welcome-newcomers"
MAX_STOPS = 200
# A group of radio buttons is one stop, and so is what is inside a closed panel.
WANTED = """() => {
  const stops = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const groups = new Set();
  return stops.filter(one => {
    if (one.disabled || !one.checkVisibility()) return false;
    if (one.type !== "radio") return true;
    const group = one.form.id + one.name;
    return !groups.has(group) && groups.add(group);
  }).map(one => (one.dataset.stop = String(stops.indexOf(one)), one.dataset.stop));
}"""
HERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const stop = at.type === "radio"
    ? at.form.querySelector("input[type=radio]").dataset.stop : at.dataset.stop;
  const box = at.getBoundingClientRect();
  const bars = [...document.querySelectorAll(".mbar")].filter(bar =>
    bar.checkVisibility() && !bar.contains(at)).map(bar => bar.getBoundingClientRect());
  const around = at.closest("form[role=search], label") || at;
  const ring = [at, around].some(one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  return {
    stop, ring, html: at.outerHTML.slice(0, 90),
    covered: bars.some(bar => box.top < bar.bottom && box.bottom > bar.top),
    outside: box.bottom < 0 || box.top > innerHeight,
  };
}"""


def stops(page: Page) -> list[dict[str, object]]:
    """Press Tab until the page is left; return every stop."""
    found: list[dict[str, object]] = []
    for _ in range(MAX_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or (found and here["stop"] == found[0]["stop"]):
            return found
        found.append(here)
    raise AssertionError(f"no end after {MAX_STOPS} stops")


@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_control_is_reached_in_order_with_a_visible_focus(
    visitor: Visitor, language: str, width: int
) -> None:
    page = visitor.open(f"/{language}/packs/{PACK}/2", View(width=width))
    wanted = page.evaluate(WANTED)
    found = stops(page)

    assert [one["stop"] for one in found] == wanted, "the order of the page"
    assert not listed([one["html"] for one in found if not one["ring"]])
    hidden = [one["html"] for one in found if one["covered"] or one["outside"]]
    assert not listed(hidden)


def test_the_first_stop_skips_to_the_content(visitor: Visitor) -> None:
    page = visitor.open(f"/en/packs/{PACK}/2", View(width=WIDE))
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_a_module_is_taken_by_keyboard_alone(visitor: Visitor) -> None:
    module = keyed_modules(PACK)[1]
    page = visitor.open(f"/en{module.path}", View(width=WIDE))
    taker = Taker(page, "en", script=True)
    choice = next(quiz for quiz in module.quizzes if quiz.kind == "one")
    right = next(
        place for place, option in enumerate(choice.options) if option.is_right
    )
    form = taker.question(choice)

    form.locator("input[name=answer]").first.focus()
    page.keyboard.press("Space")
    for _ in range(right):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    with page.expect_response(lambda answer: "/_answer" in answer.url):
        page.keyboard.press("Enter")
    expect(form.locator(RIGHT)).to_be_focused()
    expect(form.locator(WRONG)).to_have_count(0)

    box = page.locator("[name=tick]").first
    box.focus()
    with page.expect_response(lambda answer: "/_saved" in answer.url):
        page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(box).to_be_focused()

    page.locator(".mnav button").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visitor.url}/en{keyed_modules(PACK)[2].path}")
