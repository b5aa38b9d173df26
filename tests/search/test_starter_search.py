"""The starter content, searched as a new reader would."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col

from app.main import create_app
from app.packs.models import Pack
from app.platform.i18n import use_locale
from app.search.answering.results import Asked, Card, ClipHit, Results, Sort, Tab
from app.search.index import EntityKind
from tests.databases import Databases, make_settings
from tests.search.installation import card_of, entities
from tests.services.process import free_port

PROPOSAL = "write-a-grant-proposal"
RECORDING = "record-on-video-with-consent"
VIDEO = f"packs/{RECORDING}/3"


@dataclass(frozen=True)
class Starter:
    """The whole program, with everything indexed."""

    app: FastAPI

    def ask(self, text: str, **asked: object) -> Results:
        """Return what a reader gets."""
        with self.app.state.database.open_session() as session:
            wanted = Asked(text=text, **asked)  # type: ignore[arg-type]  # as given
            results: Results = self.app.state.search.answer(session, wanted)
            return results


@pytest.fixture(scope="module")
def starter(databases: Databases) -> Iterator[Starter]:
    """One for all tests here: they only look."""
    url = databases.copy("searched")
    app = create_app(make_settings(url, databases.media))
    yield Starter(app)
    app.state.database.close()
    databases.drop(url)


def clip_in(results: Results) -> ClipHit:
    """Return the only video or sound on the first card."""
    (clip,) = results.cards[0].clips
    return clip


def test_a_mistyped_word_finds_the_section_about_it(starter: Starter) -> None:
    found = starter.ask("budjet")

    # The skill of that name may come first; the pack comes before all others.
    pack = next(card for card in found.cards if card.kind == EntityKind.PACK)
    sections = pack.sections
    assert found.corrected == "budget"
    assert pack in found.cards[:2]
    assert pack.href == f"/en/packs/{PROPOSAL}"
    assert sections[0].href.startswith(f"/en/packs/{PROPOSAL}/3")
    assert "<mark>budget</mark>" in sections[0].title.html


def test_a_word_that_is_only_spoken_opens_the_video_at_that_second(
    starter: Starter,
) -> None:
    clip = clip_in(starter.ask("lens"))

    moment = clip.moments[0]
    assert moment.href.startswith(f"/en/{VIDEO}?t=26#")
    assert moment.seconds == 26
    assert [cue.seconds for cue in moment.cues if cue.is_match] == [26]
    assert "<mark>lens</mark>" in str([cue.text for cue in moment.cues])


@pytest.mark.parametrize(
    ("language", "word", "seconds"),
    [("fr", "objectif", 26), ("sw", "lenzi", 26), ("ar", "العدسة", 26)],
)
def test_so_does_a_word_of_its_captions_in_a_language_nobody_speaks_in_it(
    starter: Starter, language: str, word: str, seconds: int
) -> None:
    found = starter.ask(word, reader_languages=(language, "en"), tab=Tab.VIDEOS)

    clip = next(c for card in found.cards for c in card.clips if c.moments)
    assert clip.spoken.code == "en"
    assert clip.moments[0].language.code == language
    assert clip.moments[0].href.startswith(f"/{language}/{VIDEO}?t={seconds}#")


def test_a_swahili_word_finds_a_pack_that_has_only_its_title_in_swahili(
    starter: Starter,
) -> None:
    found = starter.ask("rekodi watu ridhaa", reader_languages=("sw", "en"))

    card = found.cards[0]
    percent = {s.language.code: s.percent for s in card.languages}
    assert card.href == f"/sw/packs/{RECORDING}"
    assert card.title.language.code == "sw"
    assert percent["sw"] < 10


def test_the_same_word_asked_by_an_english_reader_shows_both_titles(
    starter: Starter,
) -> None:
    card = starter.ask("rekodi watu ridhaa").cards[0]

    assert card.href == f"/en/packs/{RECORDING}"
    assert card.title.language.code == "en"
    assert card.also_title is not None
    assert card.also_title.language.code == "sw"
    assert "<mark>Rekodi</mark>" in card.also_title.html


def test_there_is_one_card_for_a_pack_with_all_its_languages(starter: Starter) -> None:
    found = starter.ask("budget", reader_languages=("fr", "en", "sw", "ar"))

    assert len(set(entities(found))) == len(found.cards)
    card = next(c for c in found.cards if c.href.endswith(PROPOSAL))
    assert card.languages[0].language.code == "en"
    assert {s.language.code for s in card.languages} == {"en", "fr", "sw", "ar"}
    assert card.languages[0].percent == 100


def test_a_thing_the_reader_cannot_read_in_their_language_says_so(
    starter: Starter,
) -> None:
    found = starter.ask("proposal", reader_languages=("ha", "en"))

    card = next(card for card in found.cards if card.kind == EntityKind.PACK)
    assert card.missing is not None
    assert card.missing.code == "ha"


def test_answers_of_questions_are_not_given_away(starter: Starter) -> None:
    found = starter.ask('"32-page village history"')

    assert found.total == 0


def test_a_skill_is_found_in_a_language_no_pack_is_in(starter: Starter) -> None:
    found = starter.ask("presupuesto", reader_languages=("es", "en"))

    kinds = [card.kind for card in found.cards]
    assert EntityKind.SKILL in kinds
    assert EntityKind.PACK in kinds
    skill = card_of(found, "skill:budgeting")
    assert skill.title.language.code == "es"


def test_nothing_asked_for_shows_everything_the_newest_first(starter: Starter) -> None:
    found = starter.ask("", tab=Tab.PACKS)

    assert found.total == found.tabs[Tab.PACKS] == 12
    assert found.tabs[Tab.MODULES] == found.tabs[Tab.TUTORIALS] + 2
    assert len(found.cards) == 10
    assert len(starter.ask("", tab=Tab.PACKS, page=2).cards) == 2


def test_results_come_in_the_order_that_is_chosen(starter: Starter) -> None:
    def packs(sort: Sort) -> list[Card]:
        pages = [starter.ask("", tab=Tab.PACKS, sort=sort, page=n) for n in (1, 2)]
        return [card for page in pages for card in page.cards]

    shortest = [card.minutes for card in packs(Sort.SHORTEST)]
    newest = [card.entity for card in packs(Sort.NEWEST)]
    with starter.app.state.database.open_session() as session:
        rows = session.execute(select(col(Pack.key), col(Pack.published_at))).all()
    published = {f"pack:{key}": int(at.timestamp()) for key, at in rows}

    assert shortest == sorted(shortest)
    assert shortest[0] < shortest[-1]
    times = [published[entity] for entity in newest]
    assert len(times) == 12
    assert times == sorted(times, reverse=True)


def test_filters_are_named_in_the_language_of_the_interface(starter: Starter) -> None:
    with use_locale("fr"):
        found = starter.ask("", reader_languages=("fr",))

    labels = {f.name: [v.label for v in f.values] for f in found.facets}
    assert "Gestion de projet" in labels["skill"]
    assert "Pour débuter" in labels["level"]
    assert "français" in labels["lang"]


def test_without_its_engine_it_answers_from_titles_and_summaries_and_says_so(
    starter: Starter, databases: Databases
) -> None:
    settings = make_settings(
        starter.app.state.settings.database_url,
        databases.media,
        search_url=f"http://127.0.0.1:{free_port()}",
        search_key="k" * 20,
        search_index_key="k" * 20,
    )
    without = Starter(create_app(settings))

    begin = time.monotonic()
    found = without.ask("grant proposal")
    took = time.monotonic() - begin
    without.app.state.database.close()

    assert "away" in found.notice
    assert found.cards[0].href == f"/en/packs/{PROPOSAL}"
    assert "<mark>grant</mark>" in found.cards[0].title.html
    assert took < 60, "a second on a machine with nothing else to do"


def test_an_index_that_may_be_behind_counts_like_one_that_is_not(
    starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = starter.app.state.search
    starter.ask("")
    with starter.app.state.database.open_session() as session:
        even = service._even(service.keeper.seen(session))
    known = starter.ask("budget -zqeven")

    # Only an index in the same database is seen at the same moment.
    assert (even is not None) == starter.app.state.database.is_sqlite
    monkeypatch.setattr(service, "_even", lambda _seen: None)
    looked_at = starter.ask("budget -zqbehind")
    assert known.total > 0
    assert (known.total, known.tabs) == (looked_at.total, looked_at.tabs)
    assert known.facets == looked_at.facets
    assert entities(known) == entities(looked_at)
