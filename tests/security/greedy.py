"""Functions that need too much, or behave badly, for the tests of limits."""

import os
import signal
import sys
import time

_held: list[bytes] = []


def add(first: int, second: int) -> int:
    return first + second


def fail(reason: str) -> None:
    raise ValueError(reason)


def busy(seconds: float = 60, number: int = 0) -> int:
    """Use this much CPU."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        number += 1
    return number


def sleep(seconds: float, number: int = 0) -> str:
    time.sleep(seconds)
    return "slept"


def grow() -> None:
    """Take memory step by step."""
    taken: list[bytes] = []
    while True:
        taken.append(b"a" * 10_000_000)


def hold(size: int) -> int:
    """Take memory and keep it."""
    _held.append(b"a" * size)
    return len(_held[-1])


def long_result(size: int) -> bytes:
    return b"a" * size


def end_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def disturb() -> str:
    """Print, and read what is not for a function to read."""
    os.write(1, b"noise")
    return sys.stdin.read()
