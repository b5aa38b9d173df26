"""What somebody types is taken apart, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.words.lexicon import stop_words, synonyms
from app.search.words.query import MAX_QUERY_CHARACTERS, MAX_TERMS, Query, parse
from app.search.words.terms import Term
from tests.search.shelf import HOSTILE


@pytest.mark.parametrize(
    ("raw", "words", "phrases", "excluded", "is_prefix"),
    [
        ("write a budget", ("write", "budget"), (), (), True),
        ("write budget ", ("write", "budget"), (), (), False),
        ('"open knowledge" budget', ("budget",), ("open knowledge",), (), True),
        ('budget "open knowledge"', ("budget",), ("open knowledge",), (), False),
        ("« le budget » école", ("ecole",), ("le budget",), (), True),
        ("„offenes Wissen“", (), ("offenes wissen",), (), False),
        ("「預算」", (), ("预算",), (), False),
        ("budget -room", ("budget",), (), ("room",), False),
        ('budget -"comes last"', ("budget",), (), ("comes last",), False),
        ("edit-a-thon", ("edit", "thon"), (), (), True),
        ("-room", (), (), ("room",), False),
        ('"unclosed phrase', ("unclosed", "phrase"), (), (), True),
        ("one One ÓNE", ("one",), (), (), False),
        ("光合作用 植物", ("光合作用", "植物"), (), (), True),
        ("المش", ("مش",), (), (), True),
        ("the", ("the",), (), (), True),
        ("how to", ("how", "to"), (), (), True),
        ("a", ("a",), (), (), False),
    ],
)
def test_a_query_is_taken_apart(
    raw: str,
    words: tuple[str, ...],
    phrases: tuple[str, ...],
    excluded: tuple[str, ...],
    is_prefix: bool,
) -> None:
    query = parse(raw)

    assert (query.words, query.phrases, query.excluded) == (words, phrases, excluded)
    assert query.is_prefix == is_prefix


@pytest.mark.parametrize("raw", HOSTILE, ids=lambda text: repr(text[:20]))
def test_nothing_that_is_typed_is_an_error(raw: str) -> None:
    query = parse(raw)

    assert len(query.raw) <= MAX_QUERY_CHARACTERS
    assert len(query.terms) <= MAX_TERMS
    assert query.text.encode().decode() == query.text


@given(st.text(max_size=300))
def test_any_text_can_be_asked_and_shown(raw: str) -> None:
    query = parse(raw)

    assert query.text == " ".join(query.raw.split())
    assert all(word and " " not in word for word in query.words)
    assert query.is_empty == (not query.terms and not query.phrases)


def test_words_with_one_meaning_are_looked_for_together() -> None:
    (term,) = parse("grant ").terms

    assert {"funding", "grants"} <= set(term.others)


def test_words_that_mean_something_together_are_also_found_apart() -> None:
    edit, thon = parse("edit-a-thon ").terms

    assert (edit.word, thon.word) == ("edit", "thon")
    assert {"edit a thon", "editathon"} <= set(edit.others) & set(thon.others)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("workshop", "workshops"),
        ("suffix", "suffixes"),
        ("library", "libraries"),
        ("avaliacao", "avaliacoes"),
        ("journal", "journaux"),
        ("editor", "editores"),
    ],
)
def test_a_word_in_one_number_finds_the_other(one: str, other: str) -> None:
    assert other in parse(f"{one} ").terms[0].others
    assert one in parse(f"{other} ").terms[0].others


def test_the_text_to_read_shows_what_was_mended_and_left_out() -> None:
    raw = "xylophone ecole fun"
    query = Query(
        raw,
        terms=(Term("ecole", written="école", start=10, end=15), Term("fun")),
        left_out=(Term("xylophone", start=0, end=9),),
    )

    assert query.text == "école fun"


def test_no_stop_word_means_something_in_another_language() -> None:
    assert stop_words().isdisjoint(synonyms())
    assert len(stop_words()) > 300


@pytest.mark.parametrize(
    "text",
    [
        "éditathon",
        "editatón",
        "editatona",
        "إديتاثون",
        "एडिट-ए-थॉन",
        "এডিটাথন",
        "编辑松",
    ],
)
def test_an_edit_a_thon_is_known_in_many_languages(text: str) -> None:
    assert "edit a thon" in parse(f"{text} ").terms[0].others


def test_swahili_and_hausa_have_synonyms() -> None:
    assert "kidijitali" in synonyms()["dijitali"]
    assert "tallafi" in synonyms()["gudummawa"]
