"""Every message is plain text: a hostile catalog cannot put markup on a page."""

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from app.home.routes import SITE_PAGES
from tests.web.app import build_app

PATHS = [f"/en/{page}" for page in (*SITE_PAGES, "styleguide", "language", "nothing")]


class Elements(HTMLParser):
    """Collects what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.dangerous: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if any(name.startswith("on") for name in names):
            self.dangerous.append(f"{tag} {attrs}")
        if tag == "script" and "src" not in names:
            self.dangerous.append("script")
        if tag == "img" and ("src", "x") in attrs:
            self.dangerous.append("img")


@pytest.mark.parametrize("path", PATHS)
def test_a_hostile_catalog_runs_nothing(site: TestClient, path: str) -> None:
    html = site.get(f"{path}?uselang=x-xss").text

    elements = Elements()
    elements.feed(html)
    assert elements.dangerous == []
    assert "&lt;img src=x onerror=" in html


@pytest.mark.parametrize("path", PATHS)
def test_no_sentence_escapes_translation(site: TestClient, path: str) -> None:
    html = site.get(f"{path}?uselang=en-xa").text

    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert [text for text in headings if not text.strip().startswith("[")] == []


def test_pseudo_locales_are_not_served_unless_asked_for() -> None:
    plain = TestClient(build_app())

    assert "onerror" not in plain.get("/en/about?uselang=x-xss").text


def test_right_to_left_can_be_forced(site: TestClient) -> None:
    html = site.get("/en/about?uselang=ar-xb").text

    assert '<html lang="ar-XB" dir="rtl"' in html
    assert "\u202eMain menu\u202c" in html
