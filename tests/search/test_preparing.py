"""What searches need is read in the background; one that comes earlier is answered."""

import threading
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from app.search.answering.results import Asked, Results
from app.search.index import EntityKind
from app.search.service import SearchService
from app.search.sources.documents import DocumentSource, Made, Stamps, Thing
from app.search.upkeep.deriving import Sources
from tests.databases import Databases
from tests.factories.library import BENCH
from tests.search.beginnings import SETTLED, begun
from tests.search.installation import Installation, entities


class Waiting:
    """A source that is not done with reading everything until it is let go."""

    def __init__(self, source: DocumentSource, go_on: threading.Event) -> None:
        self.source = source
        self.go_on = go_on

    @property
    def kind(self) -> EntityKind:
        return self.source.kind

    def groups(
        self, session: Session, among: Collection[str] | None = None
    ) -> list[str]:
        if among is None:
            self.go_on.wait()
        return self.source.groups(session, among)

    def stamps(self, session: Session, groups: Collection[str]) -> Stamps:
        return self.source.stamps(session, groups)

    def things(
        self, session: Session, groups: Collection[str] | None = None
    ) -> list[Thing]:
        return self.source.things(session, groups)

    def pieces(
        self, session: Session, group: str, entities: Collection[str]
    ) -> dict[str, Made]:
        return self.source.pieces(session, group, entities)


@pytest.fixture
def installation(databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    """Two packs, derived and indexed."""
    yield from begun(databases, SETTLED, tmp_path)


@pytest.fixture
def go_on() -> Iterator[threading.Event]:
    """What lets the reading go on; at the end of the test at the latest."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def starting(
    installation: Installation, go_on: threading.Event
) -> Iterator[SearchService]:
    """The service of a process that has only begun to read what there is."""
    waiting = [Waiting(source, go_on) for source in installation.service.sources]
    engine, sources = installation.engine, Sources.of(waiting)
    service = SearchService(
        sources, engine.searching, None, installation.database, index=engine.name
    )
    service.keeper.prepare()
    yield service
    # What still reads would be cut off in the middle when the database is closed.
    go_on.set()
    with installation.database.open_session() as session:
        service.keeper.whole(session)


def ask(installation: Installation, service: SearchService, text: str) -> Results:
    with installation.database.open_session() as session:
        return service.answer(session, Asked(text))


@pytest.mark.parametrize("text", ["bench", "wood", "table", "nothingofthiskind"])
def test_a_search_before_everything_is_read_finds_the_same(
    installation: Installation, starting: SearchService, text: str
) -> None:
    early = ask(installation, starting, text)

    assert early == ask(installation, installation.service, text)


def test_what_is_hidden_is_not_found_before_everything_is_read_either(
    installation: Installation, starting: SearchService
) -> None:
    before = ask(installation, starting, "bench")
    installation.folders.remove(BENCH)
    installation.load()

    after = ask(installation, starting, "bench")

    assert "pack:bench1" in entities(before)
    assert after.total < before.total
    assert "bench1" not in repr(after.cards)


def test_what_is_typed_is_completed_before_everything_is_read(
    installation: Installation, starting: SearchService
) -> None:
    with installation.database.open_session() as session:
        early = starting.suggest(session, "ben", ("en",), limit=6)

    assert early
    assert early == installation.suggest("ben")


def test_a_look_at_all_there_is_waits_until_it_is_read(
    installation: Installation, starting: SearchService, go_on: threading.Event
) -> None:
    answers: list[Results] = []

    def look() -> None:
        answers.append(ask(installation, starting, ""))

    reader = threading.Thread(target=look)
    reader.start()
    early = ask(installation, starting, "bench")
    go_on.set()
    reader.join()

    assert early.total
    assert answers == [ask(installation, installation.service, "")]
