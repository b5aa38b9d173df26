"""Meilisearch is asked once, for the best, and for which others there are."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.search.index import IndexDocument
from app.search.meilisearch import engine, writing
from app.search.meilisearch.configuration import AT
from app.search.meilisearch.engine import MeilisearchIndex
from app.search.meilisearch.tasks import task_of, wait_for
from app.search.words.query import parse
from tests.search.rows import document

pytestmark = pytest.mark.service


@pytest.fixture
def few_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so few documents be fetched that a test can have more."""
    monkeypatch.setattr(engine, "MOST_RANKED", 3)
    monkeypatch.setattr(engine, "MOST_IN_GROUPS", 6)


def asked_by(index: MeilisearchIndex, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what will be asked of the server to search, as it is asked."""
    paths: list[str] = []
    ask = index.searching.ask

    def noting(method: str, path: str, body: object = None) -> Any:
        paths.append(f"{method} {path}")
        return ask(method, path, body)

    monkeypatch.setattr(index.searching, "ask", noting)
    return paths


def test_a_search_is_one_question_however_much_there_is(
    meilisearch_index: MeilisearchIndex,
    few_ranked: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = meilisearch_index
    index.write([document(n, "budget") for n in range(1, 41)])
    asked = asked_by(index, monkeypatch)

    all_of_it = index.find(parse("budget"), ("en", "fr"), limit=50)
    index.suggest("budg", ("en",), limit=5)
    index.best_in(parse("budget"), ("en",), ["pack:0"], per_group=2)

    assert len(all_of_it.items) == 3
    assert asked == ["POST /multi-search"] * 3


def test_what_is_not_fetched_is_counted_at_the_version_it_has(
    meilisearch_index: MeilisearchIndex, few_ranked: None
) -> None:
    index = meilisearch_index
    index.write([document(n, "budget", version=10 * n) for n in range(1, 41)])
    matches = index.find(parse("budget"), ("en",), limit=50)

    assert matches.is_capped
    assert matches.counted
    assert matches.counted.is_all
    assert matches.counted.versions
    at = zip(matches.counted.ids, matches.counted.versions, strict=True)
    assert sorted(at) == [(n, 10 * n) for n in range(1, 41)]


def test_the_reader_s_languages_are_fetched_however_many_others_there_are(
    meilisearch_index: MeilisearchIndex, few_ranked: None
) -> None:
    index = meilisearch_index
    index.write([document(n, "Wikidata", language="en") for n in range(1, 41)])
    index.write([document(n, "Wikidata item", language="sw") for n in range(41, 43)])

    matches = index.find(parse("wikidata"), ("sw", "fr"), limit=50)

    assert {41, 42} < {match.id for match in matches.items}


def test_of_an_index_filled_by_an_earlier_program_there_is_more_than_is_counted(
    meilisearch_index: MeilisearchIndex,
    few_ranked: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = meilisearch_index

    def as_sent_earlier(item: IndexDocument) -> dict[str, Any]:
        return {k: v for k, v in writing.as_sent(item).items() if k != AT}

    earlier = [as_sent_earlier(document(n, "budget")) for n in range(1, 41)]
    index.write([document(50, "nothing")])
    path = f"/indexes/{index.name}/documents"
    sent = task_of(index.indexing.ask("POST", path, earlier))
    wait_for(index.indexing, sent, seconds=30)
    matches = index.find(parse("budget"), ("en",), limit=50)

    assert len(matches.items) == 3
    assert matches.is_capped
    assert matches.counted
    assert not matches.counted.is_all


def test_each_pack_on_a_page_has_its_sections_however_many_another_has(
    meilisearch_index: MeilisearchIndex, few_ranked: None
) -> None:
    index = meilisearch_index
    many = [replace(document(n, "budget"), group="pack:many") for n in range(1, 30)]
    few = [
        replace(document(n, "the whole long budget"), group="pack:few")
        for n in range(30, 32)
    ]
    index.write([*many, *few])
    groups = ["pack:many", "pack:few", "pack:none"]
    found = index.best_in(parse("budget"), ("en",), groups, per_group=4)

    assert {group: len(matches) for group, matches in found.items()} == {
        "pack:many": 4,
        "pack:few": 2,
    }
