"""Lets many who bring files wait for each other, so that readers wait for none of them.

A server reads every connection that has something to say, one after the other, before
it looks for the next request: a hundred that send as fast as they can are a long round.
Here they take turns: one is read, then whoever came meanwhile is answered.
"""

import asyncio

from starlette.types import Message, Receive

# About as long as what is done with a piece: half of a server's time stays for readers,
# and a process takes a hundred megabytes a second.
PAUSE_SECONDS = 0.001


class TakingTurns:
    """One line for all who send bodies to this process."""

    def __init__(self) -> None:
        self._line = asyncio.Lock()

    def of(self, receive: Receive) -> Receive:
        """Return what receives the next piece of a body when it is its turn.

        Between two pieces nothing more is read of a connection than the server keeps
        for it: who sends is slowed down by TCP. Who is slow holds up nobody: the turn
        is over before the piece has come.
        """

        async def in_turn() -> Message:
            async with self._line:
                # Rounds in which others are answered.
                await asyncio.sleep(PAUSE_SECONDS)
            return await receive()

        return in_turn
