"""The search page and its parts, as any client gets them."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.db import Database
from app.platform.questions import Question
from app.search.embedded import ranking
from tests.accounts.people import person, token_for
from tests.databases import HOST, Databases, make_settings

pytestmark = pytest.mark.smoke

HOSTILE = "<script>alert(1)</script>"
QUERIES = (
    *("", " ", "%", "_", "\\", "'", '"', '""', "-", "--", "*", "a*", "(", "AND OR NOT"),
    *("a" * 10_000, "word " * 2_000, "\x00", "\ufffd", "\u202eabc", "%" * 9_000),
    *(HOSTILE, "'\";--", "title:budget", "NEAR(a b)", "budget^2", "[a-z]+", "{}", "🙂"),
)
FILTERS = (
    "page=1000000000",
    "page=-1&sort=worst&type=peers",
    "&".join(f"skill=s{number}&lang=x{number}" for number in range(200)),
    "skill=no-such-skill&lang=tum&owner=project:none",
    "level=%ED%A0%80&part=%00&owner=a%3Ab&dur=1e9&kb=-1&partial=maybe",
    "format=%3Cb%3E&format=text",
)


@pytest.fixture(scope="module")
def client(databases: Databases) -> Iterator[TestClient]:
    """A browser on the starter content, with its index complete."""
    url = databases.copy("searched")
    app = create_app(make_settings(url, databases.media))
    yield TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    app.state.database.close()
    databases.drop(url)


def page(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_misspelt_word_finds_the_section_and_says_what_was_looked_for(
    client: TestClient,
) -> None:
    html = page(client, "/en/search?q=budjet")

    assert "Showing results for <b>budget</b>." in html
    assert "Search instead for budjet" in html
    assert re.search(
        r'href="/en/packs/[a-z-]+/\d[^"]*"[^>]*><bdi[^>]*>[^<]*<mark>', html
    )


def test_words_are_found_in_another_language_and_labelled(client: TestClient) -> None:
    html = page(client, "/en/search?q=numériser")

    assert 'lang="fr"' in html
    assert "digitise-a-small-collection" in html


def test_the_address_and_title_of_a_search_are_its_own(client: TestClient) -> None:
    html = page(client, "/en/search?skill=proposal-writing&page=1&q=budget&sort=")

    canonical = f"http://{HOST}/en/search?q=budget&amp;skill=proposal-writing"
    assert f'<link rel="canonical" href="{canonical}">' in html
    assert "<title>budget, search · Passalong</title>" in html
    assert '<meta name="robots" content="noindex">' in html


def test_parts_come_with_the_address_they_stand_for(client: TestClient) -> None:
    submitted = client.get("/en/search/_results?sort=&q=budget&partial=0&partial=1")
    typed = client.get("/en/search/_results?q=budget&typed=1")

    assert submitted.headers["hx-push-url"] == "/en/search?q=budget"
    assert typed.headers["hx-replace-url"] == "/en/search?q=budget"
    assert "hx-push-url" not in typed.headers
    assert "<html" not in submitted.text
    assert 'id="results"' in submitted.text


def test_more_results_go_on_where_the_page_ended(client: TestClient) -> None:
    first = page(client, "/en/search?q=wikimedia")
    more = page(client, "/en/search/_more?q=wikimedia&page=2")

    assert 'data-hx-get="/en/search/_more?q=wikimedia&amp;page=2"' in first
    assert '<ol class="hits" start="11"' in more
    titles = re.findall(r"<h3><a href=\"([^\"]+)\"", first)
    assert not set(titles) & set(re.findall(r"<h3><a href=\"([^\"]+)\"", more))


def test_the_filters_page_keeps_the_search_and_counts(client: TestClient) -> None:
    html = page(client, "/en/search/filters?q=budget&type=packs&level=beginner")
    count = page(client, "/en/search/_count?q=budget&type=packs&level=beginner")

    assert '<input type="hidden" name="q" value="budget">' in html
    assert '<input type="hidden" name="type" value="packs">' in html
    assert re.search(r'value="beginner"[^>]* checked', html)
    assert re.fullmatch(r"Show \d+ results?", count.strip())
    assert count.strip() in html


def test_a_filter_that_is_on_can_be_taken_off_even_when_nobody_knows_it(
    client: TestClient,
) -> None:
    html = page(client, "/en/search?q=budget&skill=no-such-skill&kb=100")

    assert 'href="/en/search?q=budget&amp;kb=100#results"' in html
    assert 'href="/en/search?q=budget&amp;skill=no-such-skill#results"' in html
    assert 'href="/en/search?q=budget#results">Clear all' in html


def test_nothing_found_offers_to_ask_for_it(client: TestClient) -> None:
    html = page(client, "/en/search?q=xylophonequartett")

    assert "Nothing for <b>xylophonequartett</b>." in html
    assert 'href="/en/asked/new?q=xylophonequartett"' in html


def test_nothing_in_one_language_names_it_and_is_asked_for_in_it(
    client: TestClient,
) -> None:
    html = page(client, "/en/search?q=photo+consent&lang=ha")

    assert re.search(r"Nothing for <b>photo consent</b> in <bdi[^>]*>Hausa</bdi>", html)
    assert 'href="/en/asked/new?q=photo+consent&amp;in=ha"' in html
    assert re.search(r"\d results? without the filter “Language”", html)
    several = page(client, "/en/search?q=xylophonequartett&lang=ha&lang=yo")
    assert "Nothing for <b>xylophonequartett</b>." in several


def test_a_page_beyond_the_last_leads_to_the_last(client: TestClient) -> None:
    html = page(client, "/en/search?q=wikimedia&page=1000000000")

    assert "There are not that many pages of results." in html
    last = re.findall(
        r'href="(/en/search\?q=wikimedia&amp;page=\d+)">Go to the last', html
    )
    assert '<ol class="hits"' in page(client, last[0].replace("&amp;", "&"))


def test_suggestions_lead_to_what_begins_that_way(client: TestClient) -> None:
    html = page(client, "/en/search/_suggest?q=propos")

    assert re.search(r'role="option"[^>]*data-href="/en/(packs|skills)/', html)
    assert "<mark>" in html


@pytest.mark.parametrize("text", ["", "p", " p ", "\x00"])
def test_a_single_letter_suggests_nothing(client: TestClient, text: str) -> None:
    assert "option" not in page(client, f"/en/search/_suggest?q={quote(text)}")


@pytest.mark.parametrize("text", QUERIES, ids=lambda text: repr(text[:9]))
def test_any_query_has_a_page(client: TestClient, text: str) -> None:
    for part in ("", "/_results", "/_suggest", "/filters", "/_count"):
        answer = client.get(f"/ar/search{part}", params={"q": text})

        assert answer.status_code == 200
        assert HOSTILE not in answer.text
        assert len(answer.text) < 80_000


@pytest.mark.parametrize("query", FILTERS, ids=lambda query: query[:20])
def test_any_filter_has_a_page(client: TestClient, query: str) -> None:
    for part in ("", "/_results", "/_more", "/filters", "/_count"):
        assert client.get(f"/en/search{part}?q=budget&{query}").status_code == 200


def test_a_query_that_is_cut_says_so(client: TestClient) -> None:
    assert "only its beginning" in page(client, "/en/search?q=" + "a" * 10_000)
    assert "only its beginning" not in page(client, "/en/search?q=" + "a" * 200)


def test_numbers_of_a_part_of_what_was_found_say_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "The other numbers here are of a part of them only."
    whole = page(client, "/en/search?q=budget+-zqwhole")
    monkeypatch.setattr(ranking, "MAX_COUNTED", 5)
    monkeypatch.setattr(ranking, "MAX_RANKED", 2)

    part = page(client, "/en/search?q=budget+-zqpart")

    assert sentence not in whole
    assert sentence in part
    assert re.search(r"More than \d+ results", part)


def asked_of_sqlite(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of what the embedded index is asked from now on."""
    asked: list[str] = []
    rows = Question.rows

    def noting(self: Question, *given: Any, **values: Any) -> Any:
        asked.append(self.sql)
        return rows(self, *given, **values)

    monkeypatch.setattr(Question, "rows", noting)
    return asked


