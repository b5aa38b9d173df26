"""What every engine does: found, in which order, replaced, removed, rebuilt."""

from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import asdict

from app.platform.db import Database
from app.search.embedded.index import EmbeddedIndex
from app.search.index import IndexDocument, SearchIndex
from app.search.vocabulary import Vocabulary, note_terms
from app.search.words.query import parse
from tests.search.shelf import FINDS, HOSTILE, NOT_FOUND, TWINS, document, shelf

EMBEDDED = pytest.param("embedded", id="embedded")
MEILISEARCH = pytest.param("meilisearch", id="meilisearch", marks=pytest.mark.service)


@pytest.fixture(params=[EMBEDDED, MEILISEARCH])
def index(
    request: pytest.FixtureRequest,
    database: Database,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SearchIndex]:
    """An empty index; where the database is none of SQLite's, in a file beside it."""
    if request.param == "meilisearch":
        yield request.getfixturevalue("meilisearch_index")
        return
    if database.is_sqlite:
        yield EmbeddedIndex(database, Vocabulary(database))
        return
    with Database(f"sqlite:///{tmp_path_factory.mktemp('side')}/search.db") as beside:
        yield EmbeddedIndex(beside, Vocabulary(database))


@pytest.fixture
def filled(index: SearchIndex, database: Database) -> SearchIndex:
    """The index with a shelf of documents in many languages."""
    note(database, shelf())
    index.write(shelf())
    return index


def note(database: Database, documents: Sequence[IndexDocument]) -> None:
    """Count in the words, as whoever writes the documents does."""
    with database.transaction() as session:
        note_terms(session, documents)


def found(index: SearchIndex, text: str, *languages: str) -> list[int]:
    """Return the numbers of what is found, best first."""
    matches = index.find(parse(text), languages or ("en",), limit=50)
    return [match.id for match in matches.items]


def test_every_way_of_asking_finds_the_document_first(filled: SearchIndex) -> None:
    first = {name: found(filled, text)[:1] for name, (text, _) in FINDS.items()}

    assert first == {name: [number] for name, (_, number) in FINDS.items()}


def test_what_must_not_match_does_not(filled: SearchIndex) -> None:
    wrong = {
        name: text
        for name, (text, number) in NOT_FOUND.items()
        if number in found(filled, text)
    }

    assert wrong == {}


def test_a_word_in_the_title_counts_more_than_in_the_text(filled: SearchIndex) -> None:
    assert found(filled, "harmattan", "en")[0] == 31
    assert found(filled, "harmattan", "sw")[-1] == 33
    assert found(filled, "budget", "en")[:2] == [1, 2]


def test_the_languages_of_the_reader_come_first_in_their_order(
    filled: SearchIndex,
) -> None:
    assert found(filled, "harmattan", "fr")[0] == 32
    assert found(filled, "harmattan", "sw", "fr", "en")[0] == 32
    assert found(filled, "harmattan", "sw", "en", "fr")[0] == 31
    assert set(found(filled, "harmattan", "ar")) == set(TWINS)


def test_the_query_tells_what_was_looked_for(filled: SearchIndex) -> None:
    mended = filled.find(parse("write a budjet"), ("en",), limit=5).query
    as_asked = filled.find(parse("write a budget"), ("en",), limit=5).query

    assert mended.text == "write a budget"
    assert as_asked.text == "write a budget"
    assert not as_asked.left_out


def test_a_mended_word_is_shown_with_its_accents(filled: SearchIndex) -> None:
    matches = filled.find(parse("evalurr"), ("fr",), limit=5)

    assert [match.id for match in matches.items] == [4]
    assert matches.query.text in {"évaluer", "evalurr"}


def test_a_word_that_nobody_wrote_is_left_out_and_that_is_said(
    filled: SearchIndex,
) -> None:
    matches = filled.find(parse("xylophonist photosynthesis"), ("en",), limit=5)

    assert [match.id for match in matches.items] == [2]
    assert [term.word for term in matches.query.left_out] == ["xylophonist"]
    assert matches.query.text == "photosynthesis"


def test_what_is_nowhere_is_not_found(filled: SearchIndex) -> None:
    assert found(filled, "xylophonist") == []
    assert found(filled, "xylophonist quizzically") == []


def test_a_document_that_is_mistyped_itself_stays_first(
    index: SearchIndex, database: Database
) -> None:
    right = [document(n, "en", f"Part {n}", "", "The budget.") for n in range(2, 12)]
    documents = [document(1, "en", "Our budjet"), *right]
    note(database, documents)
    index.write(documents)

    numbers = found(index, "budjet ")

    assert numbers[0] == 1
    assert len(numbers) == 11


def test_stop_words_alone_are_looked_for(index: SearchIndex) -> None:
    index.write([document(1, "en", "To be or not to be"), document(2, "en", "Budget")])

    assert found(index, "to be or not to be ") == [1]
    assert found(index, "to the budget ") == [2]


def test_an_entity_is_found_once_by_its_best_document(index: SearchIndex) -> None:
    twins = [
        IndexDocument(
            **{**asdict(document(n, lang, title, "", text)), "entity": "module:p/m1"}
        )
        for n, lang, title, text in (
            (1, "en", "Costs", "A budget."),
            (2, "en", "Budget", ""),
            (3, "fr", "Budget", ""),
        )
    ]
    index.write(twins)

    assert found(index, "budget", "en") == [2]
    assert found(index, "budget", "fr") == [3]


def test_more_than_the_limit_is_said(filled: SearchIndex) -> None:
    few = filled.find(parse("harmattan"), ("en",), limit=2)
    all_of_them = filled.find(parse("harmattan"), ("en",), limit=3)

    assert (len(few.items), few.is_capped) == (2, True)
    assert (len(all_of_them.items), all_of_them.is_capped) == (3, False)


