"""The index in SQLite: with the data, beside it, and used by several processes."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from app.platform.db import Database
from app.search.embedded import ranking
from app.search.embedded.index import EmbeddedIndex
from app.search.index import IndexDocument, IndexUnavailable
from app.search.vocabulary import Vocabulary
from app.search.words.query import parse
from tests.search.shelf import document


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Database]:
    """A file of SQLite of its own, whatever the test's database is."""
    with Database(f"sqlite:///{tmp_path}/search.db") as database:
        yield database


@pytest.fixture
def index(beside: Database, database: Database) -> EmbeddedIndex:
    """An empty index in that file."""
    return EmbeddedIndex(beside, Vocabulary(database))


def found(index: EmbeddedIndex, text: str) -> list[int]:
    matches = index.find(parse(text), ("en",), limit=50)
    return sorted(match.id for match in matches.items)


def test_nothing_is_made_before_something_is_written(
    index: EmbeddedIndex, beside: Database
) -> None:
    assert found(index, "budget") == []
    assert index.resume_point() == 0

    assert inspect(beside.engine).get_table_names() == []


def test_an_index_joins_a_transaction_and_goes_back_with_it(
    index: EmbeddedIndex, beside: Database
) -> None:
    index.write([document(1, "en", "Budget")])
    with beside.open_session(write=True) as session:
        joined = index.joined(session)
        joined.write([document(2, "en", "Budget")])
        joined.remove([1])
        inside = found(joined, "budget ")
        outside = found(index, "budget ")
        session.rollback()

    assert (inside, outside) == ([2], [1])
    assert found(index, "budget ") == [1]


def test_what_is_written_and_removed_during_a_rebuild_is_right_afterwards(
    index: EmbeddedIndex,
) -> None:
    index.write([document(n, "en", "Old words") for n in (1, 2, 3)])
    old = [document(n, "en", "Old words") for n in (2, 3)]
    rebuilding = index.rebuild([[document(1, "en", "Old words")], old])
    next(rebuilding)

    index.write([document(2, "en", "New words", version=2), document(4, "en", "Words")])
    index.remove([1, 3])
    list(rebuilding)

    assert found(index, "words ") == [2, 4]
    assert index.versions(0, limit=9) == [(2, 2), (4, 1)]
    assert found(index, "old ") == []


def test_a_removed_document_may_come_back_newer_during_a_rebuild(
    index: EmbeddedIndex,
) -> None:
    index.write([document(1, "en", "Old")])
    rebuilding = index.rebuild([[], [document(1, "en", "Old")]])
    next(rebuilding)
    index.remove([1])
    index.write([document(1, "en", "New", version=5)])
    list(rebuilding)

    assert (found(index, "new "), found(index, "old ")) == ([1], [])


def test_an_abandoned_rebuild_can_go_on(index: EmbeddedIndex) -> None:
    rebuilding = index.rebuild([[document(n, "en", "Word") for n in (1, 2)], []])
    next(rebuilding)
    del rebuilding

    reached = index.resume_point()
    done = list(index.rebuild([[document(3, "en", "Word")]], resume=True))

    assert (reached, done) == (2, [3])
    assert found(index, "word ") == [1, 2, 3]
    assert index.resume_point() == 0


def test_of_two_rebuilds_the_later_one_wins(index: EmbeddedIndex) -> None:
    first = index.rebuild([[document(1, "en", "First")], [document(2, "en", "First")]])
    next(first)
    second = index.rebuild([[document(3, "en", "Second")]])
    next(second)

    with pytest.raises(IndexUnavailable):
        next(first)
    list(second)

    assert (found(index, "second "), found(index, "first ")) == ([3], [])


def test_tables_of_earlier_rebuilds_are_gone(
    index: EmbeddedIndex, beside: Database
) -> None:
    for _ in range(3):
        list(index.rebuild([[document(1, "en", "Word")]]))

    tables = inspect(beside.engine).get_table_names()
    assert [name for name in tables if "entry" in name] == ["search_embedded_entry_4"]


@pytest.mark.parametrize("count", [1, 3, 18, 50])
def test_a_set_that_was_built_is_one_part_whatever_it_was_built_of(
    index: EmbeddedIndex, beside: Database, count: int
) -> None:
    batches = [[document(n, "en", f"Word{n}")] for n in range(1, count + 1)]

    list(index.rebuild(batches))

    with beside.engine.connect() as connection:
        [live] = connection.exec_driver_sql(
            "SELECT value FROM search_embedded_state WHERE name = 'live'"
        ).one()
        parts = connection.exec_driver_sql(
            f"SELECT count(DISTINCT segid) FROM search_embedded_text_{live}_idx"  # noqa: S608 - our own number
        ).scalar_one()
    assert parts == 1


