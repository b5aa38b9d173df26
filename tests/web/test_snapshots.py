"""What is read for pages: once at each version, however many ask at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.web import snapshots
from app.web.snapshots import Snapshots
from tests.conftest import MUCH_SECONDS

READERS = 6


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "PATIENCE_SECONDS", MUCH_SECONDS)


def test_what_many_want_at_once_is_built_once() -> None:
    kept, built = Snapshots(), list[int]()
    asked = threading.Semaphore(0)

    def build() -> int:
        # Not before everybody else has asked, or is about to.
        for _ in range(READERS - 1):
            assert asked.acquire(timeout=MUCH_SECONDS)
        built.append(1)
        return len(built)

    def ask(reader: int) -> int:
        if reader:
            asked.release()
        return kept.at(1, "home", build)

    with ThreadPoolExecutor(READERS) as threads:
        assert list(threads.map(ask, range(READERS))) == [1] * READERS
    assert built == [1]


def test_who_waited_for_one_that_failed_builds_it() -> None:
    kept, begun, asked = Snapshots(), threading.Event(), threading.Event()

    def fail() -> str:
        begun.set()
        assert asked.wait(MUCH_SECONDS)
        raise RuntimeError("no luck")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(kept.at, 1, "home", fail)
        assert begun.wait(MUCH_SECONDS)
        second = threads.submit(kept.at, 1, "home", lambda: "sound")
        asked.set()

        assert second.result(MUCH_SECONDS) == "sound"
        with pytest.raises(RuntimeError, match="no luck"):
            first.result(MUCH_SECONDS)


def test_another_version_is_not_waited_for() -> None:
    """Who has read what is newer may not get what is older."""
    kept, newer = Snapshots(), threading.Event()

    def old() -> str:
        assert newer.wait(MUCH_SECONDS)
        return "old"

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(kept.at, 1, "home", old)
        second = threads.submit(kept.at, 2, "home", lambda: "new")
        assert second.result(MUCH_SECONDS) == "new"
        newer.set()

        assert first.result(MUCH_SECONDS) == "old"
    assert kept.at(2, "home", lambda: "again") == "new"


def test_several_are_built_together_and_wait_for_nobody() -> None:
    """Two that build what the other also wants would wait for each other."""
    kept, begun, others = Snapshots(), threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert others.wait(MUCH_SECONDS)
        return "slow"

    with ThreadPoolExecutor(1) as threads:
        one = threads.submit(kept.at, 1, "a", slow)
        assert begun.wait(MUCH_SECONDS)
        found = kept.at_each(1, ["a", "b"], lambda keys: dict.fromkeys(keys, "fast"))
        others.set()

        assert found == {"a": "fast", "b": "fast"}
        assert one.result(MUCH_SECONDS) == "slow"
    assert kept.at(1, "b", lambda: "again") == "fast"
