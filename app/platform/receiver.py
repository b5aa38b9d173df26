"""Takes what is sent over connections into files: a program of its own.

A server lends it connections in the middle of a request; `receiving` is the server's
side. Nothing is read in here but what Python has, so that it is small and soon there.
What it does it does when nobody else wants the processor: whoever reads a page is
served first, by the operating system itself.
"""

import os
import selectors
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass

# A number, and how many bytes are still to come; with it the connection and the file.
TASK = struct.Struct("!QQ")
# The number, and what has become of it: one of these, or why writing failed (errno).
OUTCOME = struct.Struct("!Qq")
WHOLE, LOST, SILENT = 0, -1, -2

# A kernel that copies lets nobody else go first before it has copied all.
PIECE_BYTES = 64 * 1024
SILENT_SECONDS = 120.0
LOOK_SECONDS = 5.0


@dataclass
class Body:
    """What is still to come over a connection, and the file it goes to."""

    number: int
    left: int
    connection: int
    file: int
    heard: float
    # What was wrong with the file: the rest is read all the same, to be answered.
    error: int = 0


class Receiver:
    """Takes turns: a piece of each body that has come, one after the other."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._selector = selectors.DefaultSelector()
        self._selector.register(channel, selectors.EVENT_READ)
        self._bodies: dict[int, Body] = {}
        self._piece = memoryview(bytearray(PIECE_BYTES))

    def run(self) -> None:
        """Take bodies until whoever lends connections is gone."""
        looked = time.monotonic()
        while True:
            ready = self._selector.select(LOOK_SECONDS if self._bodies else None)
            now = time.monotonic()
            for key, _ in ready:
                body = key.data
                if body is None:
                    if not self._take_over(now):
                        return
                elif (outcome := self._read(body, now)) is not None:
                    self._end(body, outcome)
            if now - looked > LOOK_SECONDS:
                looked = now
                self._drop_silent(now)

    def _take_over(self, now: float) -> bool:
        task, handles, _, _ = socket.recv_fds(self._channel, TASK.size, 2)
        if not task:
            return False
        number, left = TASK.unpack(task)
        if len(handles) < 2:
            # As many as may be are open already.
            for handle in handles:
                os.close(handle)
            self._tell(number, LOST)
            return True
        body = Body(number, left, handles[0], handles[1], now)
        self._bodies[number] = body
        self._selector.register(body.connection, selectors.EVENT_READ, body)
        return True

    def _read(self, body: Body, now: float) -> int | None:
        """Read a piece; return what has become of the body when it has ended."""
        try:
            count = os.readv(body.connection, [self._piece[: body.left]])
        except BlockingIOError:
            return None
        except OSError:
            return LOST
        if not count:
            return LOST
        body.heard = now
        body.left -= count
        if not body.error:
            body.error = _write(body.file, self._piece[:count])
        return None if body.left else body.error or WHOLE

    def _drop_silent(self, now: float) -> None:
        for body in list(self._bodies.values()):
            if now - body.heard > SILENT_SECONDS:
                self._end(body, SILENT)

    def _end(self, body: Body, outcome: int) -> None:
        self._selector.unregister(body.connection)
        del self._bodies[body.number]
        os.close(body.connection)
        os.close(body.file)
        self._tell(body.number, outcome)

    def _tell(self, number: int, outcome: int) -> None:
        self._channel.sendall(OUTCOME.pack(number, outcome))


def _write(file: int, data: memoryview) -> int:
    """Add data to a file; return the error, 0 for none."""
    try:
        while data:
            data = data[os.write(file, data) :]
    except OSError as error:
        return error.errno or -1
    return 0


def step_back() -> None:
    """Let everybody else go first."""
    try:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    except (AttributeError, OSError):
        # A system without it, or one that does not allow it.
        os.nice(19)


if __name__ == "__main__":
    # It ends with its server, which has what was begun ended first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    step_back()
    Receiver(socket.socket(fileno=int(sys.argv[1]))).run()
