"""What did not change in a thing is found, though something else in it just did."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.packs.models import Module, Pack
from app.search.answering import confirming
from app.search.answering.results import Tab
from app.search.upkeep.deriving import derive, outdated_groups, store
from tests.databases import Databases
from tests.factories.library import BENCH
from tests.search.beginnings import beginning, begun
from tests.search.installation import Installation, entities, translate

MODULE = f"{BENCH}/modules/01-choose.md"


def _begin(installation: Installation) -> None:
    folders = installation.folders
    more = "\n## Sand the boards\n\nUse fine paper.\n"
    folders.write(MODULE, folders.read(MODULE) + more)
    installation.load()
    installation.settle()


STILL = beginning("still", _begin)


@pytest.fixture
def still(databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    """Everything is found; from here on nobody derives and nobody indexes."""
    for installation in begun(databases, STILL, tmp_path):
        found = installation.ask("sand boards paper")
        assert entities(found) == ["pack:bench1"]
        yield installation


def said(found: object) -> str:
    """Return what a reader could read, without the marks on what matched."""
    return re.sub("</?mark>", "", repr(found))


def change(installation: Installation, name: str, old: str, new: str) -> None:
    """Change words of a file that nobody derives again."""
    installation.folders.change(name, old, new)
    installation.load()
    installation.forget_events()


def test_a_section_beside_the_one_that_changed_is_found(still: Installation) -> None:
    change(still, MODULE, "Dry wood does", "Old timber does")

    found = still.ask("sand boards paper")

    assert entities(found) == ["pack:bench1"]
    assert found.tabs[Tab.MODULES] == 1
    assert "Use fine" in said(found)
    assert entities(still.ask("sand boards", tab=Tab.MODULES)) == ["module:bench1/m1"]
    assert "Sand the boards" in said(still.suggest("sand"))


def test_what_did_change_is_not_shown_as_it_was(still: Installation) -> None:
    change(still, MODULE, "Dry wood does", "Old timber does")

    assert still.ask("dry bend rain").total == 0
    for text in ("bench", "wood", "look", "sand", "choose"):
        assert "Dry wood" not in said(still.ask(text))
    assert "Dry wood" not in said(still.ask("wood", tab=Tab.MODULES))


def test_a_heading_that_was_renamed_is_not_offered(still: Installation) -> None:
    change(still, MODULE, "## Look at the wood", "## See the wood")

    assert "Look at the wood" not in said(still.suggest("look"))
    assert "Sand the boards" in said(still.suggest("sand"))
    assert "Look at the wood" not in said(still.ask("rain comes back"))


def test_a_pack_is_found_in_the_language_whose_title_did_not_change(
    still: Installation,
) -> None:
    translate(still, "pack", {"Build a bench": "Construire un banc"})
    still.derive_all()
    assert "pack:bench1" in entities(still.ask("construire banc"))

    translate(still, "pack", {"Build a bench": "Fabriquer un banc"})

    assert still.ask("construire banc").total == 0
    assert "pack:bench1" in entities(still.ask("build bench"))
    french = still.ask("build bench", reader_languages=("fr", "en"))
    assert "Construire" not in said(french)


def test_a_video_is_found_though_another_module_changed(still: Installation) -> None:
    change(still, f"{BENCH}/modules/02-cut.md", "Measure twice", "Measure thrice")

    found = still.ask("look at the ends")

    assert entities(found) == ["pack:bench1"]
    assert found.tabs[Tab.VIDEOS] == 1


def test_a_thing_beyond_the_limit_is_left_out(
    still: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(still, MODULE, "Dry wood does", "Old timber does")
    monkeypatch.setattr(confirming, "MAX_THINGS", 0)

    assert still.ask("sand boards paper").total == 0


def test_a_module_that_is_taken_out_meanwhile_is_left_out(still: Installation) -> None:
    change(still, MODULE, "Dry wood does", "Old timber does")
    with still.database.open_session() as session:
        still.service.keeper.whole(session)
    with still.database.transaction() as session:
        theirs = select(Module).join(Pack).where(col(Pack.key) == "bench1")
        module = session.scalars(theirs.where(col(Module.key) == "m1")).one()
        module.is_withdrawn = True  # and nobody was told

    assert still.ask("sand boards paper", tab=Tab.MODULES).total == 0


def test_what_changes_while_it_is_derived_is_written_and_stays_stale(
    still: Installation,
) -> None:
    sources = still.indexing.sources
    change(still, MODULE, "Use fine paper", "Use coarse paper")
    with still.database.open_session() as session:
        derived = derive(session, sources, "pack:bench1")
    assert derived is not None
    change(still, MODULE, "Dry wood does", "Old timber does")

    with still.database.transaction() as session:
        changes = store(session, sources, derived)
    still.indexing.index.write(changes.written)

    assert "coarse" in said(still.ask("coarse paper"))
    assert "Dry wood" not in said(still.ask("bench wood"))
    with still.database.open_session() as session:
        assert "pack:bench1" in outdated_groups(session, sources)
    still.derive_all()
    assert entities(still.ask("old timber")) == ["pack:bench1"]
