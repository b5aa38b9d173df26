"""Every page fits a small phone, in long words and from right to left.

The pages themselves are opened in test_every_page.py, once for everything.
"""

import pytest
from playwright.sync_api import Page, expect

from app.cli.translations import FIRST_LANGUAGES
from app.web.preferences import Preferences
from tests.browser.pages import MISSING, PACK, PSEUDO, VIDEO
from tests.browser.watching import View, Visitor
from tests.conventions.sources import listed

SMALLEST = 320
# A little less than the bar is high.
ROW = 54
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

LETTER = "getComputedStyle(document.documentElement).fontSize"
READ = (
    *("/", "/packs", "/skills", f"/packs/{PACK}", f"/packs/{PACK}/1"),
    *(f"/packs/{PACK}/2", f"/packs/{PACK}/languages", "/search?q=budget", "/projects"),
    *("/courses", "/me", "/language"),
)
IN_LARGEST = """look => {
  const root = document.documentElement;
  const chosen = root.dataset.text;
  root.dataset.text = "largest";
  const found = look();
  if (chosen) root.dataset.text = chosen;
  else delete root.dataset.text;
  return found;
}"""


def too_wide(page: Page) -> list[str]:
    """Return what a small phone would have to scroll sideways for.

    Also where its reader chose the largest letters.
    """
    page.set_viewport_size({"width": SMALLEST, "height": 844})
    found: list[str] = page.evaluate(WIDER_THAN_SCREEN)
    larger: list[str] = page.evaluate(f"() => ({IN_LARGEST})({WIDER_THAN_SCREEN})")
    return found + [f"in the largest letters: {text}" for text in larger]


@pytest.mark.parametrize("language", ["en-xa", "ar-xb"])
def test_long_words_and_forced_right_to_left_fit(
    visitor: Visitor, language: str
) -> None:
    page = visitor.page(View(width=SMALLEST))
    found = []
    for path in [path for path in PSEUDO if path.endswith(language)]:
        answer = page.goto(path)
        assert answer is not None, f"{path} gave no answer"
        assert answer.ok, f"{path} answered {answer.status}"
        found += [f"{path} {text}" for text in too_wide(page)]

    assert not found, listed(found)


@pytest.mark.parametrize("language", ["es", "sw", "ar"])
def test_letters_twice_as_large_in_the_browser_fit_a_small_phone(
    visitor: Visitor, language: str
) -> None:
    page = visitor.page(View(width=SMALLEST))
    twice = {"fontSizes": {"standard": 32, "fixed": 26}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", twice)
    found = []
    for path in READ:
        page.goto(f"/{language}{path}")
        assert page.evaluate(LETTER) == "32px"
        found += [f"{path} {text}" for text in page.evaluate(WIDER_THAN_SCREEN)]

    assert not found, listed(found)


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_the_top_bar_is_one_row_in_every_language_of_the_interface(
    visitor: Visitor, width: int
) -> None:
    page = visitor.page(View(width=width))
    rows = {}
    for language in FIRST_LANGUAGES:
        page.goto(f"/{language}/packs/{PACK}")
        bar = page.locator(".top").bounding_box()
        assert bar is not None
        rows[language] = bar["height"] // ROW

    assert set(rows.values()) == {1}, rows


def test_the_parts_of_a_workbench_are_one_row(visitor: Visitor) -> None:
    page = visitor.page(View(width=1280))
    page.goto(f"/en/translate/{PACK}/en/ar")
    tops = page.locator("nav.parts > a").evaluate_all(
        "links => links.map((link) => Math.round(link.getBoundingClientRect().top))"
    )

    assert len(tops) > 2
    assert len(set(tops)) == 1, tops


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


def test_a_long_name_among_the_facts_of_a_page_is_broken(visitor: Visitor) -> None:
    page = visitor.page(View(width=SMALLEST))
    page.goto(f"/en/packs/{PACK}")
    fact = page.locator(".meta > *").first

    fact.evaluate("one => one.append('x'.repeat(80))")

    assert not too_wide(page)


def test_who_reads_in_the_dark_prints_dark_on_white(visitor: Visitor) -> None:
    page = visitor.page()
    dark = Preferences(theme="dark").encoded()
    page.context.add_cookies([{"name": "prefs", "value": dark, "url": visitor.url}])
    page.goto(f"/en/packs/{PACK}/1")
    heading = page.locator("h1")
    expect(heading).to_have_css("color", "rgb(248, 249, 250)")

    page.emulate_media(media="print")

    expect(heading).to_have_css("color", "rgb(16, 20, 24)")


def test_on_paper_a_pack_names_its_sources_its_licence_and_its_address(
    visitor: Visitor,
) -> None:
    page = visitor.open(f"/en/packs/{PACK}")
    source, copy = page.locator(".sources li").first, page.locator("[data-copy]").last
    start = page.get_by_role("link", name="Start with module 1")
    expect(source).to_be_hidden()

    page.emulate_media(media="print")

    expect(source).to_be_visible()
    expect(page.get_by_text(f"/p/{PACK}").last).to_be_visible()
    expect(copy).to_be_hidden()
    expect(start).to_be_hidden()
    expect(page.get_by_role("link", name="Help translate")).to_be_hidden()


def test_on_paper_a_video_is_its_transcript_and_fills_more_than_one_page(
    visitor: Visitor,
) -> None:
    page = visitor.open(f"/en/packs/{VIDEO}")

    page.emulate_media(media="print")

    video = page.locator("figure.video")
    expect(video).to_have_css("break-inside", "auto")
    expect(video.get_by_role("heading")).to_have_css("color", "rgb(32, 33, 34)")
    expect(video.locator(".pw")).to_be_hidden()
    expect(video.locator(".tscript li").last).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="Consent and recording log")).to_be_visible()


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