def test_a_match_tells_what_it_is_a_match_of(filled: SearchIndex) -> None:
    match = filled.find(parse("Straße"), ("en",), limit=1).items[0]
    expected = next(d for d in shelf() if d.id == match.id)

    got = (match.entity, match.group, match.kind, match.language, match.version)
    assert got == (
        *(expected.entity, expected.group, expected.kind),
        *(expected.language, expected.version),
    )


def test_the_best_of_some_groups(index: SearchIndex) -> None:
    index.write(
        [
            document(1, "en", "Budget", group="pack:a"),
            document(2, "en", "Costs", "", "The budget", group="pack:a"),
            document(3, "en", "People", "", "No budjet", group="pack:a"),
            document(4, "en", "Budget", group="pack:b"),
            document(5, "en", "Budget", group="pack:c"),
        ]
    )

    best = index.best_in(parse("budget "), ("en",), ["pack:a", "pack:b"], per_group=2)
    one = index.best_in(parse("budget "), ("en",), ["pack:a"], per_group=1)

    numbers = {group: [m.id for m in matches] for group, matches in best.items()}
    assert numbers == {"pack:a": [1, 2], "pack:b": [4]}
    assert [m.id for m in one["pack:a"]] == [1]
    assert index.best_in(parse("budget"), ("en",), [], per_group=2) == {}


@pytest.mark.parametrize(
    ("typed", "number"),
    [("bud", 1), ("write bu", 1), ("ميزا", 5), ("eko", 6), ("提", 11), ("พืช", 13)],
)
def test_titles_that_begin_like_what_is_typed_are_suggested(
    filled: SearchIndex, typed: str, number: int
) -> None:
    suggested = filled.suggest(typed, ("en",), limit=3)

    assert suggested[0].id == number


def test_texts_are_not_suggested(filled: SearchIndex) -> None:
    assert filled.suggest("photosy", ("en",), limit=3) == ()
    assert filled.suggest("", ("en",), limit=3) == ()


def test_a_newer_version_replaces_and_an_older_one_never_does(
    index: SearchIndex,
) -> None:
    index.write([document(1, "en", "Second", version=2)])
    index.write([document(1, "en", "First", version=1)])
    after_older = found(index, "second "), found(index, "first ")
    index.write([document(1, "en", "Third", version=3)])
    index.write([document(1, "en", "Third", version=3)])

    assert after_older == ([1], [])
    assert (found(index, "third "), found(index, "second ")) == ([1], [])
    assert (index.count(), index.versions(0, limit=9)) == (1, [(1, 3)])


def test_of_one_batch_the_newest_version_is_kept(index: SearchIndex) -> None:
    index.write(
        [document(1, "en", f"Title{n}", version=n) for n in (2, 3, 1)]
        + [document(2, "en", "Other")]
    )

    assert index.versions(0, limit=9) == [(1, 3), (2, 1)]
    assert found(index, "title3 ") == [1]


def test_what_is_removed_is_not_found_and_may_be_removed_again(
    filled: SearchIndex,
) -> None:
    filled.remove([31, 33])
    filled.remove([31, 999_999])
    filled.remove([])

    assert found(filled, "harmattan") == [32]
    assert filled.count() == len(shelf()) - 2


def test_versions_come_page_by_page(filled: SearchIndex) -> None:
    seen: list[tuple[int, int]] = []
    while page := filled.versions(seen[-1][0] if seen else 0, limit=7):
        assert len(page) <= 7
        seen += page

    assert seen == [(d.id, d.version) for d in sorted(shelf(), key=lambda d: d.id)]


def test_an_index_without_documents_has_nothing(index: SearchIndex) -> None:
    index.remove([1])

    assert found(index, "budget") == []
    assert index.suggest("budget", ("en",), limit=3) == ()
    assert index.best_in(parse("budget"), ("en",), ["pack:a"], per_group=2) == {}
    assert (index.count(), index.versions(0, limit=5)) == (0, [])


def test_a_rebuild_is_seen_when_it_is_done_and_not_before(filled: SearchIndex) -> None:
    new = [document(n, "en", "Rebuilt") for n in (1, 2, 3)]
    progress = filled.rebuild([new[:2], new[2:]])

    done = [next(progress), next(progress)]
    between = found(filled, "rebuilt "), found(filled, "harmattan")
    rest = list(progress)

    assert (done, rest) == ([2, 3], [])
    assert between == ([], [31, 32, 33])
    assert (sorted(found(filled, "rebuilt ")), found(filled, "harmattan")) == (
        [1, 2, 3],
        [],
    )
    assert filled.count() == 3


def test_nothing_of_an_abandoned_rebuild_is_seen(filled: SearchIndex) -> None:
    progress = filled.rebuild(
        [[document(1, "en", "Rebuilt")], [document(2, "en", "X")]]
    )
    next(progress)
    del progress

    assert found(filled, "rebuilt ") == []
    assert filled.count() == len(shelf())

    assert list(filled.rebuild([[document(7, "en", "Again")]])) == [1]
    assert (found(filled, "again "), filled.count()) == ([7], 1)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_nothing_that_is_typed_is_an_error(filled: SearchIndex, text: str) -> None:
    query = parse(text)

    matches = filled.find(query, ("en", "x' OR 1=1"), limit=5)
    filled.best_in(query, ("en",), ["pack:p1", "' OR 1=1", "\x00"], per_group=2)
    filled.suggest(text, ("en",), limit=5)

    assert len(matches.items) <= 5
    assert found(filled, "licences") == [3]
