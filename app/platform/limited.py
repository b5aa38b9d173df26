"""Runs a pure function in a process of its own, which is killed when it needs too much.

Text written by strangers can keep a parser busy for minutes. Here it gets so much CPU,
memory and time and no more, and the server stays free meanwhile. The process starts
when it is first needed, is used again, and leaves when nobody needed it for a while.
It imports what the function's module imports, so keep such modules light.
"""

import atexit
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore, Event, Lock, Thread, Timer
from typing import Any, BinaryIO, ParamSpec, TypeVar, cast

from msgspec import Struct
from msgspec.structs import astuple

P = ParamSpec("P")
T = TypeVar("T")

ROOT = Path(__file__).parents[2]
# What finds Python's own files; no setting and no secret.
PASSED_ON = ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV")
# What was refused is remembered: the same text must not cost the limit again and again.
REFUSED_SECONDS = 600
MAX_REFUSED = 256
NO_MEMORY = 3
# What a process that took too much does not end with: somebody sent these.
FROM_OUTSIDE = {-signal.SIGKILL, -signal.SIGTERM}
_SIZE = struct.Struct("!Q")


class TookTooLong(Exception):
    """The work needed more time or memory than it may have, or too much was waiting."""


class CutShort(TookTooLong):
    """The machine ended the work, not what it was about: too slow, busy, or stopped.

    Another try may succeed.
    """


class Limits(Struct, frozen=True):
    """What one call may take, and how many may wait for their turn."""

    cpu_seconds: float = 2
    memory_bytes: int = 512 * 1024 * 1024
    result_bytes: int = 16 * 1024 * 1024
    idle_seconds: float = 30
    # The CPU is shared, so two seconds of it may take longer on the clock.
    wall_seconds: float = 10
    waiting: int = 8
    waiting_seconds: float = 6


class LimitedProcess:
    """Does one call at a time in a child process."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = Lock()
        self._places = BoundedSemaphore(self.limits.waiting)
        self._refused: OrderedDict[bytes, float] = OrderedDict()

    def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the function returns, or raise what it raises, or TookTooLong.

        The function, what it takes and what it returns are pickled.
        """
        task = pickle.dumps((function, args, kwargs))
        digest = sha256(task).digest()
        with self._waited_for():
            self._check_not_refused(digest)
            try:
                reply = self._ask(task)
            except TookTooLong:
                self._refuse(digest)
                raise
        is_error, value = pickle.loads(reply)  # noqa: S301 - from our own child
        if is_error:
            raise value
        return cast(T, value)

    def close(self) -> None:
        """End the child, if there is one."""
        with self._turn:
            self._end_child()

    @property
    def pid(self) -> int | None:
        """The child's process id while it is there."""
        child = self._child
        return child.pid if child and child.poll() is None else None

    @contextmanager
    def _waited_for(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise CutShort
        try:
            if not self._turn.acquire(timeout=self.limits.waiting_seconds):
                raise CutShort
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def _check_not_refused(self, digest: bytes) -> None:
        until = self._refused.get(digest)
        if until is None:
            return
        if time.monotonic() < until:
            raise TookTooLong
        del self._refused[digest]

    def _refuse(self, digest: bytes) -> None:
        self._refused[digest] = time.monotonic() + REFUSED_SECONDS
        while len(self._refused) > MAX_REFUSED:
            self._refused.popitem(last=False)

    def _ask(self, task: bytes) -> bytes:
        # Twice: the child may be leaving just now, or may be ended by somebody else.
        for _ in range(2):
            child = self._child = self._child or _start(self.limits)
            late = Event()
            timer = Timer(self.limits.wall_seconds, _end_late, (child, late))
            timer.daemon = True
            timer.start()
            reply = _exchange(child, task, self.limits.result_bytes)
            timer.cancel()
            if reply is not None:
                return reply
            code = self._end_child()
            if code in {-signal.SIGPROF, NO_MEMORY}:
                raise TookTooLong
            if late.is_set():
                raise CutShort
        raise CutShort if code in FROM_OUTSIDE else TookTooLong

    def _end_child(self) -> int:
        child, self._child = self._child, None
        if child is None:
            return 0
        for pipe in (child.stdin, child.stdout):
            if pipe:
                _close(pipe)
        try:
            # Without its pipes it ends by itself, and its own code says why it did.
            return child.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    environment = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    child = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "app.platform.limited", *map(str, astuple(limits)[:4])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A traceback could carry somebody's text into the log.
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment,
    )
    # So that nothing of it is left in the process table when it leaves by itself.
    Thread(target=child.wait, daemon=True).start()
    return child


def _end_late(child: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    child.kill()


def _exchange(
    child: subprocess.Popen[bytes], task: bytes, most_bytes: int
) -> bytes | None:
    assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - started with pipes
    try:
        _write(child.stdin, task)
        return _read(child.stdout, most_bytes)
    except OSError:
        return None


def _write(pipe: Any, data: bytes) -> None:
    pipe.write(_SIZE.pack(len(data)) + data)
    pipe.flush()


def _read(pipe: Any, most_bytes: int) -> bytes | None:
    head = pipe.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return None
    size = _SIZE.unpack(head)[0]
    if size > most_bytes:
        return None
    data: bytes = pipe.read(size)
    return data if len(data) == size else None


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:
        # What was still to be written has no reader any more.
        return


# What follows runs in the child.


def serve(limits: Limits) -> None:
    """Answer calls on standard input until there are none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks, results = _own_channels()
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    while select.select([tasks], [], [], limits.idle_seconds)[0]:
        task = _read(tasks, sys.maxsize)
        if task is None:
            return
        try:
            reply = _answer(task, limits.cpu_seconds)
        except (MemoryError, RecursionError):
            os._exit(NO_MEMORY)
        if len(reply) > limits.result_bytes:
            os._exit(NO_MEMORY)
        _write(results, reply)
        if _used_bytes() > limits.memory_bytes // 4:
            # What is left over from a large call must not count for the next one.
            return


def _own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for us: a function that prints or reads must not disturb them."""
    channels = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return channels


def _answer(task: bytes, cpu_seconds: float) -> bytes:
    function, args, kwargs = pickle.loads(task)  # noqa: S301 - from our own parent
    # RLIMIT_CPU counts whole seconds of the whole life of a process; this timer counts
    # those of one call, and ends the process as surely.
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        return pickle.dumps((False, function(*args, **kwargs)))
    except (MemoryError, RecursionError):
        raise
    # Whatever the function raises is for the caller to know.
    except Exception as error:  # noqa: BLE001
        return _error(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _error(error: Exception) -> bytes:
    try:
        data = pickle.dumps((True, error))
        pickle.loads(data)  # noqa: S301 - written one line above
    except Exception:  # noqa: BLE001 - an error with a constructor of its own
        return pickle.dumps((True, RuntimeError(type(error).__name__)))
    return data


def _used_bytes() -> int:
    # Not ru_maxrss: it begins with what the parent held when it started the child.
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


limited = LimitedProcess()
atexit.register(limited.close)

if __name__ == "__main__":
    cpu, memory, result, idle = map(float, sys.argv[1:5])
    serve(Limits(cpu, int(memory), int(result), idle))