def test_the_top_that_is_kept_is_as_each_reader_has_it(client: TestClient) -> None:
    database: Database = client.app.state.database  # type: ignore[attr-defined]  # an app of ours
    token = token_for(database, person(database, "Amina"))
    top = re.compile("<header class=.top.*?</header>", re.DOTALL)

    def shown(address: str, **more: str) -> str:
        found = top.search(client.get(address, headers=more).text)
        assert found, address
        return found[0]

    plain = shown("/en/search?q=top")
    mine = shown("/en/search?q=top", cookie=f"passalong={token}")

    assert "Your account" in mine
    assert "Your account" not in plain
    assert "Data saver on" in shown("/en/search?q=top", **{"save-data": "on"})
    assert "Recherche" in shown("/fr/search?q=top")
    assert shown("/en/search?q=other") == plain


@pytest.mark.parametrize("words", ["budget", "photo contest", "rapport", "wageni"])
def test_what_few_documents_have_is_weighed_once_and_found_as_ever(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    database: Database = client.app.state.database  # type: ignore[attr-defined]  # an app of ours
    address = f"/en/search/_results?q={quote(words)}+-zq"
    page(client, f"{address}first")
    monkeypatch.setattr(ranking, "MAX_RANKED", 5)
    asked = asked_of_sqlite(monkeypatch)
    together = page(client, f"{address}together")
    once = sum("rank" in statement for statement in asked)
    asked.clear()

    monkeypatch.setattr(ranking, "FEW", 5)
    apart = page(client, f"{address}apart")

    assert together.replace("together", "") == apart.replace("apart", "")
    if database.is_sqlite:
        assert 0 < once < sum("rank" in statement for statement in asked)


def test_a_search_among_very_many_asks_no_table_for_languages(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    database: Database = client.app.state.database  # type: ignore[attr-defined]  # an app of ours
    monkeypatch.setattr(ranking, "MAX_RANKED", 2)
    monkeypatch.setattr(ranking, "FEW", 2)
    page(client, "/en/search?q=budget+-zqfirst")
    asked = asked_of_sqlite(monkeypatch)

    page(client, "/en/search?q=budget+-zqsecond")

    # Beside PostgreSQL the index is elsewhere, and may be behind.
    known = [statement for statement in asked if "instr(" in statement]
    assert bool(known) == database.is_sqlite
    in_tables = [statement for statement in asked if "EXISTS" in statement]
    assert bool(in_tables) != database.is_sqlite


def test_the_longest_list_of_filters_comes_last_on_their_page(
    client: TestClient,
) -> None:
    page = client.get("/en/search/filters?q=budget").text
    names = re.findall(r'<fieldset id="f-(\w+)"', page)

    assert names[-1] == "owner"
    assert len(names) == len(set(names))
    assert {"skill", "lang", "dur", "kb", "sort"} < set(names)
