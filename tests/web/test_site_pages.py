"""The pages that explain: whole, translated, and light."""

import re

import brotli
import pytest
from starlette.testclient import TestClient

from app.home.languages import in_language
from app.home.routes import SITE_PAGES
from app.platform.languages import get_language
from tests.conventions.sources import ROOT

PAGES = (*SITE_PAGES, "menu", "language", "language/all")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_heading_a_title_and_its_landmarks(
    site: TestClient, page: str
) -> None:
    html = site.get(f"/en/{page}").text

    assert html.count("<h1") == 1
    assert "· Passalong</title>" in html
    for landmark in ("<header", "<main", "<footer", "<nav"):
        assert landmark in html
    assert html.index('class="skip"') < html.index("<header")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_weighs_at_most_14_kb(site: TestClient, page: str) -> None:
    html = site.get(f"/en/{page}").content

    assert len(brotli.compress(html, quality=4)) <= 14_000


def test_the_footer_is_the_same_on_every_page(site: TestClient) -> None:
    feet = set()
    for page in PAGES:
        foot = site.get(f"/en/{page}").text.partition("<footer")[2]
        # Whoever reports a problem says of which page; each has its own weight.
        foot = foot.partition("</footer")[0].replace(f"page=/en/{page}", "")
        feet.add(re.sub(r"weighs about \S+", "", foot))

    assert len(feet) == 1


def test_a_page_exists_in_every_language(site: TestClient) -> None:
    codes = ("ar", "dag", "zh-min-nan", "be-tarask", "ff-adlm")

    assert {site.get(f"/{code}/privacy").status_code for code in codes} == {200}


def test_search_engines_are_kept_out_of_personal_pages(site: TestClient) -> None:
    assert "Disallow: /*/me" in site.get("/robots.txt").text


def test_the_health_address_answers(site: TestClient) -> None:
    assert site.get("/healthz").text == "ok\n"


def test_changing_the_language_keeps_the_page(site: TestClient) -> None:
    html = site.get(
        "/en/language?next=/en/courses/a", headers={"accept-language": "ha"}
    )

    assert 'href="/ha/courses/a"' in html.text
    assert 'aria-current="true"' in html.text


@pytest.mark.parametrize(
    ("panel", "link"),
    [
        ("language", "/fr/search?q=budget&amp;level=beginner"),
        ("menu", "/en/language?next=/en/search%3Fq%3Dbudget%26level%3Dbeginner"),
    ],
)
def test_a_search_is_kept_on_the_way_through_the_top_of_its_page(
    site: TestClient, panel: str, link: str
) -> None:
    searched = "http://testserver/en/search?q=budget&level=beginner"

    html = site.get(f"/en/{panel}?next=/en/search", headers={"referer": searched}).text

    assert f'"{link}"' in html


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/en/me/paths", "http://testserver/en/me/paths?said=left"),
        ("/en/search", "http://evil.example/en/search?q=budget"),
        ("/en/search", "http://testserver/en/search?q=" + "a" * 600),
        ("/en/search", "http://testserver/en/packs?q=budget"),
        ("/en/search", "http://testserver/en/search"),
        ("/en/search", "http://[?q=budget"),
    ],
)
def test_what_else_stood_in_an_address_stays_behind(
    site: TestClient, path: str, page: str
) -> None:
    html = site.get(f"/en/language?next={path}", headers={"referer": page}).text

    assert f'href="/fr{path[3:]}"' in html


def test_a_page_that_is_kept_for_all_holds_nobodys_words(site: TestClient) -> None:
    page = "http://testserver/en/?q=budget"

    assert "budget" not in site.get("/en/language", headers={"referer": page}).text


def test_the_language_page_leads_nowhere_else(site: TestClient) -> None:
    html = site.get("/en/language?next=//evil.example/en/").text

    assert "evil.example" not in html


@pytest.mark.parametrize(
    ("query", "code"), [("haus", "ha"), ("العربية", "ar"), ("dagbani", "dag")]
)
def test_a_language_is_found_by_any_of_its_names(
    site: TestClient, query: str, code: str
) -> None:
    html = site.get("/en/language/all", params={"q": query}).text

    assert f'href="/{code}/"' in html


def test_languages_are_called_as_the_interface_calls_them(site: TestClient) -> None:
    in_arabic = site.get("/ar/language").text.partition("<main")[2]
    in_english = site.get("/en/language").text.partition("<main")[2]
    unknown = site.get("/ar/language/all", params={"q": "dag"}).text

    assert "الفرنسية" in in_arabic
    assert "French" not in in_arabic
    assert in_english.count(">Hausa<") == 1, "the same name stands once"
    assert 'lang="en" dir="ltr">Dagbani' in unknown


def test_all_languages_come_in_pages(site: TestClient) -> None:
    first = site.get("/en/language/all").text
    last = site.get("/en/language/all?page=999").text

    assert "Page 1 of" in first
    assert first.count("<bdi") > 100
    assert "Page 999" not in last
    assert 'rel="next"' not in last
    assert "<bdi" in last


def test_an_address_without_a_language_leads_to_the_start() -> None:
    assert in_language("/oauth/callback", get_language("ha")) == "/ha/"
    assert in_language("/en", get_language("ha")) == "/ha"


def test_the_style_guide_shows_every_component(site: TestClient) -> None:
    html = site.get("/en/styleguide").text

    for name in ("btn primary", "tag ok", "thread mods", "lineage", "tbar", "evid"):
        assert f'class="{name}' in html
    for name in ("goals", "callout tip", "ordr", "quiz", "clist", "poster", "msg bad"):
        assert name in html


# Parts of other components, and words; the frame is around every page.
NOT_ON_THEIR_OWN = {"brand", "icon", "inline", "moment", "words"}


def test_the_style_guide_leaves_out_no_component() -> None:
    guide = (ROOT / "templates" / "site").glob("_styleguide_*.html")
    shown = re.findall(r"components/(\w+)\.", "".join(p.read_text() for p in guide))
    components = {p.stem for p in (ROOT / "templates" / "components").glob("*.html")}

    missing = components - NOT_ON_THEIR_OWN - set(shown)

    assert not missing, "show these on /styleguide, in every state they have"
