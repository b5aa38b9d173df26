"""The two servers that are compared, each one worker on the same core."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.bench.load import SERVER_CORE
from tests.conventions.sources import ROOT
from tests.services.passalong import start_passalong
from tests.services.process import (
    Program,
    RunningServer,
    answers,
    end,
    free_port,
    start,
    wait_until,
)

PINNED = ("taskset", "-c", SERVER_CORE)
ENCODINGS = "br, gzip"
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Answer:
    """A page as it comes over the wire."""

    body: bytes
    encoding: str


def start_ours(folder: Path, verb: str, page: str = "/healthz") -> RunningServer:
    """Start Passalong: `run` loads its starter content, `serve` finds it there.

    It has started when `page` has come.
    """
    return start_passalong(folder, before=PINNED, verb=verb, page=page)


def run_command(folder: Path, own: Mapping[str, str], *words: str) -> float:
    """Run a command on the database in the folder; `own` are more settings.

    Return the most memory it had, in MiB.
    """
    given = {
        "DATABASE_URL": f"sqlite:///{folder}/passalong.db",
        "MEDIA_FOLDER": str(folder / "media"),
        "LOG_LEVEL": "warning",
        **own,
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env={**os.environ, **{f"PASSALONG_{k}": v for k, v in given.items()}},
        # It would stand in the middle of a table.
        stdout=subprocess.DEVNULL,
    )
    most = 0.0
    while child.poll() is None:
        most = max(most, _most_mib(child.pid))
        time.sleep(LOOK_SECONDS)
    if child.returncode:
        raise RuntimeError(f"`{' '.join(words)}` failed")
    return most


def _most_mib(pid: int) -> float:
    """Return the most a process ever held, as the system has noted it.

    Not what `wait4` tells of it: that begins with what we held when it was started.
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    noted = dict(line.split(":", 1) for line in lines)
    return int(noted.get("VmHWM", "0 kB").split()[0]) / 1024


def start_bare(folder: Path, answer: Answer) -> RunningServer:
    """Start the bare application with the bytes of one of our answers."""
    body = folder / "body"
    body.write_bytes(answer.body)
    own = {"BARE_BODY": str(body), "BARE_ENCODING": answer.encoding}
    return start_application("bare", folder, own)


def start_application(
    module: str, folder: Path, own: Mapping[str, str]
) -> RunningServer:
    """Start an application of the bench, one worker; `own` is its environment."""
    port = free_port()
    command = [*PINNED, sys.executable, "-m", "uvicorn", f"tests.bench.{module}:app"]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    env = {**os.environ, **own}
    log = folder / f"{module}.log"
    process = start(Program(command, log, env=env, cwd=ROOT))
    wait_until(lambda: answers(port), process, log)
    return RunningServer(f"http://127.0.0.1:{port}", lambda: end(process), process.pid)


def fetch_raw(url: str, headers: dict[str, str]) -> Answer:
    """Return a page's bytes still compressed, and check that it is there."""
    asked = {"accept-encoding": ENCODINGS, **headers}
    with httpx2.stream("GET", url, headers=asked) as response:
        response.raise_for_status()
        body = b"".join(response.iter_raw())
        return Answer(body, response.headers.get("content-encoding", "identity"))


def memory_mib(pid: int) -> float:
    """Return the memory a process and its children really hold."""
    family = [pid, *children(pid)]
    return sum(_proportional_kib(member) for member in family) / 1024


def cpu_ms(pid: int) -> float:
    """Return how long the threads of a process have worked, not waited, so far."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1_000_000


def worked_ms(pid: int) -> float:
    """Return how long a process and its children have worked so far.

    With what threads did that are no more; in steps of a hundredth of a second.
    """
    family = [pid, *children(pid)]
    return sum(map(_ticks, family)) * 1000 / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    # The name of a process may have spaces and brackets in it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def children(pid: int) -> list[int]:
    """Return the processes that a process started, and theirs."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    direct = [int(child) for child in listed]
    return direct + [deeper for child in direct for deeper in children(child)]


def _proportional_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    [proportional] = [line for line in lines if line.startswith("Pss:")]
    return int(proportional.split()[1])
