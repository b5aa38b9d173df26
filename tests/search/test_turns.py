"""Searches wait for each other in a line, and never for one that hangs."""

import threading
import time
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.search.answering.turns import Turns

MOST_SECONDS = 60


def until(is_so: Callable[[], bool]) -> None:
    """Wait for a sign."""
    deadline = time.monotonic() + MOST_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_so_many_work_at_a_time_and_the_others_in_the_order_they_came() -> None:
    turns = Turns(2, patience=MOST_SECONDS)
    working: list[int] = []
    order: list[int] = []
    done = [threading.Event() for _ in range(6)]

    def work(number: int) -> None:
        with turns.turn():
            working.append(number)
            order.append(number)
            done[number].wait(MOST_SECONDS)
            working.remove(number)

    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=work, args=(number,)))
        threads[-1].start()
        # Each is at work or in the line before the next one comes.
        count = number + 1
        until(lambda count=count: len(working) + len(turns._waiting) == count)  # type: ignore[misc]
    seen: list[list[int]] = []
    for number in range(6):
        until(lambda: len(working) == min(2, 6 - len(seen)))
        seen.append(sorted(working))
        done[number].set()
        until(lambda number=number: number not in working)  # type: ignore[misc]
    for thread in threads:
        thread.join(MOST_SECONDS)

    assert order == [0, 1, 2, 3, 4, 5]
    assert seen == [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5]]


def test_who_has_waited_long_enough_goes_on_and_passes_nothing_on() -> None:
    turns = Turns(1, patience=0.01)

    with turns.turn(), turns.turn(), turns.turn():
        assert turns._free == 0

    assert turns._free == 1
    assert not turns._waiting


def test_a_search_that_fails_passes_its_turn_on() -> None:
    turns = Turns(1, patience=MOST_SECONDS)
    with pytest.raises(ValueError, match="went wrong"), turns.turn():
        raise ValueError("it went wrong")

    with turns.turn():
        assert turns._free == 0


PARTS = ("_results", "_more", "_count", "filters")
ANSWERS = ["/en/search", "/api/v1/search", *(f"/en/search/{part}" for part in PARTS)]


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_waits_for_its_turn(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    turns = Turns(1, patience=MOST_SECONDS)
    monkeypatch.setattr(app.state.search, "_turns", turns)
    answered: list[int] = []

    def ask() -> None:
        answered.append(client.get(f"{address}?q=budget").status_code)

    asking = threading.Thread(target=ask)
    with turns.turn():
        asking.start()
        until(lambda: len(turns._waiting) == 1)
        assert not answered
    asking.join(MOST_SECONDS)

    assert answered == [200]
    assert turns._free == 1
