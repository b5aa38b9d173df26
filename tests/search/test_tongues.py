"""What the catalogue knows of languages narrows a search as the index itself would."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.platform.db import Database
from app.search.embedded import ranking
from app.search.embedded.index import EmbeddedIndex
from app.search.index import MOST_TONGUES as MOST
from app.search.index import Match, Tongues
from app.search.vocabulary import Vocabulary
from app.search.words.query import parse
from tests.search.shelf import document

SPOKEN = ("en", "fr", "sw", "fr")
DOCUMENTS = 300


def test_a_language_beyond_a_byte_is_one_of_the_others() -> None:
    tongues = Tongues()
    for number in range(MOST + 2):
        tongues.put(number, f"x{number}")

    first, last, others = (
        tongues.numbers([code]) for code in ("x0", f"x{MOST + 1}", f"x{MOST}")
    )

    assert (len(first), last) == (1, others)
    assert tongues.documents[0] == first[0]
    assert tongues.documents[MOST + 1] == tongues.documents[MOST] == last[0]
    assert first != last


def test_a_copy_is_changed_alone() -> None:
    tongues = Tongues()
    tongues.put(3, "fr")
    other = tongues.copy()
    other.put(1, "sw")
    other.put(3, "sw")

    assert list(tongues.documents) == [0, 0, 0, *tongues.numbers(["fr"])]
    assert tongues.numbers(["sw", "ha"]) == b""
    assert list(other.documents)[1::2] == [*other.numbers(["sw"])] * 2


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Database]:
    """A file of SQLite of its own, whatever the test's database is."""
    with Database(f"sqlite:///{tmp_path}/search.db") as database:
        yield database


@pytest.mark.parametrize("languages", [("sw",), ("fr", "sw"), ("ha",), ("ha", "en")])
@pytest.mark.parametrize("most", [2_000, 40])
def test_the_same_is_found_with_what_is_known_of_languages(
    beside: Database,
    database: Database,
    languages: Sequence[str],
    most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranking, "MAX_WEIGHED", most)
    monkeypatch.setattr(ranking, "MAX_RANKED", 30)
    index, tongues = EmbeddedIndex(beside, Vocabulary(database)), Tongues()
    shelf = [
        document(number, SPOKEN[number % 4], "Budget" + " of a house" * (number % 7))
        for number in range(1, DOCUMENTS)
    ]
    index.write(shelf)
    for one in shelf:
        tongues.put(one.id, one.language)

    def found(known: Tongues | None) -> tuple[Match, ...]:
        with beside.open_session() as session:
            joined = index.joined(session, versions=[1] * DOCUMENTS, tongues=known)
            return joined.find(parse("budget "), languages, limit=DOCUMENTS).items

    expected = found(None)

    assert len(expected) >= 30
    assert found(tongues) == expected
