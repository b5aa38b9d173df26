"""An index built anew, killed half-way, compared and mended, on both engines."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.platform import states
from app.platform.db import Database
from app.platform.outbox import EventBus
from app.platform.worker import Worker
from app.search.embedded.index import EmbeddedIndex
from app.search.index import IndexUnavailable, SearchIndex
from app.search.models import SearchDocument, SearchRefusal
from app.search.upkeep import parity, reindexing
from app.search.upkeep.deriving import SEARCH
from app.search.upkeep.indexing import INDEX_DOCUMENTS, set_watermark, watermark
from app.search.upkeep.parity import Difference, Parity, waiting
from app.search.upkeep.reindexing import REINDEX, Progress, Reindexing
from app.search.vocabulary import Vocabulary
from app.search.words.query import parse
from tests.search.rows import let_time_pass, put_rows, remove_rows

ENGINES = ["embedded", pytest.param("meilisearch", marks=pytest.mark.service)]
NAME = "tested"


@dataclass
class Shelf:
    """Documents in the database, and an index of them."""

    database: Database
    index: SearchIndex

    def put(self, *ids: int, word: str = "budget") -> None:
        """Add documents, or change them; the index does not know yet."""
        put_rows(self.database, ids, word=word)

    def take_away(self, *ids: int) -> None:
        """Remove documents; the index does not know yet."""
        remove_rows(self.database, ids)

    def follow(self) -> None:
        """Say that the index has followed all changes, whether or not it has."""
        with self.database.transaction() as session:
            set_watermark(session, NAME, states.current(session, SEARCH))

    def worker(self, rebuilding: Reindexing) -> Worker:
        """Return what does jobs."""
        worker = Worker(self.database, EventBus(self.database))
        worker.register(REINDEX, rebuilding.run)
        worker.register(INDEX_DOCUMENTS, lambda job: None)
        return worker

    def ask(self, rebuilding: Reindexing, *, anew: bool = False) -> None:
        """Ask for a rebuild."""
        with self.database.transaction() as session:
            rebuilding.request(session, anew=anew)

    def found(self, word: str) -> set[int]:
        """Return what the index finds."""
        return {m.id for m in self.index.find(parse(word), ("en",), limit=99).items}

    def parity(self) -> Parity:
        """Return the comparison."""
        return Parity(self.database, self.index, NAME)


@pytest.fixture(params=ENGINES)
def shelf(
    request: pytest.FixtureRequest,
    database: Database,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shelf]:
    """Both engines in turn; one that is in a file when the database is a server."""
    if request.param == "meilisearch":
        yield Shelf(database, request.getfixturevalue("meilisearch_index"))
        return
    if database.is_sqlite:
        yield Shelf(database, EmbeddedIndex(database, Vocabulary(database)))
        return
    with Database(f"sqlite:///{tmp_path_factory.mktemp('side')}/search.db") as beside:
        yield Shelf(database, EmbeddedIndex(beside, Vocabulary(database)))


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few documents fill many pages and batches."""
    monkeypatch.setattr(parity, "PAGE", 3)
    monkeypatch.setattr(reindexing, "BATCH", 4)


def test_a_rebuilt_index_has_every_document_and_tells_how_far_it_is(
    shelf: Shelf,
) -> None:
    shelf.put(*range(1, 12))
    told: list[Progress] = []
    rebuilding = Reindexing(shelf.index, NAME, told.append)
    shelf.ask(rebuilding)
    shelf.worker(rebuilding).run_due()

    assert told == [Progress(4, 11), Progress(8, 11), Progress(11, 11)]
    assert shelf.found("budget") == set(range(1, 12))
    assert list(shelf.parity().differences()) == []


def test_a_rebuild_that_is_killed_goes_on_where_it_stopped(shelf: Shelf) -> None:
    shelf.put(*range(1, 40))
    shelf.index.write([])

    def die(_: Progress) -> None:
        raise KeyboardInterrupt

    killed = Reindexing(shelf.index, NAME, die)
    shelf.ask(killed)
    with pytest.raises(KeyboardInterrupt):
        shelf.worker(killed).run_due()
    shelf.put(1, word="plan")
    told: list[Progress] = []
    rebuilding = Reindexing(shelf.index, NAME, told.append)
    shelf.ask(rebuilding)
    with shelf.database.transaction() as session:
        let_time_pass(session)
    shelf.worker(rebuilding).run_due()
    with shelf.database.open_session() as session:
        late = waiting(session, NAME)

    assert told[0].done > 4, "it began behind what was there"
    assert told[-1] == Progress(39, 39)
    assert shelf.index.count() == 39
    assert late == 1, "what changed meanwhile is known to be late"


