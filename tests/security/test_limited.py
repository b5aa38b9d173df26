"""A call that needs too much is ended, and everybody else is served."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.platform.limited import LimitedProcess, Limits, TookTooLong
from tests.security.greedy import (
    add,
    busy,
    disturb,
    end_itself,
    fail,
    grow,
    hold,
    long_result,
    sleep,
)

Maker = Callable[..., LimitedProcess]


@pytest.fixture
def make() -> Iterator[Maker]:
    made: list[LimitedProcess] = []

    def maker(**limits: float) -> LimitedProcess:
        made.append(LimitedProcess(Limits(**limits)))  # type: ignore[arg-type]
        return made[-1]

    yield maker
    for process in made:
        process.close()


def is_running(pid: int | None) -> bool:
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_call_returns_what_the_function_returns(make: Maker) -> None:
    assert make().run(add, 2, second=3) == 5


def test_the_process_is_used_again(make: Maker) -> None:
    process = make()
    process.run(add, 1, 1)
    pid = process.pid

    assert process.run(add, 2, 2) == 4
    assert process.pid == pid


def test_it_starts_only_when_it_is_needed(make: Maker) -> None:
    assert make().pid is None


def test_an_error_of_the_function_is_raised_here(make: Maker) -> None:
    with pytest.raises(ValueError, match="not today"):
        make().run(fail, "not today")


def test_too_much_cpu_ends_the_call_and_the_next_one_works(make: Maker) -> None:
    process = make(cpu_seconds=0.3)
    process.run(add, 1, 1)
    pid = process.pid

    with pytest.raises(TookTooLong):
        process.run(busy)

    assert process.run(add, 1, 2) == 3
    assert process.pid != pid
    assert wait_for(lambda: not is_running(pid))


def test_the_cpu_of_earlier_calls_does_not_count(make: Maker) -> None:
    process = make(cpu_seconds=0.5)

    for number in range(4):
        process.run(busy, 0.2, number)

    assert process.pid is not None


def test_waiting_without_work_ends_by_the_clock(make: Maker) -> None:
    started = time.monotonic()

    with pytest.raises(TookTooLong):
        make(wall_seconds=0.5).run(sleep, 60)

    assert time.monotonic() - started < 30


def test_too_much_memory_ends_the_call_and_the_next_one_works(make: Maker) -> None:
    process = make()

    with pytest.raises(TookTooLong):
        process.run(grow)

    assert process.run(add, 1, 2) == 3


def test_too_large_a_result_is_refused(make: Maker) -> None:
    with pytest.raises(TookTooLong):
        make(result_bytes=1_000).run(long_result, 2_000)


def test_what_was_refused_is_refused_at_once_the_next_time(make: Maker) -> None:
    process = make(cpu_seconds=0.5)
    with pytest.raises(TookTooLong):
        process.run(busy)

    assert process.pid is None
    with pytest.raises(TookTooLong):
        process.run(busy)
    assert process._child is None, "nobody was asked"


def test_a_child_that_somebody_ends_is_replaced(make: Maker) -> None:
    process = make()
    process.run(add, 1, 1)
    os.kill(process.pid or 0, signal.SIGKILL)

    assert process.run(add, 1, 2) == 3


def test_a_child_ended_amid_a_call_does_the_call_again(make: Maker) -> None:
    process = make()
    results: list[str] = []
    thread = threading.Thread(target=lambda: results.append(process.run(sleep, 1)))
    thread.start()
    assert wait_for(lambda: process.pid is not None)
    first = process.pid
    os.kill(first or 0, signal.SIGKILL)
    thread.join()

    assert results == ["slept"]
    assert process.pid != first


def test_a_function_that_always_dies_is_given_up(make: Maker) -> None:
    with pytest.raises(TookTooLong):
        make().run(end_itself)


def test_a_function_that_prints_and_reads_disturbs_nothing(make: Maker) -> None:
    process = make()

    assert process.run(disturb) == ""
    assert process.run(add, 1, 2) == 3


def test_the_child_leaves_when_nobody_needs_it_and_comes_back(make: Maker) -> None:
    process = make(idle_seconds=0.2)
    process.run(add, 1, 1)
    pid = process.pid

    assert wait_for(lambda: not is_running(pid)), "the child stays in the process table"
    assert process.run(add, 1, 2) == 3


def test_the_child_leaves_when_it_holds_on_to_much_memory(make: Maker) -> None:
    process = make()

    assert process.run(hold, 200_000_000) == 200_000_000
    pid = process.pid
    assert wait_for(lambda: not is_running(pid))
    assert process.run(hold, 1) == 1


def test_nobody_waits_behind_too_many(make: Maker) -> None:
    process = make(waiting=2, waiting_seconds=0.2)
    outcomes: list[str] = []
    together = threading.Barrier(5)

    def ask(number: int) -> None:
        together.wait(60)
        try:
            outcomes.append(process.run(sleep, 3, number))
        except TookTooLong:
            outcomes.append("refused")

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused"] * 4 + ["slept"]


def test_the_child_sees_no_secret_and_no_setting(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSALONG_SECRET_KEY", "canary" * 10)

    assert make().run(os.getenv, "PASSALONG_SECRET_KEY") is None
