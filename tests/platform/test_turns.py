"""Writers take turns, in the order they came, whether threads or coroutines."""

import asyncio
import threading

import pytest

from app.platform.turns import Turns

LONG = 30.0
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """What the server runs on."""
    return "asyncio"


async def take(turns: Turns, said: list[str], name: str) -> None:
    """Note that it is this coroutine's turn."""
    async with turns.coroutine_turn():
        said.append(name)


async def test_coroutines_go_in_the_order_they_came() -> None:
    turns, said = Turns(LONG), list[str]()
    names = [str(number) for number in range(20)]

    async with turns.coroutine_turn():
        waiting = [asyncio.create_task(take(turns, said, name)) for name in names]
        await asyncio.sleep(0)
        before = list(said)
    await asyncio.gather(*waiting)

    assert (before, said) == ([], names)


async def test_a_coroutine_waits_for_a_thread_without_one() -> None:
    turns, said = Turns(LONG), list[str]()
    has_turn, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with turns.turn():
            has_turn.set()
            may_end.wait(LONG)
            said.append("thread")

    thread = threading.Thread(target=write)
    thread.start()
    await asyncio.to_thread(has_turn.wait, LONG)
    waiting = asyncio.create_task(take(turns, said, "coroutine"))
    # The loop goes on while somebody waits on it.
    await asyncio.sleep(0.01)
    may_end.set()
    await waiting
    thread.join()

    assert said == ["thread", "coroutine"]


async def test_who_gives_up_is_passed_over() -> None:
    turns, said = Turns(LONG), list[str]()

    async with turns.coroutine_turn():
        gone = asyncio.create_task(take(turns, said, "gone"))
        waiting = asyncio.create_task(take(turns, said, "there"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
    await waiting
    await take(turns, said, "next")

    assert gone.cancelled()
    assert said == ["there", "next"]


async def test_a_turn_that_comes_as_somebody_gives_up_is_passed_on() -> None:
    turns, said = Turns(LONG), list[str]()

    async with turns.coroutine_turn():
        gone = asyncio.create_task(take(turns, said, "gone"))
        await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone

    await asyncio.wait_for(take(turns, said, "next"), LONG)
    assert said == ["next"]


async def test_who_has_waited_long_enough_asks_the_database_itself() -> None:
    turns, said = Turns(0.01), list[str]()

    def write() -> None:
        with turns.turn():
            said.append("thread")

    async with turns.coroutine_turn():
        await take(turns, said, "coroutine")
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    await take(turns, said, "later")

    assert said == ["coroutine", "thread", "later"]


async def test_a_handler_goes_on_in_the_turn_of_its_request() -> None:
    turns, said = Turns(2 * LONG), list[str]()

    def count_a_try() -> None:
        with turns.turn():
            said.append("handler")

    async with turns.coroutine_turn():
        waiting = asyncio.create_task(take(turns, said, "next"))
        await asyncio.wait_for(asyncio.to_thread(count_a_try), LONG)
        # The turn is still this request's.
        await asyncio.sleep(0)
        said.append("request")
    await waiting

    assert said == ["handler", "request", "next"]


async def test_a_turn_that_is_over_lets_nobody_pass() -> None:
    turns, said = Turns(LONG), list[str]()
    async with turns.coroutine_turn():
        pass

    has_turn, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with turns.turn():
            has_turn.set()
            may_end.wait(LONG)

    def say_late() -> None:
        with turns.turn():
            said.append("late")

    other = threading.Thread(target=write)
    other.start()
    await asyncio.to_thread(has_turn.wait, LONG)
    late = asyncio.create_task(asyncio.to_thread(say_late))
    await asyncio.sleep(0.01)
    before = list(said)
    may_end.set()
    await late
    other.join()

    assert (before, said) == ([], ["late"])
