"""Documents are shown from memory only while they are what they were."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, update
from sqlmodel import col

from app.platform.db import Database
from app.platform.states import bump
from app.search.embedded import entries
from app.search.embedded.index import EmbeddedIndex
from app.search.index import Match
from app.search.models import SearchDocument
from app.search.upkeep.deriving import SEARCH
from app.search.vocabulary import Vocabulary
from app.search.words.query import parse
from tests.databases import Databases
from tests.factories.library import BENCH
from tests.search.beginnings import DERIVED, begun
from tests.search.installation import Installation, card_of, translate
from tests.search.shelf import document


@pytest.fixture
def installation(databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    yield from begun(databases, DERIVED, tmp_path)


@contextmanager
def asked(database: Database, words: str) -> Iterator[list[str]]:
    """Give the statements with some words that are executed meanwhile."""
    found: list[str] = []

    def note(*execution: object) -> None:
        statement = str(execution[2])
        if words in statement:
            found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_a_text_that_was_shown_is_shown_again_unread(
    installation: Installation,
) -> None:
    first = card_of(installation.ask("bench"), "pack:bench1")

    with asked(installation.database, "search_document.text") as read:
        again = card_of(installation.ask("bench -chair"), "pack:bench1")

    assert again == first
    assert not read


def test_a_text_that_has_changed_is_read_again(installation: Installation) -> None:
    installation.ask("bench")
    installation.folders.change(
        f"{BENCH}/pack.toml", "Build a bench", "Build a better bench"
    )
    installation.load()
    installation.settle()

    # Another question: none of this is an answer that was given before.
    after = card_of(installation.ask("bench -chair"), "pack:bench1")

    assert "better" in after.title.html


def test_a_title_that_is_gone_in_one_language_is_shown_in_another(
    installation: Installation,
) -> None:
    translate(installation, "pack", {"Build a bench": "Construire un banc"})
    installation.derive_all()
    french = {"reader_languages": ("fr", "en")}
    before = card_of(installation.ask("bench", **french), "pack:bench1")
    with installation.database.transaction() as session:
        gone = update(SearchDocument).where(
            col(SearchDocument.entity) == "pack:bench1",
            col(SearchDocument.language) == "fr",
        )
        version = bump(session, SEARCH, about="pack:bench1")
        session.execute(gone.values(is_removed=True, title="", version=version))

    after = card_of(installation.ask("bench -chair", **french), "pack:bench1")

    assert before.title.language.code == "fr"
    assert after.title.language.code == "en"


def found_at(
    index: EmbeddedIndex, beside: Database, versions: Sequence[int]
) -> tuple[Match, ...]:
    with beside.open_session() as session:
        joined = index.joined(session, versions=versions)
        return joined.find(parse("budget "), ("en",), limit=9).items


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Database]:
    """A file of SQLite of its own, whatever the test's database is."""
    with Database(f"sqlite:///{tmp_path}/search.db") as database:
        yield database


@pytest.fixture
def index(beside: Database, database: Database) -> EmbeddedIndex:
    index = EmbeddedIndex(beside, Vocabulary(database))
    index.write([document(1, "en", "Budget"), document(2, "en", "A long budget")])
    return index


def test_what_an_index_has_told_it_is_not_asked_again(
    index: EmbeddedIndex, beside: Database
) -> None:
    first = found_at(index, beside, [0, 1, 1])

    with asked(beside, "group_entity") as read:
        again = found_at(index, beside, [0, 1, 1])

    assert [match.id for match in first] == [1, 2]
    assert again == first
    assert not read


def test_an_index_is_asked_about_another_version(
    index: EmbeddedIndex, beside: Database
) -> None:
    found_at(index, beside, [0, 1, 1])
    index.write([document(2, "en", "Budget", version=7)])
    index.write([document(1, "en", "The very longest budget", version=8)])

    found = found_at(index, beside, [0, 8, 7])

    assert [(match.id, match.version) for match in found] == [(2, 7), (1, 8)]


def test_few_enough_are_kept(
    index: EmbeddedIndex, beside: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "MAX_ENTRIES", 2)
    index.write([document(3, "en", "Budget of three")])

    first = found_at(index, beside, [0, 1, 1, 1])
    with asked(beside, "group_entity") as read:
        again = found_at(index, beside, [0, 1, 1, 1])

    assert again == first
    assert not read, "what one search needs is kept whole"
