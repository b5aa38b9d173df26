"""The Meilisearch engine on a real server: what is its own, beside the contract."""

import threading
from typing import Any
from unittest.mock import patch

import httpx2
import pytest
from msgspec.structs import replace
from urllib3.util import connection

from app.search.index import IndexUnavailable
from app.search.meilisearch import rebuilding
from app.search.meilisearch.client import Client
from app.search.meilisearch.configuration import differing
from app.search.meilisearch.engine import MeilisearchIndex
from app.search.meilisearch.keys import wrong_rights
from app.search.meilisearch.tasks import task_of, wait_for
from app.search.meilisearch.writing import IndexWriter, as_line
from app.search.words.query import parse
from tests.search.rows import document
from tests.services.meilisearch import LARGEST_BODY, MeilisearchServer

pytestmark = pytest.mark.service


def found(index: MeilisearchIndex, text: str, *languages: str) -> list[int]:
    return [
        item.id
        for item in index.find(parse(text), languages or ("en",), limit=50).items
    ]


def test_an_index_is_set_up_as_it_should_be_and_mended_when_it_is_not(
    meilisearch: MeilisearchServer, meilisearch_index: MeilisearchIndex
) -> None:
    index = meilisearch_index
    path = f"/indexes/{index.name}/settings"
    index.write([document(1, "A budget")])
    first = differing(index.indexing.ask("GET", path))
    spoilt = index.indexing.ask("PATCH", path, {"rankingRules": ["typo", "words"]})
    wait_for(index.indexing, task_of(spoilt), seconds=30)
    index.write([document(2, "A budget")])

    assert first == {}
    assert differing(index.indexing.ask("GET", path)) == {}


def test_an_older_version_never_replaces_a_newer_one(
    meilisearch_index: MeilisearchIndex,
) -> None:
    index = meilisearch_index
    index.write([document(1, "newer", version=5)])
    index.write([document(1, "older", version=4), document(2, "older", version=4)])

    assert found(index, "newer") == [1]
    assert found(index, "older") == [2]
    assert index.versions(0, limit=10) == [(1, 5), (2, 4)]


def test_many_workers_at_once_end_with_the_newest_versions(
    meilisearch_index: MeilisearchIndex,
) -> None:
    index = meilisearch_index
    index.write([document(1, "first", version=1)])

    def work(worker: int) -> None:
        for version in range(2 + worker, 14, 4):
            index.write([document(n, "text", version=version) for n in range(1, 6)])

    workers = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # Whoever was late tries again, as a job does; nothing older is left then.
    index.write([document(n, "text", version=13) for n in range(1, 6)])

    assert index.versions(0, limit=10) == [(n, 13) for n in range(1, 6)]


def test_the_reader_s_languages_come_before_equally_good_others(
    meilisearch_index: MeilisearchIndex,
) -> None:
    index = meilisearch_index
    words = {1: "en", 2: "sw", 3: "fr", 4: "ha"}
    index.write([document(n, "Wikidata", language=code) for n, code in words.items()])

    assert found(index, "wikidata", "sw", "fr")[:2] == [2, 3]
    assert found(index, "wikidata", "fr", "ha", "sw", "en") == [3, 4, 2, 1]
    assert set(found(index, "wikidata", "bn")) == {1, 2, 3, 4}


def test_a_better_match_in_another_language_comes_first(
    meilisearch_index: MeilisearchIndex,
) -> None:
    index = meilisearch_index
    index.write([document(1, "Wikidata", language="fr")])
    index.write([document(2, "Wikidato", language="sw")])

    assert found(index, "wikidata", "sw") == [1, 2]


def test_the_keys_in_use_may_do_what_they_are_for_and_no_more(
    meilisearch: MeilisearchServer, meilisearch_index: MeilisearchIndex
) -> None:
    index = meilisearch_index
    elsewhere = meilisearch.keys("another")
    url = meilisearch.url

    right = list(wrong_rights(index.searching, index.indexing, index.name))
    with Client(url, meilisearch.master_key) as master:
        too_much = list(wrong_rights(master, master, index.name))
    with Client(url, elsewhere.search) as a, Client(url, elsewhere.index) as b:
        foreign = list(wrong_rights(a, b, index.name))

    assert right == []
    assert [words.partition(":")[0] for words in too_much] == [
        "the search key may do more than search",
        "the index key may make keys",
    ]
    assert foreign == ["the search key may not search", "the index key may not index"]


def test_making_keys_again_gives_the_same_ones(meilisearch: MeilisearchServer) -> None:
    assert meilisearch.keys("twice") == meilisearch.keys("twice")


