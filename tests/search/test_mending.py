"""Mistyped words are known by those that documents have, in any process."""

import pytest

from app.platform.db import Database
from app.search.index import Matches
from app.search.mending import MAX_ATTEMPTS, MAX_PIECES, find_mended
from app.search.vocabulary import Vocabulary, allowed_errors, note_terms
from app.search.words.query import Query, parse
from tests.search.shelf import document

TEXTS = (
    "offline online offline online online budget budgets evaluation évaluation",
    "Online budget мастерская कार्यशाला पांडुलिपि المخطوطة photosynthesis 2018x ab",
)


@pytest.fixture
def vocabulary(database: Database) -> Vocabulary:
    """The words of two documents."""
    note(database, *TEXTS)
    vocabulary = Vocabulary(database)
    vocabulary.refresh()
    return vocabulary


def note(database: Database, *texts: str) -> None:
    with database.transaction() as session:
        note_terms(session, [document(n, "en", t) for n, t in enumerate(texts, 1)])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("budjet", "budget"),
        ("vudget", "budget"),
        ("ubdget", "budget"),
        ("ofline", "offline"),
        ("onlime", "online"),
        ("fotosynthesis", "photosynthesis"),
        ("мастерскаа", "мастерская"),
        ("कार्यशालो", "कार्यशाला"),
        ("مخطوطه", None),
        ("مخطوظه", "مخطوطه"),
        ("budg", None),
        ("xylophone", None),
        ("2018y", None),
        ("photosinth", None),
    ],
)
def test_the_likeliest_word_comes_first(
    vocabulary: Vocabulary, typed: str, meant: str | None
) -> None:
    assert [*vocabulary.nearest(typed), None][0] == meant


def test_an_unfinished_word_may_be_mistyped_too(vocabulary: Vocabulary) -> None:
    assert vocabulary.nearest("photosinth", is_prefix=True) == ["photosynth"]
    assert vocabulary.count("photosyn", is_prefix=True) == 1
    assert vocabulary.count("photosyn") == 0


@pytest.mark.parametrize(
    ("word", "errors"),
    [("plan", 0), ("grant", 1), ("proposal", 1), ("editathon", 2), ("预算预算预算", 0)],
)
def test_longer_words_may_have_more_errors(word: str, errors: int) -> None:
    assert allowed_errors(word) == errors


def test_words_are_counted_and_kept_as_people_write_them(
    vocabulary: Vocabulary, database: Database
) -> None:
    note(database, "Évaluation évaluation")

    again = Vocabulary(database)
    again.refresh()

    assert vocabulary.count("evaluation") == 1
    assert again.count("evaluation") == 2
    assert again.written("evaluation") == "evaluation"
    assert again.written("мастерская") == "мастерская"
    assert again.written("unheard") == "unheard"
    assert again.count("ab") == again.count("2018x") == 0


def test_a_word_with_accents_is_shown_with_them(database: Database) -> None:
    note(database, "Où s’inscrire à l’Évaluation")

    assert Vocabulary(database).written("evaluation") == "évaluation"


def test_new_words_are_taken_in_without_reading_all_again(
    vocabulary: Vocabulary, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.vocabulary.REFRESH_SECONDS", 0)
    note(database, "harmattan")

    vocabulary.refresh()

    assert vocabulary.nearest("harmatan") == ["harmattan"]


class Asked:
    """An engine that has documents with some words and remembers what it was asked."""

    def __init__(self, *texts: str) -> None:
        self.texts = [set(text.split()) for text in texts]
        self.queries: list[Query] = []

    def find(self, query: Query) -> Matches:
        self.queries.append(query)
        return Matches(
            tuple(
                # Only their number is looked at.
                number  # type: ignore[misc]
                for number, words in enumerate(self.texts)
                if all({t.word, *t.others} & words for t in query.terms)
            ),
            query,
        )


def test_a_correct_query_is_asked_once(vocabulary: Vocabulary) -> None:
    engine = Asked("budget", "budget", "budget")

    find_mended(engine.find, parse("budget "), vocabulary)

    assert len(engine.queries) == 1


def test_hopeless_queries_ask_a_limited_number_of_times(vocabulary: Vocabulary) -> None:
    engine = Asked()

    found = find_mended(
        engine.find,
        parse("budjet onlne oflin evaluatoin fotosynthesis x " * 4),
        vocabulary,
    )

    assert found.items == ()
    assert len(engine.queries) <= 2 * MAX_ATTEMPTS + MAX_PIECES + 1


def test_a_word_is_mended_only_when_that_finds_something(
    vocabulary: Vocabulary,
) -> None:
    engine = Asked("offline wikipedia", "online")

    found = find_mended(engine.find, parse("wikipedia onlime "), vocabulary)

    assert found.query.text == "wikipedia"
    assert [term.word for term in found.query.left_out] == ["online"]
