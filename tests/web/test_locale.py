"""Which language a page's menus are in, and which its texts are in."""

import pytest
from starlette.testclient import TestClient

from app.platform import i18n
from app.platform.i18n import Wishes, choose_locale
from app.web.locale import language_of_path
from app.web.preferences import Preferences

CATALOGS = ("en", "ar", "fr", "ha", "pt-br")


@pytest.fixture(autouse=True)
def catalogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose as if these catalogs were compiled."""
    monkeypatch.setattr("app.platform.i18n.interface_locales", lambda: CATALOGS)


@pytest.mark.parametrize(
    ("wishes", "locale"),
    [
        (Wishes(asked="fr", chosen="ha", content="ar"), "fr"),
        (Wishes(asked="PT_BR", content="ar"), "pt-br"),
        (Wishes(asked="xx-unknown", chosen="ha", content="ar"), "ha"),
        (Wishes(asked="sw", chosen="ha"), "ha"),
        (Wishes(content="ar", accepted=("fr",)), "ar"),
        (Wishes(content="pt", accepted=("fr",)), "pt-br"),
        (Wishes(content="bm", accepted=("ar",)), "fr"),
        (Wishes(content="dag", accepted=("fr",)), "en"),
        (Wishes(accepted=("xx", "fr-ca", "ar")), "fr"),
        (Wishes(), "en"),
        (Wishes(asked="x-xss", content="ar"), "ar"),
        (Wishes(asked="x-xss", content="ar", pseudo=True), "x-xss"),
        (Wishes(chosen="en-xa", content="ar"), "ar"),
        (Wishes(asked="a" * 5000), "en"),
    ],
)
def test_the_nearest_wish_that_can_be_met_wins(wishes: Wishes, locale: str) -> None:
    assert choose_locale(wishes) == locale


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/ar/packs/a", "ar"),
        ("/pt-br", "pt-br"),
        ("/be-tarask/", "be-tarask"),
        ("/healthz", None),
        ("/static/a.css", None),
        ("/p/a", None),
        ("/x-xss/about", None),
        ("/", None),
        ("/" + "a" * 5000, None),
    ],
)
def test_an_address_begins_with_its_content_language(
    path: str, code: str | None
) -> None:
    found = language_of_path(path)

    assert (found.code if found else None) == code


def test_another_spelling_of_a_language_leads_to_ours(site: TestClient) -> None:
    answer = site.get("/PT_BR/about?a=1&b=2")

    assert answer.status_code == 301
    assert answer.headers["location"] == "/pt-br/about?a=1&b=2"


def test_a_page_says_the_direction_of_its_language(site: TestClient) -> None:
    html = site.get("/ar/about?uselang=ar").text

    assert '<html lang="ar" dir="rtl"' in html


def test_menus_in_another_language_than_the_page_say_so(site: TestClient) -> None:
    html = site.get("/ar/styleguide?uselang=ar-xb").text

    assert '<html lang="ar-XB" dir="rtl"' in html
    assert '<bdi lang="ar">العربية</bdi>' in html


def test_the_reader_can_keep_a_language_for_menus(site: TestClient) -> None:
    kept = Preferences(locale="ar").encoded()

    html = site.get("/en/about", headers={"cookie": f"prefs={kept}"}).text

    assert '<html lang="ar" dir="rtl"' in html


def test_one_request_does_not_change_the_language_of_the_next(site: TestClient) -> None:
    site.get("/en/about?uselang=ar")

    assert '<html lang="en"' in site.get("/en/about").text
    assert i18n.current_locale() == "en"


def test_accept_language_counts_only_where_the_address_has_none(
    site: TestClient,
) -> None:
    header = {"accept-language": "ar"}

    assert '<html lang="en"' in site.get("/en/about", headers=header).text
    assert 'dir="rtl"' in site.get("/nothing", headers=header).text
