"""A search server that is away or killed: readers get an answer, nothing is lost."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.platform.db import Database
from app.platform.ids import short_id
from app.platform.jobs import request_job
from app.platform.settings import Settings
from app.search.circuit import REST_SECONDS
from app.search.engines import Engine, engine_for
from app.search.upkeep.indexing import INDEX_DOCUMENTS
from app.search.upkeep.parity import Difference, Parity, waiting
from app.search.vocabulary import Vocabulary
from tests.conventions.sources import ROOT
from tests.databases import make_settings
from tests.factories.library import BENCH, ContentFolders
from tests.search.rows import let_time_pass, put_rows
from tests.services.fault_proxy import SLOW_SECONDS, Fault, FaultProxy, fault_proxy
from tests.services.meilisearch import MeilisearchServer, start_meilisearch

pytestmark = pytest.mark.service

NOTICE = "The full search is away for a moment."
FAULTS = [fault for fault in Fault if fault is not Fault.NONE]
MANY = 5_000


@pytest.fixture
def proxy(meilisearch: MeilisearchServer) -> Iterator[FaultProxy]:
    with fault_proxy(meilisearch.port) as proxy:
        yield proxy


@pytest.fixture
def app(
    folders: ContentFolders, proxy: FaultProxy, meilisearch: MeilisearchServer
) -> Iterator[FastAPI]:
    """The whole program on two packs, its search server behind the proxy."""
    app = create_app(
        settings_for(folders, meilisearch, proxy.url, f"outage_{short_id(8)}")
    )
    folders.load()
    app.state.worker.run_due()
    yield app
    app.state.database.close()


def settings_for(
    folders: ContentFolders, server: MeilisearchServer, url: str, name: str
) -> Settings:
    own = server.settings(name)
    return make_settings(
        folders.database.url,
        folders.storage.folder,
        content_folder=folders.root,
        search_url=url,
        search_name=name,
        search_key=own.search_key,
        search_index_key=own.search_index_key,
    )


def engine(app: FastAPI) -> Engine:
    database = app.state.database
    return engine_for(app.state.settings, database, Vocabulary(database))


def differences(database: Database, engine: Engine) -> list[Difference]:
    return list(Parity(database, engine.index, engine.name).differences())


def late(database: Database, engine: Engine) -> int:
    with database.open_session() as session:
        return waiting(session, engine.name)


def test_whatever_goes_wrong_readers_get_titles_and_a_notice_and_saving_goes_on(
    app: FastAPI, client: TestClient, proxy: FaultProxy
) -> None:
    assert section_is_found(client), "before anything goes wrong"
    for fault in FAULTS:
        proxy.break_as(fault)
        asked, began = proxy.asked, time.monotonic()
        answers = [client.get("/en/search?q=bench") for _ in range(3)]
        saved = client.post("/en/packs/build-a-bench/1/done")
        waited = time.monotonic() - began
        asked = proxy.asked - asked
        proxy.mend()

        for answer in answers:
            assert answer.status_code == 200, fault
            assert NOTICE in answer.text, fault
            assert 'href="/en/packs/build-a-bench"' in answer.text, fault
        assert saved.status_code == 303, fault
        most = 1 + waited // REST_SECONDS
        assert asked <= most, f"{fault}: it is left alone after its first failure"
        assert waited < SLOW_SECONDS, f"{fault}: for three searches and a save"
        assert section_is_found(client), f"{fault}: by itself, some seconds later"


def section_is_found(client: TestClient) -> bool:
    """Tell whether the engine answers, if need be after its rest: only it knows it."""
    deadline = time.monotonic() + 20 * REST_SECONDS
    while time.monotonic() < deadline:
        html = client.get("/en/search?q=wood").text
        if NOTICE not in html and "Look at the" in html:
            return True
        time.sleep(0.2)
    return False


def test_what_is_published_meanwhile_is_found_when_the_server_is_back(
    app: FastAPI, client: TestClient, proxy: FaultProxy, folders: ContentFolders
) -> None:
    own = engine(app)
    proxy.break_as(Fault.BROKEN)
    folders.change(f"{BENCH}/modules/01-choose.md", "Dry wood", "Seasoned larch")
    folders.load()
    app.state.worker.run_due()
    app.state.worker.run_due()
    proxy.mend()
    lag = late(app.state.database, own)
    with app.state.database.transaction() as session:
        let_time_pass(session)
    app.state.worker.run_due()

    assert lag > 0
    assert late(app.state.database, own) == 0
    assert differences(app.state.database, own) == []
    assert "build-a-bench/1" in client.get("/en/search?q=larch").text


def test_killing_the_server_while_it_takes_documents_loses_nothing(
    folders: ContentFolders, tmp_path: Path
) -> None:
    server = start_meilisearch(tmp_path)
    app = create_app(settings_for(folders, server, server.url, "killed"))
    database, own = app.state.database, engine(app)
    put_rows(database, range(1, MANY))
    for _ in range(3):
        ask_for_indexing(database)
        working = threading.Thread(target=app.state.worker.run_due)
        before = own.index.count()
        working.start()
        wait_for_more(own, before)
        server.kill()
        working.join()
        server.start()
    ask_for_indexing(database)
    app.state.worker.run_due()
    found = own.index.count()
    wrong = differences(database, own)
    server.stop()
    database.close()

    assert found == MANY - 1
    assert wrong == []


def test_killing_the_worker_while_it_indexes_loses_nothing(
    app: FastAPI, proxy: FaultProxy
) -> None:
    database, own = app.state.database, engine(app)
    first = 10_000
    # Ten batches, three of which we wait for: it is far from done when it is killed.
    put_rows(database, range(first, first + 2 * MANY))
    for _ in range(3):
        ask_for_indexing(database)
        before = own.index.count()
        worker = start_worker(app.state.settings)
        wait_for_more(own, before)
        worker.kill()
        worker.wait()
    before_the_end = late(database, own)
    ask_for_indexing(database)
    app.state.worker.run_due()

    assert before_the_end > 0, "it was killed before it was done"
    assert late(database, own) == 0
    assert differences(database, own) == []


def ask_for_indexing(database: Database) -> None:
    with database.transaction() as session:
        request_job(session, INDEX_DOCUMENTS, {}, key=INDEX_DOCUMENTS)
        session.flush()
        let_time_pass(session)


def wait_for_more(own: Engine, before: int) -> None:
    """Return as soon as another batch has arrived."""
    deadline = time.monotonic() + 60
    while own.index.count() <= before and time.monotonic() < deadline:
        time.sleep(0.01)


def start_worker(settings: Settings) -> "subprocess.Popen[bytes]":
    """Start `passalong worker` as an operator would."""
    names = [*("database_url", "media_folder", "content_folder", "environment")]
    names += ["search_url", "search_name", "search_key", "search_index_key"]
    own = {f"PASSALONG_{name.upper()}": str(getattr(settings, name)) for name in names}
    return subprocess.Popen(
        [sys.executable, "-m", "app", "worker"],
        cwd=ROOT,
        env={**os.environ, **own},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
