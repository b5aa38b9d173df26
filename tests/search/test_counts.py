"""Counts, tabs and filters agree with a slow count of random packs, one by one."""

import random
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.packs.models import Module, Pack, PackLanguage
from app.packs.queries import find_pack_by_key, modules_of
from app.platform.db import Database
from app.platform.states import CONTENT, bump
from app.search.answering.results import Facet, Results, Tab
from app.search.embedded import ranking
from app.search.view import Relaxed, SearchView
from tests.databases import Databases
from tests.factories.library import BENCH, TABLE
from tests.search.beginnings import beginning, begun
from tests.search.installation import Installation, entities, install
from tests.search.oracle import (
    Filters,
    PackData,
    ThingData,
    has_words,
    is_left,
    random_filters,
    random_packs,
    things_of,
    write_packs,
)

PACKS = 14
SEARCHES = 120
FILM_BYTES = len("no film" * 10)
TABS = (Tab.PACKS, Tab.MODULES, Tab.VIDEOS, Tab.TUTORIALS)


def _describe(session: Session, packs: list[PackData]) -> None:
    """Write down what loading does not: sizes, and languages."""
    for data in packs:
        pack = find_pack_by_key(session, data.key)
        assert pack is not None
        assert pack.id is not None
        session.execute(
            update(Pack)
            .where(col(Pack.id) == pack.id)
            .values(text_bytes=data.text_bytes)
        )
        for row, module in zip(modules_of(session, pack.id), data.modules, strict=True):
            session.execute(
                update(Module)
                .where(col(Module.id) == row.id)
                .values(text_bytes=module.text_bytes)
            )
        for code, percent in data.languages.items():
            if code != "en":
                none = dict.fromkeys(("outdated", "reviewed", "machine"), 0)
                session.add(
                    PackLanguage(
                        pack_id=pack.id,
                        language=code,
                        title="",
                        summary="",
                        units=100,
                        current=percent,
                        **none,
                    )
                )
    bump(session, CONTENT)


def _begin(installation: Installation, *, seed: int) -> None:
    for folder in (BENCH, TABLE, "courses"):
        installation.folders.remove(folder)
    packs = random_packs(seed, PACKS)
    write_packs(installation.folders, packs)
    assert installation.folders.problems() == []
    installation.load()
    with installation.database.transaction() as session:
        _describe(session, packs)
    installation.settle()


RANDOM = {
    seed: beginning(f"random_{seed}", partial(_begin, seed=seed)) for seed in (1, 2)
}


@pytest.fixture(params=[1, pytest.param(2, marks=pytest.mark.slow)])
def random_library(
    request: pytest.FixtureRequest, databases: Databases, tmp_path: Path
) -> Iterator[tuple[Installation, list[ThingData]]]:
    """An installation with random packs, and the same as plain data."""
    packs = random_packs(request.param, PACKS)
    for installation in begun(databases, RANDOM[request.param], tmp_path):
        yield installation, things_of(packs, FILM_BYTES)


def _ask(installation: Installation, asked: Filters, tab: Tab) -> Results:
    # The space says that the last word is whole.
    text = " ".join(asked.words) + (" " if asked.words else "")
    given = {name: value for name, value in vars(asked).items() if name != "words"}
    return installation.ask(text, tab=tab, **given)


def _is_on(thing: ThingData, tab: Tab) -> bool:
    return tab.value in thing.tabs


def test_every_count_is_right(
    random_library: tuple[Installation, list[ThingData]],
) -> None:
    installation, things = random_library
    chance = random.Random(7)  # noqa: S311 - the same ones each time
    with_results = 0
    for _ in range(SEARCHES):
        asked, tab = random_filters(chance), chance.choice(TABS)
        found = _ask(installation, asked, tab)
        if found.corrected or found.is_loosened:
            # Nothing has it all, and something else was looked for.
            assert not any(has_words(thing, asked) for thing in things)
            continue
        worded = [thing for thing in things if has_words(thing, asked)]
        for other in TABS:
            expected = sum(_is_on(t, other) and is_left(t, asked) for t in worded)
            assert found.tabs[other] == expected, (asked, other)
        assert found.total == found.tabs[tab], asked
        with_results += found.total > 0
        on_tab = [thing for thing in worded if _is_on(thing, tab)]
        for facet in found.facets:
            _check_facet(facet, on_tab, asked)
    assert with_results > SEARCHES / 10


def _check_facet(facet: Facet, things: list[ThingData], asked: Filters) -> None:
    """Each value counts what choosing only it would leave, other filters kept."""
    left = [thing for thing in things if is_left(thing, asked, without=facet.name)]
    fields = {
        "skill": "skills",
        "format": "formats",
        "lang": "languages",
        "level": "levels",
        "part": "parts",
        "owner": "owners",
    }
    for value in facet.values:
        only: dict[str, object]
        if facet.name in fields:
            only = {fields[facet.name]: frozenset({value.value})}
        else:
            name = {"dur": "minutes", "kb": "kilobytes"}[facet.name]
            only = {name: int(value.value)}
        alone = Filters(include_partial=asked.include_partial, **only)  # type: ignore[arg-type]  # one of the fields
        expected = sum(is_left(thing, alone) for thing in left)
        assert value.count == expected, (asked, facet.name, value.value)


def test_pages_together_have_every_result_once(
    random_library: tuple[Installation, list[ThingData]],
) -> None:
    installation, _ = random_library
    first = installation.ask(tab=Tab.MODULES)

    seen = [
        card.entity
        for page in range(1, first.pages + 2)
        for card in installation.ask(tab=Tab.MODULES, page=page).cards
    ]

    assert len(seen) == len(set(seen)) == first.total > 10


def test_what_a_filter_hides_is_offered_without_it(
    random_library: tuple[Installation, list[ThingData]],
) -> None:
    installation, _ = random_library
    levels, worksheets = frozenset({"beginner"}), frozenset({"worksheet"})

    nothing = installation.ask(tab=Tab.PACKS, formats=worksheets, levels=levels)
    without = installation.ask(tab=Tab.PACKS, levels=levels)

    assert nothing.total == 0
    assert dict(nothing.relaxing)["format"] == without.total > 0


def test_where_no_translation_is_whole_the_others_are_offered(
    random_library: tuple[Installation, list[ThingData]],
) -> None:
    installation, library = random_library
    packs = [thing for thing in library if _is_on(thing, Tab.PACKS) and thing.level]
    known = Counter((code, pack.level) for pack in packs for code in pack.languages)
    whole = {
        (code, pack.level)
        for pack in packs
        for code, percent in pack.languages.items()
        if percent == 100
    }
    code, level = next(both for both in known if both not in whole)

    nothing = installation.ask(
        tab=Tab.PACKS,
        include_partial=False,
        languages=frozenset({code}),
        levels=frozenset({level}),
    )
    offered = SearchView("/en", nothing.asked, nothing).relaxed

    assert nothing.total == 0
    assert (
        Relaxed(
            f"/en/search?type=packs&lang={code}&level={level}",
            "Only whole translations",
            known[code, level],
        )
        in offered
    )


def test_results_that_are_not_put_in_order_are_counted_and_shown_all_the_same(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = install(database, tmp_path)
    installation.load()
    installation.settle()
    in_order = installation.ask("bench")

    monkeypatch.setattr(ranking, "MAX_RANKED", 1)
    counted = installation.ask("bench")

    assert in_order.total > 1
    assert (counted.total, counted.is_capped) == (in_order.total, False)
    assert (counted.tabs, counted.facets) == (in_order.tabs, in_order.facets)
    assert sorted(entities(counted)) == sorted(entities(in_order))
