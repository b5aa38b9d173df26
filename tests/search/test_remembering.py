"""An answer is given again only while it would come out the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from app.packs.models import Pack, PublicState
from app.platform.i18n import use_locale
from app.search.answering import remembering
from app.search.answering.remembering import Answered, Answers
from app.search.answering.results import Asked, Results
from app.search.embedded.index import EmbeddedIndex
from app.search.index import IndexUnavailable, Match, Matches
from app.search.service import SearchService
from app.search.words.query import Query
from tests.databases import Databases
from tests.factories.library import BENCH, TABLE
from tests.search.beginnings import DERIVED, begun
from tests.search.installation import Installation, card_of, entities


@pytest.fixture
def installation(databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    yield from begun(databases, DERIVED, tmp_path)


def test_what_was_asked_before_is_answered_from_memory(
    installation: Installation,
) -> None:
    first = installation.ask("bench")

    assert "pack:bench1" in entities(first)
    assert installation.ask("bench") is first


@pytest.mark.parametrize(
    "other",
    [
        {"page": 2},
        {"reader_languages": ("fr",)},
        {"reader_languages": ("en", "fr")},
        {"formats": frozenset({"video"})},
    ],
)
def test_another_question_or_reader_has_an_answer_of_its_own(
    installation: Installation, other: dict[str, Any]
) -> None:
    first = installation.ask("bench")

    found = installation.ask("bench", **other)

    assert found is not first
    assert found.asked == Asked("bench", **other)


def test_each_language_of_the_interface_has_an_answer_of_its_own(
    installation: Installation,
) -> None:
    with use_locale("en"):
        english = installation.ask("bench")
    with use_locale("fr"):
        french = installation.ask("bench")

    assert french is not english
    assert str(french.facets) != str(english.facets)


def test_what_is_hidden_without_a_word_is_hidden_from_known_answers_too(
    installation: Installation,
) -> None:
    installation.ask("bench")
    with installation.database.transaction() as session:
        session.execute(update(Pack).values(state=PublicState.WITHDRAWN))

    assert "bench1" not in repr(installation.ask("bench").cards)

    with installation.database.transaction() as session:
        session.execute(update(Pack).values(state=PublicState.PUBLISHED))

    assert "pack:bench1" in entities(installation.ask("bench"))


def test_an_answer_is_new_once_a_text_has_changed(installation: Installation) -> None:
    before = card_of(installation.ask("bench"), "pack:bench1")
    installation.folders.change(
        f"{BENCH}/pack.toml", "Build a bench", "Build a better bench"
    )
    installation.load()
    installation.settle()

    after = card_of(installation.ask("bench"), "pack:bench1")

    assert "better" not in before.title.html
    assert "better" in after.title.html


def test_an_answer_of_an_index_that_is_behind_is_not_kept(
    installation: Installation,
) -> None:
    installation.folders.copy(TABLE, "learning_packs/build-a-chair")
    installation.folders.change(
        "learning_packs/build-a-chair/pack.toml", 'id = "table1"', 'id = "chair1"'
    )
    installation.load()
    installation.derive()
    assert "pack:chair1" not in entities(installation.ask("build"))

    # Nothing but the index changes here.
    installation.settle()

    assert "pack:chair1" in entities(installation.ask("build"))


@dataclass
class GoesAway:
    """An engine that finds things and is away when asked what is in them."""

    index: EmbeddedIndex
    is_away: bool = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)

    def best_in(
        self, query: Query, languages: Sequence[str], groups: Sequence[str], **how: int
    ) -> Mapping[str, tuple[Match, ...]]:
        if self.is_away:
            raise IndexUnavailable("away")
        return self.index.best_in(query, languages, groups, per_group=how["per_group"])

    def find(self, query: Query, languages: Sequence[str], *, limit: int) -> Matches:
        # Without all documents, so that it is asked what is in a pack.
        found = self.index.find(query, languages, limit=limit)
        return replace(found, documents=())


def test_an_answer_that_broke_off_in_the_middle_is_not_kept(
    installation: Installation,
) -> None:
    assert isinstance(installation.engine.searching, EmbeddedIndex)
    engine = GoesAway(installation.engine.searching)
    service = SearchService(
        installation.service.sources,
        engine,  # type: ignore[arg-type]  # the rest is the index's own
        None,
        installation.database,
        index=installation.engine.name,
    )
    with installation.database.open_session() as session:
        service.keeper.whole(session)
        broken = service.answer(session, Asked("wood"))
        engine.is_away = False
        whole = service.answer(session, Asked("wood"))

    assert not broken.cards[0].sections
    assert whole.cards[0].sections


@pytest.fixture
def room_for_two(monkeypatch: pytest.MonkeyPatch) -> Answers:
    monkeypatch.setattr(remembering, "MAX_ANSWERS", 2)
    return Answers()


def test_the_answer_that_was_used_longest_ago_makes_room(room_for_two: Answers) -> None:
    one, two, three = ((Asked(text), "en") for text in ("one", "two", "three"))
    for question in (one, two):
        room_for_two.keep(question, Answered(Results(question[0]), frozenset()))
    room_for_two.find(one)

    room_for_two.keep(three, Answered(Results(three[0]), frozenset()))

    assert room_for_two.find(one)
    assert room_for_two.find(two) is None
    assert room_for_two.find(three)