def test_a_rebuild_can_begin_anew(shelf: Shelf) -> None:
    shelf.put(*range(1, 40))

    def die(_: Progress) -> None:
        raise IndexUnavailable

    failed = Reindexing(shelf.index, NAME, die)
    shelf.ask(failed)
    shelf.worker(failed).run_due()
    told: list[Progress] = []
    rebuilding = Reindexing(shelf.index, NAME, told.append)
    shelf.ask(rebuilding, anew=True)
    shelf.worker(rebuilding).run_due()

    assert [now.done for now in told] == [*range(4, 40, 4), 39]


def test_whoever_lost_the_lease_never_swaps(shelf: Shelf) -> None:
    shelf.put(1, 2, 3)
    shelf.index.write([])

    def lose(_: Progress) -> None:
        with shelf.database.transaction() as session:
            let_time_pass(session)

    slow = Reindexing(shelf.index, NAME, lose)
    shelf.ask(slow)
    worker = shelf.worker(slow)
    [(job_id, _)] = worker._due_jobs()
    done = worker._run_job(job_id)

    assert not done
    assert shelf.found("budget") == set()
    with shelf.database.open_session() as session:
        assert watermark(session, NAME) == 0


def test_differences_are_found_page_by_page_and_mended(shelf: Shelf) -> None:
    shelf.put(*range(1, 21))
    rebuilding = Reindexing(shelf.index, NAME)
    shelf.ask(rebuilding)
    shelf.worker(rebuilding).run_due()
    shelf.index.remove([2, 3, 20])
    shelf.put(5, 6, word="plan")
    shelf.take_away(9, 19)
    shelf.follow()
    before = together(shelf)
    for difference in shelf.parity().differences():
        shelf.parity().mend(difference)

    assert before == Difference((2, 3, 20), (5, 6), (9, 19))
    assert together(shelf) == Difference()
    assert shelf.found("plan") == {5, 6}
    assert shelf.found("budget") == set(range(1, 21)) - {5, 6, 9, 19}


def test_what_the_worker_has_yet_to_do_is_no_difference(shelf: Shelf) -> None:
    shelf.put(*range(1, 6))
    rebuilding = Reindexing(shelf.index, NAME)
    shelf.ask(rebuilding)
    shelf.worker(rebuilding).run_due()
    shelf.put(1, word="plan")
    shelf.put(6, 7)
    shelf.take_away(3)

    with shelf.database.open_session() as session:
        assert waiting(session, NAME) == 4
    assert together(shelf) == Difference()


def test_an_index_that_is_ahead_of_a_restored_database_is_mended(shelf: Shelf) -> None:
    shelf.put(1, 2)
    rebuilding = Reindexing(shelf.index, NAME)
    shelf.ask(rebuilding)
    shelf.worker(rebuilding).run_due()
    with shelf.database.transaction() as session:
        older = {"version": 0, "title": "A plan"}
        row = col(SearchDocument.id) == 1
        session.connection().execute(update(SearchDocument).where(row).values(older))
    before = together(shelf)
    shelf.parity().mend(before)

    assert before == Difference(stale=(1,))
    assert shelf.found("plan") == {1}
    assert together(shelf) == Difference()


def test_a_refused_document_that_is_taken_at_last_is_no_longer_listed(
    shelf: Shelf,
) -> None:
    shelf.put(1)
    shelf.follow()
    with shelf.database.transaction() as session:
        refusal = SearchRefusal(name=NAME, document_id=1, version=1, reason="too large")
        session.add(refusal)
    with shelf.database.open_session() as session:
        before = parity.refusals(session, NAME, limit=5)
    shelf.parity().mend(together(shelf))
    with shelf.database.open_session() as session:
        after = parity.refusals(session, NAME, limit=5)

    assert [row.reason for row in before] == ["too large"]
    assert after == []


def together(shelf: Shelf) -> Difference:
    """Return the differences of all pages as one."""
    pages = list(shelf.parity().differences())
    return Difference(
        missing=tuple(number for page in pages for number in page.missing),
        stale=tuple(number for page in pages for number in page.stale),
        superfluous=tuple(number for page in pages for number in page.superfluous),
    )
