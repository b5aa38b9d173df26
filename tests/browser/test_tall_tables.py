"""Tables that stand on end on phones: no heading of a column breaks inside a word."""

import pytest

from tests.browser.pages import TRANSLATED_PACK
from tests.browser.watching import View, Visitor

SMALLEST = 320
BROKEN = """() => [...document.querySelectorAll(".tall thead th")].filter(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const tops = [...range.getClientRects()].map(line => Math.round(line.top));
  const words = cell.textContent.trim().split(/\\s+/);
  return new Set(tops).size > words.length;
}).map(cell => cell.textContent)"""


@pytest.mark.parametrize(
    "path",
    [
        *("/fr/languages", "/fr/languages/ar", "/en/languages"),
        *(f"/{code}/packs/{TRANSLATED_PACK}/languages" for code in ("fr", "pt-br")),
    ],
)
def test_a_heading_of_a_column_keeps_its_words_whole(
    visitor: Visitor, path: str
) -> None:
    page = visitor.page(View(width=SMALLEST))
    page.goto(path)

    assert page.locator(".tall thead th").count() > 3
    assert page.evaluate(BROKEN) == []
