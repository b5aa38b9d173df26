"""The catalogue and the index follow what changes, from any process."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.main import create_app
from app.packs.models import Pack
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import is_queued
from app.search.answering.catalogue import Catalogue, keys_of
from app.search.answering.keeper import CatalogueKeeper
from app.search.answering.results import Tab
from app.search.index import IndexDocument, IndexUnavailable, SearchIndex
from app.search.upkeep.indexing import INDEX_DOCUMENTS, Indexing, watermark
from app.search.upkeep.lag import lag_seconds
from app.texts.models import Document
from app.translation.effects import show_changes
from tests.conventions.sources import ROOT
from tests.databases import HOST, Databases, make_settings
from tests.factories.library import BENCH, TABLE, ContentFolders
from tests.search.beginnings import SETTLED, begun
from tests.search.installation import Installation, all_sources, entities, install

OTHER_PROCESS = """
import sys
from pathlib import Path
from app.platform.db import Database
from tests.search.installation import install

installation = install(Database(sys.argv[1]), Path(sys.argv[2]))
installation.folders.remove("learning_packs/build-a-bench")
installation.folders.change(
    "courses/furnish-a-house/course.toml", 'slug = "build-a-bench"', 'slug = "other"'
)
installation.load()
installation.settle()
"""


@pytest.fixture
def installation(databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    """Two packs, derived and indexed."""
    yield from begun(databases, SETTLED, tmp_path)


def comparable(catalogue: Catalogue) -> tuple[object, ...]:
    """Return a catalogue by the names of things, whatever their ordinals."""
    names = {
        ordinal: thing.entity
        for ordinal, thing in enumerate(catalogue.things)
        if thing is not None
    }

    spoken = {number: code for code, number in catalogue.tongues._numbers.items()}

    def named(bits: int) -> set[str]:
        return {name for ordinal, name in names.items() if bits >> ordinal & 1}

    return (
        {thing.entity: thing for thing in catalogue.things if thing},
        named(catalogue.visible),
        named(catalogue.stale),
        {key: named(bits) for key, bits in catalogue.bits.items()},
        {names[o]: names[catalogue.groups[o]] for o in names},
        [version for version in catalogue.versions if version],
        {
            number: spoken[catalogue.tongues.documents[number]]
            for number, version in enumerate(catalogue.versions)
            if version
        },
    )


def test_a_catalogue_that_followed_is_the_one_read_anew(
    installation: Installation,
) -> None:
    folders, keeper = installation.folders, installation.service.keeper
    only, first = f"{TABLE}/modules/01-only.md", f"{BENCH}/modules/01-choose.md"
    steps: tuple[Callable[[], object], ...] = (
        lambda: folders.change(f"{BENCH}/pack.toml", "beginner", "experienced"),
        lambda: folders.change(only, "minutes = 15", "minutes = 20"),
        lambda: folders.change(first, "## Look at the wood\n", ""),
        lambda: folders.copy(TABLE, "learning_packs/a-third"),
        lambda: folders.change(
            "learning_packs/a-third/pack.toml", 'id = "table1"', 'id = "third1"'
        ),
        lambda: folders.remove("learning_packs/a-third"),
        lambda: folders.remove(f"{BENCH}/modules/02-cut.md"),
    )
    for step in steps:
        step()
        installation.load()
        for wait in (installation.derive, installation.settle):
            with installation.database.open_session() as session:
                followed = keeper.whole(session)
                anew = CatalogueKeeper(
                    all_sources(folders), installation.database, index="none"
                ).whole(session)
                assert comparable(followed) == comparable(anew)
            wait()


def test_every_bit_belongs_to_a_thing_that_is_there(installation: Installation) -> None:
    installation.folders.remove("projects/a-bench-2019.toml")
    installation.folders.change(
        f"{BENCH}/pack.toml", 'projects = ["a-bench-2019"]', "projects = []"
    )
    with installation.database.open_session() as session:
        installation.service.keeper.whole(session)
    installation.load()

    with installation.database.open_session() as session:
        catalogue = installation.service.keeper.whole(session)

    known = {key for thing in catalogue.things if thing for key in keys_of(thing)}
    assert set(catalogue.bits) == known
    for bits in catalogue.bits.values():
        assert bits & ~catalogue.visible == 0


@pytest.mark.slow
def test_what_another_process_withdrew_is_gone_here_at_once(
    installation: Installation, tmp_path: Path
) -> None:
    assert "pack:bench1" in entities(installation.ask("bench"))

    subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, installation.database.url, tmp_path],
        cwd=ROOT,
        check=True,
    )

    found = installation.ask("bench")
    assert "pack:bench1" not in entities(found)
    assert found.tabs[Tab.PACKS] == 1, "the other one mentions it"


@pytest.mark.slow
def test_many_threads_search_while_content_changes(installation: Installation) -> None:
    failures: list[BaseException] = []
    only = f"{TABLE}/modules/01-only.md"
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                found = installation.ask("bench")
                assert found.tabs[Tab.PACKS] <= 2
        except BaseException as error:  # noqa: BLE001 - it has to reach the test
            failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(8):
        text = installation.folders.read(only)
        installation.folders.write(only, f"{text}\nMore {number}.\n")
        installation.load()
        installation.settle()
    done.set()
    for thread in threads:
        thread.join(30)

    assert failures == []


def test_search_lags_until_the_index_has_the_change(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = installation.engine.name

    def lag() -> int:
        with installation.database.open_session() as session:
            return lag_seconds(session, name)

    assert lag() == 0
    installation.folders.change(f"{BENCH}/pack.toml", "Build a bench", "Build one")
    installation.load()
    later = clock.now() + timedelta(seconds=90)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert 80 < lag() < 100
    installation.derive()
    installation.settle()
    assert lag() == 0


class Away:
    """An engine that is away for some tries, before a real one."""

    def __init__(self, installation: Installation, failures: int) -> None:
        self.real = installation.engine.index
        self.left = failures

    def write(self, documents: Sequence[IndexDocument]) -> None:
        if self.left:
            self.left -= 1
            raise IndexUnavailable("away")
        self.real.write(documents)

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


def test_an_engine_that_is_away_is_tried_again_and_nothing_is_lost(
    database: Database, tmp_path: Path
) -> None:
    installation = install(database, tmp_path)
    away = Away(installation, failures=2)
    sources = all_sources(installation.folders)
    indexing = Indexing(sources, cast(SearchIndex, away), installation.engine.name)
    installation.worker.register(INDEX_DOCUMENTS, indexing.index_documents)
    installation.load()

    installation.settle()
    with database.open_session() as session:
        is_waiting = is_queued(session, INDEX_DOCUMENTS)
        behind = watermark(session, installation.engine.name)
    for _ in range(40):
        if not away.left and installation.ask("bench").total:
            break
        threading.Event().wait(0.25)
        installation.settle()

    assert is_waiting
    assert behind == 0
    assert "pack:bench1" in entities(installation.ask("bench"))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("starter", "Search does not find yet what changed"),
        ("searched", "Search finds every change that was published."),
    ],
)
def test_the_status_page_says_how_far_search_is(
    databases: Databases, kind: str, sentence: str
) -> None:
    url = databases.copy(kind)
    app = create_app(make_settings(url, databases.media))

    text = TestClient(app, base_url=f"http://{HOST}").get("/en/status").text
    app.state.database.close()
    databases.drop(url)

    assert sentence in text
    assert "Translations are shown as soon as they are saved" in text


@pytest.mark.slow
def test_the_status_page_says_how_far_the_counts_of_translations_are(
    folders: ContentFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = folders.database
    app = create_app(
        make_settings(database.url, folders.storage.folder, content_folder=folders.root)
    )
    client = TestClient(app, base_url=f"http://{HOST}")
    folders.load()
    app.state.worker.run_due()
    with database.transaction() as session:
        pack = session.scalars(select(Pack).order_by(col(Pack.id)).limit(1)).one()
        show_changes(session, session.get_one(Document, pack.document_id), "fr")
    now = clock.now() + timedelta(seconds=150)
    monkeypatch.setattr(clock, "now", lambda: now)
    behind = client.get("/en/status").text
    app.state.worker.run_due()
    after = client.get("/en/status").text
    app.state.database.close()

    assert "those of the last 3 minutes are not counted yet." in behind
    assert "Translations are shown as soon as they are saved." in after


def test_an_index_that_was_thrown_away_is_filled_again(
    installation: Installation, tmp_path: Path
) -> None:
    index = installation.engine.index
    index.remove([number for number, _ in index.versions(0, limit=10_000)])
    assert installation.ask("bench").total == 0

    installation.folders.change(f"{TABLE}/pack.toml", "on the bench", "on this bench")
    installation.load()
    installation.settle()

    assert set(entities(installation.ask("bench"))) >= {"pack:bench1", "pack:table1"}
