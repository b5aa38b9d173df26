"""A server process of our own: started, waited for, ended by its id."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

# Loading the starter content on a busy machine is the slowest of them.
START_SECONDS = 240
LOOK_SECONDS = 0.05
STOP_SECONDS = 60
# Above those that services are known by, below those the kernel gives to clients.
FIRST_PORT, PORTS = 20_000, 12_000
_given: set[int] = set()


@dataclass(frozen=True)
class RunningServer:
    """A server that answers at `url` until `stop` is called."""

    url: str
    stop: Callable[[], None]
    pid: int = 0


@dataclass(frozen=True)
class Program:
    """What to start, where its log goes, and how it differs from the usual."""

    command: Sequence[str]
    log: Path
    end_signal: signal.Signals = signal.SIGTERM
    identity: Sequence[str] = ()
    env: Mapping[str, str] | None = None
    cwd: Path | None = None


def free_port() -> int:
    """Return a loopback port that nothing listens on, another one each time.

    Nor does the kernel give it to somebody who connects, at any moment before a server
    listens there or while it is away: its own range begins higher.
    """
    while True:
        port = secrets.randbelow(PORTS) + FIRST_PORT
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                return port


def start(program: Program) -> subprocess.Popen[bytes]:
    """Start a program that gets its end signal when the test process dies first."""
    # setpriv asks the kernel for that, so that a killed run leaves no servers.
    name = program.end_signal.name.removeprefix("SIG")
    guarded = ["setpriv", *program.identity, "--pdeathsig", name, "--"]
    with program.log.open("ab") as log:
        return subprocess.Popen(
            [*guarded, *program.command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=program.env,
            cwd=program.cwd,
        )


def wait_until(
    is_ready: Callable[[], bool],
    process: subprocess.Popen[bytes],
    log: Path,
    every: float = LOOK_SECONDS,
) -> None:
    """Return once `is_ready` says so; fail with the log when that never comes.

    It is asked `every` so many seconds.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if is_ready():
            return
        time.sleep(every)
    end(process)
    words = " ".join(map(str, process.args)) if isinstance(process.args, list) else ""
    raise RuntimeError(f"{words} did not start:\n{log.read_text()[-4000:]}")


def answers(port: int) -> bool:
    """Return whether something accepts connections on a loopback port."""
    with closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """End a process politely, then surely."""
    process.send_signal(how)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)


def need_program(*names: str, package: str) -> str:
    """Return the path of the first of these programs, or fail with what to install."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise RuntimeError(
            f"{names[0]} is missing: run `make provision`, or apt-get install {package}"
        )
    return found


def java() -> list[str]:
    """Return how a command begins that runs a program in Java for some seconds.

    Its second compiler costs more there than it saves: vnu takes half of the processor
    time with the first alone, which wants a larger stack.
    """
    path = need_program("java", package="default-jdk-headless")
    return [path, "-XX:TieredStopAtLevel=1", "-Xss8m"]


def chromium_path() -> str:
    """Return the path of the system's Chromium, under any of its names.

    First the one without a window: the same engine, for a third of the processor time.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    chosen = os.environ.get("TESTS_CHROMIUM")
    return chosen or need_program(*names, package="chromium-headless-shell")
