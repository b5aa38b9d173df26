"""axe-core finds nothing on any page, light and dark, phone and desk.

The pages themselves are opened in test_every_page.py, once for everything.
"""

from functools import cache
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.pages import MISSING
from tests.browser.watching import PHONE, WIDE, View, Visitor
from tests.conventions.sources import ROOT

Rules = dict[str, str | list[str]]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_RULE: Rules = {"type": "tag", "values": STANDARDS}
# All rules of axe that look at a colour: the others say the same in light and dark.
COLOURS: Rules = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
RUN_AXE = """async rules => {
  const result = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
  return result.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id} (${rule.help}): ${node.target.join(" ")}: ${node.html.slice(0, 160)}`));
}"""


@cache
def axe_source() -> str:
    """Return axe-core as npm installed it."""
    path = ROOT / "node_modules/axe-core/axe.min.js"
    assert path.exists(), "axe-core is missing: run `make node-tools`"
    return path.read_text()


def violations(page: Page, rules: Rules = EVERY_RULE) -> list[str]:
    """Return what axe finds on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    found: list[str] = page.evaluate(RUN_AXE, rules)
    return found


def barriers(
    page: Page,
    widths: tuple[int, ...] = (PHONE, WIDE),
    schemes: tuple[Scheme, ...] = SCHEMES,
) -> list[str]:
    """Return what axe finds at each width in light and dark, with where it was."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            rules = EVERY_RULE if scheme == SCHEMES[0] else COLOURS
            found += [f"{width} {scheme} {text}" for text in violations(page, rules)]
    return found


@pytest.mark.parametrize("path", MISSING)
def test_axe_finds_nothing_on_a_page_that_is_not_there(
    visitor: Visitor, path: str
) -> None:
    page = visitor.page()
    response = page.goto(path)

    assert response is not None
    assert response.status == 404
    assert not violations(page)


@pytest.mark.parametrize("path", ["/en/", "/ar/"])
def test_axe_finds_nothing_in_forced_colours(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, View(width=WIDE))
    page.emulate_media(forced_colors="active")

    assert not violations(page)


def test_every_rule_about_colours_is_asked_in_the_dark(visitor: Visitor) -> None:
    page = visitor.open("/en/about")
    page.evaluate(axe_source())
    rules: list[str] = page.evaluate(
        "all => axe.getRules(all).filter(one => one.tags.includes('cat.color'))"
        ".map(one => one.ruleId)",
        STANDARDS,
    )

    assert sorted(rules) == sorted(COLOURS["values"])
