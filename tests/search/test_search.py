"""Packs are found by words of their title or summary, in any language."""

import time
from collections.abc import Iterator

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.packs.models import PackLanguage
from app.packs.queries import find_pack_by_key
from app.platform.db import Database
from app.search.queries import found_pack_slugs, words_of
from tests.factories.library import ContentFolders

CARDS = (
    ("bench1", "fr", "Évaluer un banc en forêt", "Un été à l’école."),
    ("bench1", "ar", "ابن مقعدًا", "تختار الخشب وتقطعه."),
    ("bench1", "hi", "बेंच बनाइए", "आप लकड़ी चुनते हैं।"),
    ("bench1", "de", "Straße & 100 % Holz_Bank", "Mit <Bänken>."),
    ("table1", "sw", "Jenga meza", "Unatengeneza meza na benchi."),
)


@pytest.fixture
def found(folders: ContentFolders, database: Database) -> Iterator[Session]:
    """Two packs with cards in several languages."""
    folders.load()
    session = database.open_session(write=True)
    for key, language, title, summary in CARDS:
        pack = find_pack_by_key(session, key)
        assert pack is not None
        assert pack.id is not None
        card = PackLanguage(
            pack_id=pack.id,
            language=language,
            title=title,
            summary=summary,
            units=9,
            current=9,
            outdated=0,
            reviewed=0,
            machine=0,
        )
        session.add(card)
    session.flush()
    yield session
    session.close()


ANSWERS: dict[str, list[str]] = {
    "bench": ["build-a-bench", "build-a-table"],
    "BENCH  wood": ["build-a-bench"],
    "evaluer": [],
    "évaluer": ["build-a-bench"],
    "ÉVALUER FORÊT": ["build-a-bench"],
    "e\u0301valuer": ["build-a-bench"],
    "école": ["build-a-bench"],
    "الخشب": ["build-a-bench"],
    "लकड़ी": ["build-a-bench"],
    "बेंच": ["build-a-bench"],
    "meza": ["build-a-table"],
    "straße": ["build-a-bench"],
    "bänken": ["build-a-bench"],
    "bench banc": [],
    "nothing-like-it": [],
}


def test_packs_are_found_by_their_words(found: Session) -> None:
    answers = {
        query: found_pack_slugs(found, words_of(query), "en", limit=9)
        for query in ANSWERS
    }

    assert answers == ANSWERS


def test_a_title_counts_more_than_a_summary_and_the_readers_language_more(
    found: Session,
) -> None:
    english = found_pack_slugs(found, ["bench"], "en", limit=9)
    swahili = found_pack_slugs(found, ["benchi"], "sw", limit=1)

    assert english == ["build-a-bench", "build-a-table"]
    assert swahili == ["build-a-table"]


@pytest.mark.parametrize("query", ["%", "_", "%%%", "__", "\\", "' or 1=1 --", "\x00"])
def test_signs_are_not_wildcards_and_find_nothing_by_themselves(query: str) -> None:
    assert words_of(query) in ([], ["or", "1"])


def test_a_wildcard_inside_a_word_parts_it(found: Session) -> None:
    assert words_of("b_nch 10%0") == ["b", "nch", "10", "0"]
    assert found_pack_slugs(found, words_of("b_nch_x"), "en", limit=9) == []


def test_marks_belong_to_their_letters_and_words_are_not_repeated() -> None:
    assert words_of("हिन्दी कि") == ["हिन्दी", "कि"]
    assert words_of("می‌خواهم") == ["می‌خواهم"]
    assert words_of("one One ONE") == ["one"]
    assert len(words_of(" ".join(f"w{n}" for n in range(100)))) == 8


def test_the_page_finds_and_says_so(client: TestClient) -> None:
    answer = client.get("/en/search", params={"q": "report"})

    assert answer.status_code == 200
    assert "/en/packs/write-a-report-people-learn-from" in answer.text


def test_a_pack_is_found_in_a_language_that_is_not_the_pages(
    client: TestClient,
) -> None:
    answer = client.get("/en/search", params={"q": "numériser"})

    assert "/en/packs/digitise-a-small-collection" in answer.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        *("", " ", "%", "_", "a" * 10_000, "word " * 2_000, "\x00", "\ufffd"),
        *("<script>alert(1)</script>", "'\";--", "\u202eabc", "%" * 9_000),
    ],
    ids=lambda query: repr(query[:9]),
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_any_query_answers_soon(client: TestClient, language: str, query: str) -> None:
    began = time.process_time()
    answer = client.get(f"/{language}/search", params={"q": query})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert len(answer.text) < 60_000
    assert time.process_time() - began < 2


def test_a_withdrawn_pack_is_not_found(
    found: Session, folders: ContentFolders, database: Database
) -> None:
    found.rollback()
    folders.remove("learning_packs/build-a-bench")
    folders.load()

    with database.open_session() as session:
        assert found_pack_slugs(session, ["wood"], "en", limit=9) == []
