"""A reader's settings survive in a small cookie, and a forged one does no harm."""

from urllib.parse import parse_qsl

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from app.web.preferences import Preferences, keep_preferences, read_preferences

FULL = Preferences("ha", True, "dark", "largest", ("ha", "en", "zh-hant"), False)


def test_settings_come_back_as_they_went() -> None:
    cookie = {"prefs": FULL.encoded()}

    assert read_preferences(cookie, secure=False) == FULL


def test_defaults_take_no_room() -> None:
    assert Preferences().encoded() == ""


def test_the_fullest_cookie_is_small() -> None:
    longest = Preferences("zh-min-nan", True, "light", "largest", ("zh-min-nan",) * 12)

    assert len(longest.encoded()) <= 300


@pytest.mark.parametrize(
    "cookie",
    [
        "theme=neon&text=huge&ui=klingon&langs=..%00.xx",
        "%%%",
        "&" * 200,
        "=" * 300,
        "theme=dark" * 500,
        "ui=<script>",
    ],
)
def test_a_forged_cookie_is_the_same_as_none(cookie: str) -> None:
    assert read_preferences({"prefs": cookie}, secure=False) == Preferences()


def test_over_tls_the_cookie_is_bound_to_the_host() -> None:
    response = Response()
    keep_preferences(response, FULL, secure=True)

    header = response.headers["set-cookie"]
    assert header.startswith("__Host-prefs=")
    assert "Secure" in header
    assert "HttpOnly" in header
    assert "samesite=lax" in header.lower()
    assert "Path=/" in header


def test_the_page_follows_the_settings(site: TestClient) -> None:
    html = site.get("/en/about", headers={"cookie": f"prefs={FULL.encoded()}"}).text

    assert 'data-theme="dark"' in html
    assert 'data-text="largest"' in html
    assert " data-saver" in html
    assert " data-nokeys" in html


def test_the_browsers_own_data_saver_counts(site: TestClient) -> None:
    html = site.get("/en/about", headers={"save-data": "on"}).text

    assert "Data saver on" in html


def test_only_what_differs_is_written() -> None:
    assert parse_qsl(Preferences(theme="dark").encoded()) == [("theme", "dark")]
