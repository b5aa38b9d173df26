"""What a small screen shows: what can be tapped, what breaks, what stands where."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import TRANSLATED_PACK, VIDEO
from tests.browser.watching import PHONE, View, Visitor

# What a finger meets: WCAG asks for 24, Codex for 44 where a control stands alone.
ALONE, AMID = 44, 24
SMALLEST = 320
LINES = """element => {
  const range = document.createRange();
  range.selectNodeContents([...element.childNodes].find(
    node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
}"""


def heights(links: Locator) -> list[float]:
    boxes = [one.bounding_box() for one in links.all()]
    return [box["height"] for box in boxes if box]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_modules_of_a_pack_are_easy_to_tap_and_the_open_one_stands_out(
    visitor: Visitor, lang: str
) -> None:
    page = visitor.open(f"/{lang}/packs/{TRANSLATED_PACK}/2")
    page.locator(".mdrop summary").click()
    links = page.locator(".mdrop .thread a")

    expect(links).to_have_count(4)
    assert min(heights(links)) >= ALONE
    expect(links.nth(1)).to_have_css("font-weight", "600")
    expect(links.nth(2)).to_have_css("font-weight", "400")


def test_the_links_at_the_foot_and_above_a_title_are_large_enough(
    visitor: Visitor,
) -> None:
    page = visitor.open(f"/en/packs/{TRANSLATED_PACK}")

    assert min(heights(page.locator(".foot ul a"))) >= AMID
    assert min(heights(page.locator(".crumb a"))) >= AMID
    assert min(heights(page.locator(".people a"))) >= AMID


def test_a_hit_says_in_one_line_what_it_was_built_from(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=budget")
    told = page.locator(".hit .meta span:not(:has(span))", has_text="Built from")

    expect(told.first).to_be_visible()
    assert {one.evaluate(LINES) for one in told.all()} == {1}


def test_a_line_of_another_direction_begins_with_what_its_link_says(
    visitor: Visitor,
) -> None:
    page = visitor.open("/ar/search?q=budget")
    line = page.locator(".sub li > span[dir=ltr]", has_text="Build a budget").first

    # Words to the right of the link follow it, as a reader of English expects.
    first = line.locator("a").bounding_box()
    words = line.locator("> bdi").evaluate(
        "bdi => { const box = bdi.getClientRects()[0]; return [box.x, box.y]; }"
    )
    assert first
    assert words[0] > first["x"]
    assert abs(words[1] - first["y"]) < first["height"]
    expect(line).to_have_css("text-align", "end")


def test_the_title_of_a_film_begins_where_the_page_begins(visitor: Visitor) -> None:
    page = visitor.open(f"/ar/packs/{VIDEO}", View(locale="ar"))

    title = page.locator(".poster h3[dir=ltr]")
    expect(title.first).to_have_css("text-align", "end")


def test_every_language_of_a_pack_has_a_bar_as_wide_as_the_table(
    visitor: Visitor,
) -> None:
    page = visitor.open(
        f"/fr/packs/{TRANSLATED_PACK}/languages", View(width=SMALLEST, locale="fr")
    )
    rows = page.locator("tbody tr")

    assert max(heights(rows)) - min(heights(rows)) < 2
    assert min(widths(page.locator("tbody .tbar"))) > SMALLEST * 0.8


def widths(parts: Locator) -> list[float]:
    boxes = [one.bounding_box() for one in parts.all()]
    return [box["width"] for box in boxes if box]


def test_where_a_pack_comes_from_stays_in_its_columns(visitor: Visitor) -> None:
    page = visitor.open(f"/en/packs/{TRANSLATED_PACK}", View(width=PHONE * 3))

    too_long: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('.lineage li')].filter("
        "one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    )
    boxes = [one.bounding_box() for one in page.locator(".lineage li").all()]
    widths = [round(box["width"]) for box in boxes if box]

    assert not too_long
    assert max(widths) - min(widths) <= 1


def test_without_script_nobody_is_told_that_they_are_offline(visitor: Visitor) -> None:
    page = visitor.open("/en/offline", View(script=False))

    expect(page.locator("[data-no-network]")).to_be_hidden()
    expect(page.locator("[data-empty]")).to_be_visible()


LANGUAGES = [
    *("/en/languages", "/ar/languages", "/en/languages/fr"),
    *(f"/{code}/packs/{TRANSLATED_PACK}/languages" for code in ("en", "fr", "ar")),
]


@pytest.mark.parametrize("width", [SMALLEST, PHONE])
@pytest.mark.parametrize("path", LANGUAGES)
def test_the_numbers_of_a_language_are_seen_without_scrolling_sideways(
    visitor: Visitor, path: str, width: int
) -> None:
    page = visitor.open(path, View(width=width))
    table = page.locator(".tblWrap").first

    assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    last = page.locator("tbody tr").first.locator(":scope > *").last
    expect(last).to_be_in_viewport(ratio=1)