def test_a_long_answer_over_a_kept_connection_is_not_held_back(
    meilisearch_index: MeilisearchIndex,
) -> None:
    """Compressed, it comes in pieces that wait 40 ms for an acknowledgement."""
    index = meilisearch_index
    index.write([document(n, f"budget number {n}") for n in range(1, 60)])
    asked = index.searching.headers
    question = {"q": "budget", "limit": 50}
    url = f"{index.searching.url}/indexes/{index.name}/search"

    ours = httpx2.post(url, json=question, headers=asked)
    compressed = {**asked, "Accept-Encoding": "gzip"}
    theirs = httpx2.post(url, json=question, headers=compressed)

    assert "content-encoding" not in ours.headers
    assert ours.headers["content-length"] == str(len(ours.content)), "one piece"
    assert theirs.headers["content-encoding"] == "gzip", "what we must not ask for"


def test_one_connection_serves_search_after_search(
    meilisearch_index: MeilisearchIndex,
) -> None:
    index = meilisearch_index
    index.write([document(1, "budget")])
    connect = connection.create_connection
    with patch.object(connection, "create_connection", wraps=connect) as made:
        for _ in range(5):
            found(index, "budget")

    assert made.call_count == 1


def test_a_rebuild_takes_the_place_of_the_old_index_at_the_end(
    meilisearch_index: MeilisearchIndex,
) -> None:
    index = meilisearch_index
    index.write([document(1, "old"), document(9, "old")])
    batches = [[document(n, "new"), document(n + 1, "new")] for n in (1, 3, 5)]
    seen = [
        (done, found(index, "old"), found(index, "new"))
        for done in index.rebuild(batches)
    ]

    assert [done for done, _, _ in seen] == [2, 4, 6]
    assert all(old == [1, 9] and new == [] for _, old, new in seen)
    assert found(index, "old") == []
    assert found(index, "new") == [1, 2, 3, 4, 5, 6]
    assert index.count() == 6
    assert index.resume_point() == 0


def test_an_abandoned_rebuild_shows_nothing_and_can_go_on(
    meilisearch_index: MeilisearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "MOST_BYTES", 1)
    index = meilisearch_index
    index.write([document(1, "old")])
    abandoned = index.rebuild([[document(n, "new")] for n in range(1, 60)])
    next(abandoned)
    abandoned.close()
    index.write([document(2, "old")])
    shown = found(index, "new"), found(index, "old")
    point = index.resume_point()
    rest = [[document(n, "new")] for n in range(point + 1, 60)]
    seen = list(index.rebuild(rest, resume=True))

    assert shown == ([], [1, 2])
    assert 1 <= point < 60
    assert seen[-1] == 59
    assert index.count() == 59


@pytest.mark.parametrize("number", [9, 18], ids=["a little less", "half as much"])
def test_a_rebuild_is_sent_in_parts_to_a_server_that_takes_less_at_once(
    meilisearch_index: MeilisearchIndex, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """It says so, or ends the connection while more is still being sent."""
    index = meilisearch_index
    # Few different words: indexing them is quick.
    text = "budget " * (LARGEST_BODY // 7 // 9)
    long = [replace(document(n, "budget"), text=text) for n in range(1, number + 1)]
    server, sent = index.indexing, []
    ask = server.ask

    def note(method: str, path: str, body: object = None, **more: Any) -> Any:
        sent.append(len(body) if isinstance(body, bytes) else 0)
        return ask(method, path, body, **more)

    monkeypatch.setattr(server, "ask", note)

    assert list(index.rebuild([long])) == [number]
    assert max(sent) > LARGEST_BODY
    assert index.count() == number


def test_what_is_sent_after_a_refusal_is_taken_at_once(
    meilisearch_index: MeilisearchIndex,
) -> None:
    """What was left unread of the refused one is not read as the next question."""
    writer = IndexWriter(meilisearch_index.indexing, meilisearch_index.name)
    writer.prepare()
    line = as_line(replace(document(1, "budget"), text="abc " * 300))
    many = [line] * (LARGEST_BODY // len(line) + 100)

    assert len(writer.send(many)) == 2


def test_a_search_of_an_index_that_is_not_there_yet_is_unavailable(
    meilisearch_index: MeilisearchIndex,
) -> None:
    with pytest.raises(IndexUnavailable):
        found(meilisearch_index, "budget")


@pytest.mark.parametrize(
    "hostile",
    [
        '" OR language = en',
        'x" -"',
        'language = "en"',
        "a" * 10_000,
        "\\",
        "'",
        "\ud800",
        "{}",
        "-",
        '"',
        "- -a",
        "*",
    ],
)
def test_nothing_typed_is_an_error_or_a_filter(
    meilisearch_index: MeilisearchIndex, hostile: str
) -> None:
    index = meilisearch_index
    index.write([document(1, "language or en")])

    index.find(parse(hostile), ("en", '"] OR id > 0 OR language IN ["'), limit=5)
    index.suggest(hostile, ("en",), limit=5)
    index.best_in(parse(hostile), ("en",), ['pack:"x" OR id > 0', "\\"], per_group=2)
