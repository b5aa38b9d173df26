"""Whatever a search server does wrong is one error, soon, and over when it is over."""

import threading
import time
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from app.platform.db import Database
from app.platform.jobs import is_queued, request_job
from app.platform.outbox import EventBus
from app.platform.worker import Worker
from app.search.circuit import REST_SECONDS, Circuit
from app.search.index import (
    DocumentsRefused,
    EntityKind,
    IndexDocument,
    IndexUnavailable,
)
from app.search.meilisearch.client import PROBING, SEARCHING
from app.search.meilisearch.engine import MENDING_SECONDS, MeilisearchIndex
from app.search.upkeep.deriving import Sources
from app.search.upkeep.indexing import INDEX_DOCUMENTS, Indexing
from app.search.vocabulary import Vocabulary
from app.search.words.query import parse
from tests.search.rows import put_rows
from tests.services.fault_proxy import SLOW_SECONDS, Fault, FaultProxy, fault_proxy
from tests.services.meilisearch import LARGEST_BODY, MeilisearchServer

pytestmark = pytest.mark.service

FAULTS = [fault for fault in Fault if fault is not Fault.NONE]
BUDGET = IndexDocument(
    id=1,
    entity="module:a/m1",
    group="pack:a",
    kind=EntityKind.MODULE,
    language="en",
    title="A budget",
    context="",
    text="",
    version=1,
)


class Clock:
    """A clock that goes when it is told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def proxy(meilisearch: MeilisearchServer) -> Iterator[FaultProxy]:
    with fault_proxy(meilisearch.port) as proxy:
        yield proxy


@pytest.fixture
def index(
    proxy: FaultProxy, meilisearch: MeilisearchServer, database: Database
) -> Iterator[MeilisearchIndex]:
    """An index reached through the proxy, with one document."""
    own = meilisearch.settings("faulty")
    index = MeilisearchIndex(
        own.model_copy(update={"search_url": proxy.url}), Vocabulary(database)
    )
    index.write([BUDGET])
    assert ids(index) == [1]
    yield index
    index.close()


def ids(index: MeilisearchIndex | Circuit) -> list[int]:
    return [item.id for item in index.find(parse("budget"), ("en",), limit=5).items]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_error_long_before_the_server_answers_and_then_over(
    index: MeilisearchIndex, proxy: FaultProxy, fault: Fault
) -> None:
    proxy.break_as(fault)
    began = time.monotonic()
    with pytest.raises(IndexUnavailable):
        ids(index)
    with pytest.raises(IndexUnavailable):
        index.best_in(parse("budget"), ("en",), ["pack:a"], per_group=2)
    with pytest.raises(IndexUnavailable):
        index.suggest("budg", ("en",), limit=5)
    waited = time.monotonic() - began
    proxy.mend()

    assert waited < SLOW_SECONDS / 2, "for three searches"
    assert ids(index) == [1]


def test_a_visitor_waits_less_than_a_second_for_a_server_that_hangs() -> None:
    """The pauses that are set; what a busy machine makes of them is measured."""
    assert SEARCHING.connect + SEARCHING.read < 1
    assert SEARCHING.whole + MENDING_SECONDS < 1


@pytest.mark.parametrize("fault", [Fault.HALF_OPEN, Fault.BROKEN, Fault.REFUSED])
def test_a_server_that_failed_is_asked_once_and_then_left_alone(
    index: MeilisearchIndex, proxy: FaultProxy, fault: Fault
) -> None:
    clock = Clock()
    circuit = Circuit(index, clock)
    proxy.break_as(fault)
    before = proxy.asked
    for _ in range(6):
        with pytest.raises(IndexUnavailable):
            ids(circuit)
    asked = proxy.asked - before
    proxy.mend()
    with pytest.raises(IndexUnavailable):
        ids(circuit)
    clock.now += REST_SECONDS

    assert asked == (0 if fault is Fault.REFUSED else 1)
    assert ids(circuit) == [1]
    assert ids(circuit) == [1]


def test_after_the_rest_one_visitor_tries_while_others_do_not_wait(
    index: MeilisearchIndex, proxy: FaultProxy
) -> None:
    clock = Clock()
    circuit = Circuit(index, clock)
    proxy.break_as(Fault.BROKEN)
    with pytest.raises(IndexUnavailable):
        ids(circuit)
    proxy.break_as(Fault.SILENT)
    clock.now += REST_SECONDS
    before, failures = proxy.asked, []

    def search() -> None:
        try:
            ids(circuit)
        except IndexUnavailable as error:
            failures.append(str(error))

    visitors = [threading.Thread(target=search) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert proxy.asked - before == 1
    assert failures.count("resting after a failure") == 7


@pytest.mark.parametrize(
    "fault", [Fault.BROKEN, Fault.CUT, Fault.NOT_JSON, Fault.REFUSED]
)
def test_what_could_not_be_written_is_written_later(
    index: MeilisearchIndex, proxy: FaultProxy, fault: Fault
) -> None:
    proxy.break_as(fault)
    with pytest.raises(IndexUnavailable):
        index.write([BUDGET, replace(BUDGET, id=2)])
    with pytest.raises(IndexUnavailable):
        index.remove([1])
    with pytest.raises(IndexUnavailable):
        index.versions(0, limit=10)
    with pytest.raises(IndexUnavailable):
        index.count()
    proxy.mend()
    index.write([BUDGET, replace(BUDGET, id=2)])
    index.remove([1])

    assert index.versions(0, limit=10) == [(2, 1)]


@pytest.mark.parametrize("fault", [Fault.HALF_OPEN, Fault.SILENT])
def test_a_worker_asks_a_server_that_hangs_one_short_question(
    index: MeilisearchIndex, proxy: FaultProxy, database: Database, fault: Fault
) -> None:
    """Other jobs wait behind it: it must not begin what may take long."""
    put_rows(database, [2])
    worker = Worker(database, EventBus(database))
    indexing = Indexing(Sources.of(()), index, "faulty")
    worker.register(INDEX_DOCUMENTS, indexing.index_documents)
    with database.transaction() as session:
        request_job(session, INDEX_DOCUMENTS, {}, key=INDEX_DOCUMENTS)
    proxy.break_as(fault)
    before = proxy.asked

    worker.run_due()

    assert proxy.asked - before == 1
    assert PROBING.connect + PROBING.read < 2
    with database.open_session() as session:
        assert is_queued(session, INDEX_DOCUMENTS)


def test_a_document_the_server_refuses_keeps_no_other_out(
    index: MeilisearchIndex,
) -> None:
    endless = replace(BUDGET, id=7, text="word " * (LARGEST_BODY // 5))
    others = [replace(BUDGET, id=number) for number in range(8, 14)]

    with pytest.raises(DocumentsRefused) as refused:
        index.write([*others[:2], endless, *others[2:]])

    assert refused.value.ids == (7,)
    assert refused.value.reason == "payload_too_large"
    there = {number for number, _ in index.versions(6, limit=10)}
    assert there == set(range(8, 14))
