"""axe-core finds nothing on any page, light and dark, phone and desk."""

from functools import cache
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.pages import MISSING, PAGES
from tests.browser.watching import PHONE, WIDE, View, Visitor
from tests.conventions.sources import ROOT, listed

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# A colour on its way from light to dark would be measured half-way.
SETTLE = """() => new Promise(done => requestAnimationFrame(() =>
  requestAnimationFrame(() => Promise.allSettled(
    document.getAnimations().map(each => each.finished)).then(() => done()))))"""
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


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it is now."""
    page.evaluate(axe_source())
    page.evaluate(SETTLE)
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)

    found = []
    for width in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": 844})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme} {text}" for text in violations(page)]

    assert not found, f"{path}:{listed(found)}"


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
