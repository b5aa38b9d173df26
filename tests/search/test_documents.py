"""What documents are made of, and that only what changed is written again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.platform.states import current
from app.search.models import SearchDocument, SearchSource, SearchTerm
from app.search.upkeep.deriving import SEARCH
from tests.content.loaded import add_french
from tests.databases import Databases
from tests.factories.library import BENCH
from tests.search.beginnings import SETTLED, begun
from tests.search.installation import Installation

FIRST = f"{BENCH}/modules/01-choose.md"
SECOND = f"{BENCH}/modules/02-cut.md"


@pytest.fixture
def installation(databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    """Two packs, derived and indexed."""
    yield from begun(databases, SETTLED, tmp_path)


def rows(installation: Installation, *conditions: object) -> list[SearchDocument]:
    """Return documents by thing, language and place."""
    with installation.database.open_session() as session:
        found = select(SearchDocument).where(
            ~col(SearchDocument.is_removed),
            *conditions,  # type: ignore[arg-type]  # conditions of SQLAlchemy
        )
        ordered = found.order_by(
            col(SearchDocument.entity),
            col(SearchDocument.language),
            col(SearchDocument.position),
        )
        return list(session.scalars(ordered))


def of(
    installation: Installation, entity: str, language: str = "en"
) -> list[SearchDocument]:
    """Return the documents of a thing in a language."""
    return rows(
        installation,
        col(SearchDocument.entity) == entity,
        col(SearchDocument.language) == language,
    )


def test_a_module_has_a_document_for_its_head_and_each_section(
    installation: Installation,
) -> None:
    head, section = of(installation, "module:bench1/m1")

    assert (head.title, head.context, head.anchor) == (
        "Choose the wood",
        "Build a bench",
        "",
    )
    assert head.text == "Why it matters.\ndo it well"
    assert (section.title, section.anchor) == ("Look at the wood", "s-look-at-the-wood")
    assert section.context == "Choose the wood\nBuild a bench"


def test_words_are_there_without_mark_up_and_answers_are_not(
    installation: Installation,
) -> None:
    _, section = of(installation, "module:bench1/m1")

    assert "See the report." in section.text
    assert "Which board is dry?" in section.text
    for told in ("The grey one", "Yes, that one", "The green one", "source:report"):
        assert told not in section.text


def test_a_clip_has_its_title_and_moments_and_knows_its_module(
    installation: Installation,
) -> None:
    head, moment = of(installation, "video:bench1/look")

    assert (head.title, head.text) == ("How to look", "How to look at a board.")
    assert (moment.text, moment.starts) == ("Look at the ends.", "0")
    with installation.database.open_session() as session:
        source = session.get_one(SearchSource, "video:bench1/look")
        assert source.parent == "module:bench1/m1"


def test_moments_overlap_so_that_no_sentence_falls_between_them(
    installation: Installation,
) -> None:
    cues = [f"00:{n:02}.000 --> 00:{n:02}.900\nWord {n}.\n" for n in range(6)]
    installation.folders.write(
        f"{BENCH}/media/look.en.vtt", "\n".join(["WEBVTT\n", *cues])
    )
    installation.load()
    installation.settle()

    moments = of(installation, "video:bench1/look")[1:]

    assert [moment.starts for moment in moments] == ["0 1 2", "2 3 4", "4 5"]
    for n in range(5):
        pair = f"Word {n}.\nWord {n + 1}."
        assert any(pair in moment.text for moment in moments)


def test_a_language_has_what_is_translated_to_it_and_nothing_else(
    installation: Installation,
) -> None:
    folders = installation.folders
    add_french(folders, installation.database)
    catalog = folders.read(f"{BENCH}/translations/fr.po")
    kept = [
        part
        for part in catalog.split("\n\n")
        if "m1/" not in part or "wood" not in part
    ]
    folders.write(f"{BENCH}/translations/fr.po", "\n\n".join(kept))
    installation.load()
    installation.settle()

    head, section = of(installation, "module:bench1/m1", "fr")

    assert head.title == ""
    assert head.context == "fr Build a bench"
    assert section.title == ""
    assert "Dry wood" not in section.text
    assert "fr Which board is dry?" in section.text
    assert section.anchor == "s-look-at-the-wood"


def test_a_pack_is_found_by_its_skills_in_every_language_of_the_interface(
    installation: Installation,
) -> None:
    found = {row.language: row for row in rows(installation) if row.kind == "pack"}

    assert {"en", "fr", "es", "pt-br", "ar", "sw", "hi", "bn", "ha"} <= set(found)
    assert found["es"].title == found["es"].text == ""
    assert found["es"].context != found["en"].context


def test_what_did_not_change_is_not_written_again(installation: Installation) -> None:
    before = {row.id: row.version for row in rows(installation)}

    installation.folders.change(FIRST, "Dry wood does not", "Seasoned wood does not")
    installation.load()
    installation.settle()

    after = {row.id: row.version for row in rows(installation)}
    changed = [row for row in rows(installation) if before[row.id] != row.version]
    assert after.keys() == before.keys()
    assert [(row.entity, row.position) for row in changed] == [("module:bench1/m1", 1)]


def test_the_same_again_changes_nothing_at_all(installation: Installation) -> None:
    installation.derive_all()
    with installation.database.open_session() as session:
        before = current(session, SEARCH)

    installation.derive_all()

    with installation.database.open_session() as session:
        assert current(session, SEARCH) == before


def test_a_removed_document_leaves_its_id_and_nothing_of_its_text(
    installation: Installation,
) -> None:
    gone = of(installation, "module:bench1/m1")[1]
    installation.folders.change(FIRST, "## Look at the wood\n", "")
    installation.load()
    installation.settle()

    with installation.database.open_session() as session:
        row = session.get_one(SearchDocument, gone.id)
        assert row.is_removed
        assert row.title == row.text == row.context == row.anchor == ""
    known = dict(installation.engine.index.versions(0, limit=10_000))
    assert gone.id not in known


def test_the_index_has_every_document_in_its_newest_version(
    installation: Installation,
) -> None:
    installation.folders.change(SECOND, "Measure twice", "Measure three times")
    installation.load()
    installation.settle()

    known = dict(installation.engine.index.versions(0, limit=10_000))

    assert known == {row.id: row.version for row in rows(installation)}


def test_a_word_is_counted_for_the_lines_that_are_new(
    installation: Installation,
) -> None:
    def counts() -> dict[str, int]:
        with installation.database.open_session() as session:
            terms = session.scalars(select(SearchTerm))
            return {term.term: term.documents for term in terms}

    before = counts()
    installation.folders.change(
        SECOND, "Measure twice.", "Varnish the whatchamacallit.\n\nMeasure twice."
    )
    installation.load()
    installation.settle()
    after = counts()

    assert {term for term, n in after.items() if n != before.get(term)} == {
        "varnish",
        "whatchamacallit",
    }
