"""What somebody set on their machine holds here: no motion, colours of their own."""

import pytest

from tests.browser.pages import PACK
from tests.browser.watching import WIDE, View, Visitor

MOVES = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  const seconds = [...style.transitionDuration.split(','), style.animationDuration];
  const moves = seconds.some(text => parseFloat(text) > 0);
  return moves || style.scrollBehavior === 'smooth';
}).map(one => one.className || one.localName)"""


@pytest.mark.parametrize("path", ["/en/", f"/en/packs/{PACK}/1", "/en/styleguide"])
def test_nothing_moves_for_who_does_not_want_it(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    page.emulate_media(reduced_motion="no-preference")
    usually = page.evaluate(MOVES)

    page.emulate_media(reduced_motion="reduce")

    assert usually, "nothing moves here: the test can be thrown away"
    assert page.evaluate(MOVES) == []


# What only a colour says is gone there: it must be said by a line or a system colour.
DRAWN = """one => {
  const style = getComputedStyle(one), after = getComputedStyle(one, '::after');
  const lines = ['borderTopWidth', 'outlineWidth'].map(name => parseFloat(style[name]));
  return Math.max(...lines) > 0 || after.forcedColorAdjust === 'none';
}"""


@pytest.mark.parametrize(
    "part", [".btn.primary", ".tag", ".thread > li.done", ".tbar", ".ans:has(:checked)"]
)
def test_states_stay_visible_in_forced_colours(visitor: Visitor, part: str) -> None:
    page = visitor.open("/en/styleguide", View(width=WIDE))
    page.emulate_media(forced_colors="active")

    assert page.locator(part).first.evaluate(DRAWN)
