"""The program behind a real line, over which a test says what and when it likes."""

import os
import random
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from app.platform import receiver
from app.platform.storage import FolderStorage
from app.platform.storage.interface import PartsRef
from tests.databases import HOST
from tests.media.storages import Rig, served_rig
from tests.security.serving import own_origin, served

KEY = "quarantine/abc/film.webm"
# More than a server reads at a time.
LONG = random.Random(6).randbytes(5_000_001)  # noqa: S311 - no secret
KIND = "application/octet-stream"
# With the lowest priority, beside other tests, a receiver waits long for its turn.
PATIENCE_SECONDS = 300


@dataclass
class Line:
    """A connection of our own, over which we say what and when we like."""

    socket: socket.socket

    def say(self, data: bytes) -> None:
        self.socket.sendall(data)

    def begin(self, method: str, address: str, size: int, *more: str) -> None:
        lines = [f"{method} {address} HTTP/1.1", f"Host: {HOST}", *more]
        lines += [f"Content-Length: {size}", "", ""]
        self.say("\r\n".join(lines).encode())

    def hear(self) -> bytes:
        """Return what comes until there is nothing more for now."""
        return self.socket.recv(65536)

    def hear_all(self) -> bytes:
        """Return what comes until the other side has ended the connection."""
        heard = b""
        while data := self.hear():
            heard += data
        return heard


@dataclass
class Site:
    """The program behind a real line."""

    app: FastAPI
    rig: Rig
    port: int
    lines: ExitStack
    # Receivers of others: the lowest priority lets one that was told to end live on
    # for a while, into the next test.
    others: frozenset[int]

    @property
    def storage(self) -> FolderStorage:
        storage = self.app.state.storage
        assert isinstance(storage, FolderStorage)
        return storage

    def line(self) -> Line:
        line = socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS)
        return Line(self.lines.enter_context(line))

    def part(self, size: int) -> tuple[PartsRef, str]:
        """Begin an upload; return it, and where its only part may be sent."""
        ref = self.storage.begin_parts(KEY)
        return ref, self.storage.part_address(ref, 1, size=size, seconds=600)

    def kept(self) -> list[str]:
        """Return the names of all files there are, begun ones too."""
        paths = self.storage.folder.rglob("*")
        return [path.name for path in paths if path.is_file() and path.name != "key"]

    def receivers(self) -> list[int]:
        """Return the receivers that this program has started and that live."""
        return [pid for pid in receivers_of(os.getpid()) if pid not in self.others]


def receivers_of(pid: int) -> list[int]:
    """Return the receivers below a process, which may have several servers."""
    listed = list(Path(f"/proc/{pid}/task").glob("*/children"))
    below = [int(child) for path in listed for child in _read(path).split()]
    own = [child for child in below if receiver.__file__ in command_of(child)]
    return own + [deeper for child in below for deeper in receivers_of(child)]


def kill(pid: int) -> None:
    """End a receiver at once: with its low priority it would wait for that, too."""
    os.kill(pid, signal.SIGKILL)
    with suppress(OSError):
        os.sched_setscheduler(pid, os.SCHED_OTHER, os.sched_param(0))


def command_of(pid: int) -> str:
    return _read(Path(f"/proc/{pid}/cmdline"))


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        # The process has ended, or its thread.
        return ""


def wait_until(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.02)


@contextmanager
def site_of(app: FastAPI) -> Iterator[Site]:
    """Serve an app as it is served in earnest."""
    others = frozenset(receivers_of(os.getpid()))
    origin, port = own_origin()
    with served(app, port), ExitStack() as lines:
        rig = served_rig(app.state.storage, origin)
        yield Site(app, rig, port, lines, others)
        rig.client.close()
