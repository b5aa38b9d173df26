"""Many who send bodies wait for each other, so that readers wait for none of them."""

import asyncio
from itertools import pairwise

from starlette.types import Message

from app.web.pacing import TakingTurns

SENDERS, PIECES = 20, 3


async def _send(turns: TakingTurns, rounds: list[int], now: list[int]) -> None:
    async def receive() -> Message:
        rounds.append(now[0])
        return {"type": "http.request", "body": b"x", "more_body": True}

    receive_in_turn = turns.of(receive)
    for _ in range(PIECES):
        await receive_in_turn()


async def _count_rounds(now: list[int]) -> None:
    while True:
        await asyncio.sleep(0)
        now[0] += 1


async def _everything() -> list[int]:
    turns, now = TakingTurns(), [0]
    rounds: list[int] = []
    counting = asyncio.create_task(_count_rounds(now))
    senders = (_send(turns, rounds, now) for _ in range(SENDERS))
    await asyncio.gather(*senders)
    counting.cancel()
    return rounds


def test_between_two_pieces_of_anybody_others_are_answered() -> None:
    rounds = asyncio.run(_everything())

    assert len(rounds) == SENDERS * PIECES
    assert all(later > earlier for earlier, later in pairwise(rounds)), rounds


def test_who_sends_nothing_holds_up_nobody() -> None:
    async def one_is_silent() -> list[int]:
        turns, rounds = TakingTurns(), list[int]()

        async def never() -> Message:
            await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        silent = asyncio.create_task(_wait(turns, never))
        await asyncio.sleep(0)
        await asyncio.wait_for(_send(turns, rounds, [0]), 60)
        silent.cancel()
        return rounds

    assert len(asyncio.run(one_is_silent())) == PIECES


async def _wait(turns: TakingTurns, receive: object) -> None:
    await turns.of(receive)()  # type: ignore[arg-type]
