"""`next=` leads only to pages of this site."""

import pytest

from app.web.redirects import safe_next, see_other

HOSTILE = [
    "https://evil.example",
    "http://evil.example",
    "HTTPS://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\n//evil.example",
    "/ /evil.example",
    "/\x00/evil.example",
    "\x00//evil.example",
    "/\x0b/evil.example",
    "/\x1f/evil.example",
    "/\x7f/evil.example",
    "/\u2028/evil.example",
    "/\u00a0/evil.example",
    "/\u202e/evil.example",
    "/\ufeff/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "mailto:a@b.c",
    "evil.example",
    "evil.example/en/",
    "en/packs",
    "./en/packs",
    "../en/packs",
    "@evil.example",
    ":80",
    "?next=/en/",
    "#top",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "//evil.example@testserver/",
    "//testserver@evil.example/",
    "/en/\r\nSet-Cookie: a=b",
    "/" + "a" * 600,
    "",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_anything_that_may_leave_the_site_is_refused(value: str) -> None:
    assert safe_next(value, "/en/") == "/en/"


@pytest.mark.parametrize(
    "value",
    [
        "/",
        "/en/packs/a-b/3",
        "/en/packs?page=2&q=a%20b",
        "/ar/packs/a/1#quiz-3",
        "/en/@evil.example",
        "/en/search?q=https://evil.example",
        "/bn/খুঁজুন",
    ],
)
def test_our_own_paths_are_kept(value: str) -> None:
    assert safe_next(value, "/en/") == value


def test_nothing_given_is_the_default() -> None:
    assert safe_next(None, "/fr/") == "/fr/"


def test_after_a_change_the_browser_is_sent_to_a_page() -> None:
    answer = see_other("/en/me")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/en/me"
