"""What readers may not see is nowhere, however far behind the index is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.packs.models import Module, Pack, PublicState
from app.platform.db import Database
from app.platform.states import CONTENT, bump
from app.search.answering.results import Tab
from tests.databases import Databases
from tests.factories.library import BENCH, TABLE
from tests.search.beginnings import beginning, begun
from tests.search.installation import Installation, entities, install, said

CANARY = "zanzibarite"


def _begin(installation: Installation) -> None:
    folders = installation.folders
    folders.change(f"{BENCH}/pack.toml", "Build a bench", f"Build a {CANARY} bench")
    folders.change(
        f"{BENCH}/modules/01-choose.md", "Dry wood does", f"Dry {CANARY} wood does"
    )
    folders.change(
        f"{BENCH}/media/look.en.vtt", "Look at the ends", f"Look at the {CANARY} ends"
    )
    installation.load()
    installation.derive_all()


FROZEN = beginning("frozen", _begin)


@pytest.fixture
def frozen(databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    """Everything is found, and the secret word too; from here on the index stands."""
    for installation in begun(databases, FROZEN, tmp_path):
        found = installation.ask(CANARY)
        assert entities(found) == ["pack:bench1"]
        assert found.tabs[Tab.MODULES] >= 1
        assert installation.suggest(CANARY[:6])
        yield installation


def assert_gone(installation: Installation) -> None:
    """The word is in no hit, count, filter, suggestion, snippet or correction."""
    for text in (CANARY, CANARY[:7], f"{CANARY[:-2]}x", f'"{CANARY}"'):
        found = installation.ask(text)
        assert found.total == 0, text
        assert not any(found.tabs.values())
        assert not any(v.count for facet in found.facets for v in facet.values)
        assert CANARY not in said(found).replace(f"text='{text}'", ""), text
    assert CANARY not in repr(installation.suggest(CANARY[:6]))
    for text in ("wood", "bench", "look", "", f"bench {CANARY}"):
        shown = said(installation.ask(text)).replace(f"text='{text}'", "")
        assert CANARY not in shown, text


def withdraw(installation: Installation) -> None:
    installation.folders.remove(BENCH)
    installation.folders.change(
        "courses/furnish-a-house/course.toml", 'slug = "build-a-bench"', 'slug = "x"'
    )
    installation.load()


def edit(installation: Installation) -> None:
    folders = installation.folders
    folders.change(f"{BENCH}/pack.toml", f"a {CANARY} bench", "a bench")
    folders.change(f"{BENCH}/modules/01-choose.md", f"Dry {CANARY} wood", "Dry wood")
    folders.change(f"{BENCH}/media/look.en.vtt", f"the {CANARY} ends", "the ends")
    installation.load()


@pytest.mark.parametrize("is_derived", [True, False])
def test_a_section_that_is_gone_is_not_shown_under_its_pack(
    database: Database, tmp_path: Path, *, is_derived: bool
) -> None:
    """The pack itself is as it was: only what is in it has changed."""
    installation = install(database, tmp_path)
    module = f"{BENCH}/modules/01-choose.md"
    before = installation.folders.read(module)
    more = f"## A {CANARY} heading\n\nNo bench without {CANARY}.\n"
    installation.folders.write(module, f"{before}\n{more}")
    installation.load()
    installation.settle()
    assert f"{CANARY} heading" in said(installation.ask("bench"))

    installation.folders.write(module, before)
    installation.load()
    installation.forget_events()
    if is_derived:
        installation.derive()

    found = installation.ask("bench")
    assert "pack:bench1" in entities(found)
    assert CANARY not in said(found)


@pytest.mark.parametrize("change", [withdraw, edit])
def test_with_a_worker_that_is_dead(frozen: Installation, change: object) -> None:
    change(frozen)  # type: ignore[operator]  # one of the two above

    frozen.forget_events()

    assert_gone(frozen)


@pytest.mark.parametrize("change", [withdraw, edit])
def test_with_an_index_that_is_frozen(frozen: Installation, change: object) -> None:
    change(frozen)  # type: ignore[operator]  # one of the two above

    frozen.derive()

    assert_gone(frozen)


@pytest.mark.parametrize("change", [withdraw, edit])
def test_when_everything_has_caught_up(frozen: Installation, change: object) -> None:
    change(frozen)  # type: ignore[operator]  # one of the two above

    frozen.settle()

    assert_gone(frozen)
    assert frozen.engine.index.count() > 0


def test_a_pack_that_is_hidden_in_the_database(frozen: Installation) -> None:
    with frozen.database.transaction() as session:
        session.execute(update(Pack).values(state=PublicState.DRAFT))
        bump(session, CONTENT)

    assert_gone(frozen)
    assert frozen.ask("wood").total == 0


def test_a_module_that_is_taken_out(frozen: Installation) -> None:
    with frozen.database.transaction() as session:
        session.execute(
            update(Module).where(col(Module.key) == "m1").values(is_withdrawn=True)
        )
        bump(session, CONTENT, about="pack:bench1")

    found = frozen.ask("wood", tab=Tab.MODULES)

    assert found.total == 0
    assert found.tabs[Tab.VIDEOS] == 0


def test_a_card_is_looked_up_once_more_before_it_is_shown(frozen: Installation) -> None:
    """Even when somebody forgot to say that something has changed."""
    with frozen.database.transaction() as session:
        session.execute(update(Pack).values(state=PublicState.WITHDRAWN))

    assert CANARY not in said(frozen.ask(CANARY)).replace(f"text='{CANARY}'", "")


def test_what_is_new_and_not_indexed_yet_does_no_harm(frozen: Installation) -> None:
    frozen.folders.copy(TABLE, "learning_packs/build-a-chair")
    frozen.folders.change(
        "learning_packs/build-a-chair/pack.toml", 'id = "table1"', 'id = "chair1"'
    )
    frozen.load()

    assert "pack:chair1" not in entities(frozen.ask("build"))
    frozen.settle()
    assert "pack:chair1" in entities(frozen.ask("build"))
