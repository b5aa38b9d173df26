"""Every page fits a small phone, in long words and from right to left."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import MISSING, PACK, PAGES, PSEUDO
from tests.browser.watching import View, Visitor
from tests.conventions.sources import listed

SMALLEST = 320
WIDER_THAN_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = element => {
    for (let up = element.parentElement; up; up = up.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)
          && up !== document.body && up !== document.documentElement) return true;
    return false;
  };
  const outside = [...document.body.querySelectorAll("*")].filter(element => {
    const box = element.getBoundingClientRect();
    return (box.right > width + 1 || box.left < -1) && box.width && !scrolls(element);
  });
  const shown = outside.map(element => element.outerHTML.slice(0, 120));
  return [`page is ${document.documentElement.scrollWidth} wide`, ...shown.slice(0, 6)];
}"""


@pytest.mark.parametrize("path", [*PAGES, *PSEUDO])
def test_no_page_scrolls_sideways_at_320_pixels(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, View(width=SMALLEST))

    found: list[str] = page.evaluate(WIDER_THAN_SCREEN)
    assert not found, f"{path}:{listed(found)}"


def test_on_paper_there_is_the_lesson_without_what_one_presses(
    visitor: Visitor,
) -> None:
    page = visitor.open(f"/en/packs/{PACK}/1")
    bar, lesson = page.locator(".top"), page.locator(".prose").first
    expect(bar).to_be_visible()

    page.emulate_media(media="print")

    expect(bar).to_be_hidden()
    expect(page.locator(".mnav").first).to_be_hidden()
    expect(lesson).to_be_visible()


@pytest.mark.parametrize("path", MISSING)
def test_an_error_page_does_not_scroll_sideways(visitor: Visitor, path: str) -> None:
    page = visitor.page(View(width=SMALLEST))
    page.goto(path)

    assert not page.evaluate(WIDER_THAN_SCREEN)


@pytest.mark.parametrize(("path", "direction"), [("/ar/", "rtl"), ("/sw/", "ltr")])
def test_the_page_has_the_direction_of_its_language(
    visitor: Visitor, path: str, direction: str
) -> None:
    page = visitor.open(path)

    assert page.locator("html").get_attribute("dir") == direction
    assert page.locator("html").get_attribute("lang") == path.strip("/")
