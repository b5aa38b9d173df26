"""A server's side of the receiver: lends it connections, hears what has arrived."""

import asyncio
import errno
import socket
import subprocess
import sys
from itertools import count
from threading import Thread

from app.platform import receiver
from app.platform.receiver import LOST, OUTCOME, TASK

# Nobody has sent anything for so long: it is started anew with the next.
IDLE_SECONDS = 120.0
OUTCOMES_AT_ONCE = 256
# It has been told of more than it has looked at.
BUSY = {errno.EAGAIN, errno.ETOOMANYREFS}
PAUSE_SECONDS = 0.05


class RunningReceiver:
    """A receiver that was started, and what it has not told the end of yet."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._awaited: dict[int, asyncio.Future[int]] = {}
        self._numbers = count()
        self._channel, theirs = socket.socketpair()
        with theirs:
            self.child = _start(theirs.fileno())
        self._channel.setblocking(False)
        loop.add_reader(self._channel, self._hear)

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._channel.fileno() == -1

    @property
    def is_idle(self) -> bool:
        """Whether it has told the end of everything."""
        return not self._awaited

    def lend(self, connection: int, file: int, size: int) -> "asyncio.Future[int]":
        """Return what will become of a body; raise OSError where it cannot be lent."""
        number, outcome = next(self._numbers), self._loop.create_future()
        socket.send_fds(self._channel, [TASK.pack(number, size)], [connection, file])
        self._awaited[number] = outcome
        return outcome

    def let_go(self) -> None:
        """Let it end: what it has not told the end of is lost."""
        if not self.is_over:
            self._loop.remove_reader(self._channel)
            self._channel.close()
        for number in list(self._awaited):
            self._tell(number, LOST)

    def _hear(self) -> None:
        try:
            told = self._channel.recv(OUTCOMES_AT_ONCE * OUTCOME.size)
        except BlockingIOError:
            return
        except ConnectionError:
            told = b""
        if not told:
            self.let_go()
        for number, outcome in OUTCOME.iter_unpack(told):
            self._tell(number, outcome)

    def _tell(self, number: int, outcome: int) -> None:
        awaited = self._awaited.pop(number)
        # A server that ends waits for nothing.
        if not awaited.done():
            awaited.set_result(outcome)


class Receiving:
    """Starts the receiver with the first body, and ends it when none came for long.

    A receiver that is killed takes with it what it had begun, as a lost line does; the
    next body starts another one.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._running: RunningReceiver | None = None
        self._ending: asyncio.TimerHandle | None = None

    async def take(self, connection: int, file: int, size: int) -> int:
        """Let the receiver read so many bytes from a connection into a file.

        Both are handles, which stay open here. Returns `WHOLE`, what else became of it
        (`LOST`, `SILENT`), or the errno that writing ended with.
        """
        self._stay()
        try:
            while (outcome := self._lend(connection, file, size)) is None:
                await asyncio.sleep(PAUSE_SECONDS)
            return await outcome
        finally:
            self._stay()
            if self._running and self._running.is_idle:
                self._ending = self._loop.call_later(IDLE_SECONDS, self.end)

    def end(self) -> None:
        """End the receiver; the next body starts another one."""
        if self._running:
            self._running.let_go()
        self._running = None

    def _stay(self) -> None:
        if self._ending:
            self._ending.cancel()
        self._ending = None

    def _lend(self, *what: int) -> "asyncio.Future[int] | None":
        """Return what will become of a body; None while no more can be lent."""
        if self._running is None or self._running.is_over:
            self._running = RunningReceiver(self._loop)
        try:
            return self._running.lend(*what)
        except BrokenPipeError:
            # It was killed just now.
            self.end()
        except OSError as error:
            if error.errno not in BUSY:
                raise
        return None


def _start(channel: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-I", "-S", receiver.__file__, str(channel)]
    child = subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[channel],
        env={},
    )
    # So that nothing of it is left in the process table when it has ended.
    Thread(target=child.wait, daemon=True).start()
    return child