def test_a_damaged_file_is_said_to_be_unavailable(
    tmp_path: Path, database: Database
) -> None:
    with Database(f"sqlite:///{tmp_path}/damaged.db") as damaged:
        index = EmbeddedIndex(damaged, Vocabulary(database))
        index.write([document(1, "en", "Word")])
        with damaged.transaction() as session:
            session.connection().exec_driver_sql("DROP TABLE search_embedded_text_1")

        with pytest.raises(IndexUnavailable):
            index.find(parse("word"), ("en",), limit=5)


def _write_many(address: str, words: str, first: int) -> None:
    with Database(address) as database, Database(words) as vocabulary:
        index = EmbeddedIndex(database, Vocabulary(vocabulary))
        for number in range(first, first + 25):
            index.write([document(number, "en", "Shared word")])
            index.find(parse("shared word"), ("en",), limit=5)


@pytest.mark.slow
def test_several_processes_write_and_search_at_a_time(
    index: EmbeddedIndex, beside: Database, database: Database
) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_write_many, args=(beside.url, database.url, first))
        for first in (1, 101, 201)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)

    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    numbers = [number for number, _ in index.versions(0, limit=500)]
    assert numbers == [*range(1, 26), *range(101, 126), *range(201, 226)]
    assert len(found(index, "shared word ")) == 50


def test_very_many_are_counted_and_the_best_of_them_put_in_order(
    index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best is the oldest: neither the newest nor the first that are found."""
    monkeypatch.setattr(ranking, "MAX_RANKED", 3)
    monkeypatch.setattr(ranking, "MAX_WEIGHED", 4)
    index.write([document(1, "en", "Budget")])
    index.write(
        [document(n, "fr", "Somme", "", "a budget of words") for n in range(2, 8)]
    )
    index.write([document(n, "en", "Sums", "", "the budget") for n in range(8, 12)])
    index.write([document(12, "fr", "Somme", "", "les budgets")])

    matches = index.find(parse("budget "), ("en",), limit=50)

    assert matches.counted is not None
    assert sorted(matches.counted.ids) == list(range(1, 13))
    assert set(matches.counted.versions or ()) == {1}
    assert (matches.counted.is_all, matches.is_capped) == (True, True)
    assert matches.items[0].id == 1
    assert {match.language for match in matches.items} == {"en"}
    assert len(matches.documents) == 3


def test_what_must_not_be_there_is_left_out_of_very_many_too(
    index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "MAX_RANKED", 1)
    monkeypatch.setattr(ranking, "MAX_WEIGHED", 1)
    index.write([document(1, "en", "Budget", "", "a poem")])
    index.write([document(n, "en", "Sums", "", "the budget") for n in range(2, 6)])

    matches = index.find(parse("budget -poem "), ("en",), limit=50)

    assert matches.counted is not None
    assert sorted(matches.counted.ids) == [2, 3, 4, 5]
    assert 1 not in {match.id for match in matches.documents}


def test_well_titled_documents_are_weighed_first_though_words_are_excluded(
    index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "MAX_RANKED", 1)
    monkeypatch.setattr(ranking, "MAX_WEIGHED", 1)
    index.write([document(1, "en", "Budget", "", "a plan")])
    index.write([document(n, "en", "Sums", "", "the budget") for n in range(2, 6)])

    best = index.find(parse("budget -poem "), ("en",), limit=50).documents[0]

    assert best.id == 1


def test_sections_with_the_very_words_stand_for_those_with_like_ones(
    index: EmbeddedIndex,
) -> None:
    index.write([document(1, "en", "One", "", "a grant", group="pack:a")])
    index.write([funding(2, "pack:a"), funding(3, "pack:b")])

    found = index.best_in(parse("grant "), ("en",), ["pack:a", "pack:b"], per_group=9)

    ids = {group: [match.id for match in matches] for group, matches in found.items()}
    assert ids == {"pack:a": [1], "pack:b": [3]}


def funding(number: int, group: str) -> IndexDocument:
    """Return a document that has only another word for a grant."""
    return document(number, "en", "Two", "", "the funding", group=group)
