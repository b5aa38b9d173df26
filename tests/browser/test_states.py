"""The style guide draws every state of every interactive component, as it really is."""

from tests.browser.watching import WIDE, View, Visitor
from tests.conventions.sources import listed

PAGE = "/en/styleguide/states"
# Rules of the sheet of states that nothing on the page follows. A link that is seen in
# focus only, and there above the page, is met by the first Tab.
UNUSED = """() => [...document.styleSheets]
  .filter(sheet => sheet.href.endsWith("/states.css"))
  .flatMap(sheet => [...sheet.cssRules])
  .map(rule => rule.selectorText ?? "")
  .filter(text => text.includes(".is-") && !text.startsWith(".skip"))
  .filter(text => !document.querySelector(text))"""
LOOK = """element => { const { backgroundColor, borderColor, color, textDecorationLine,
  outlineStyle, transform } = getComputedStyle(element);
  return { backgroundColor, borderColor, color, textDecorationLine, outlineStyle,
    transform }; }"""
WHERE = ("rest", "hover")
SAME = (
    ".btn.primary",
    ".btn.quiet",
    ".btn.danger",
    ".tabs a",
    ".mod",
    ".pcard",
    ".mnav a",
    ".chip",
)


def test_no_state_of_the_style_sheet_is_missing(visitor: Visitor) -> None:
    page = visitor.open(PAGE, View(width=WIDE))

    unused: list[str] = page.evaluate(UNUSED)
    rules = page.request.get("/styleguide/states.css").text().count(".is-")

    assert rules > 20
    assert not unused, f"draw these on {PAGE}:{listed(unused)}"


def test_a_state_is_drawn_as_it_is_met(visitor: Visitor) -> None:
    page = visitor.open(PAGE, View(width=WIDE))
    differ = []
    for selector in SAME:
        real, drawn = (page.locator(f"#{at} {selector}").first for at in WHERE)
        real.hover()
        if real.evaluate(LOOK) != drawn.evaluate(LOOK):
            differ.append(selector)
    page.keyboard.press("Tab")
    button = page.locator("#rest .btn.primary").first
    button.focus()
    drawn = page.locator("#focus .btn.primary").first

    assert not differ, listed(differ)
    assert button.evaluate(LOOK) == drawn.evaluate(LOOK)
