"""The two servers that are compared, each one worker on the same core."""

import os
import subprocess
import sys
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


@dataclass(frozen=True)
class Answer:
    """A page as it comes over the wire."""

    body: bytes
    encoding: str


def start_ours(folder: Path, verb: str) -> RunningServer:
    """Start Passalong: `run` loads its starter content, `serve` finds it there."""
    return start_passalong(folder, before=PINNED, verb=verb)


def run_command(folder: Path, own: Mapping[str, str], *words: str) -> None:
    """Run a command on the database in the folder; `own` are more settings."""
    given = {
        "DATABASE_URL": f"sqlite:///{folder}/passalong.db",
        "MEDIA_FOLDER": str(folder / "media"),
        "LOG_LEVEL": "warning",
        **own,
    }
    subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env={**os.environ, **{f"PASSALONG_{k}": v for k, v in given.items()}},
        # It would stand in the middle of a table.
        stdout=subprocess.DEVNULL,
        check=True,
    )


def start_bare(folder: Path, answer: Answer) -> RunningServer:
    """Start the bare application with the bytes of one of our answers."""
    body = folder / "body"
    body.write_bytes(answer.body)
    port = free_port()
    command = [*PINNED, sys.executable, "-m", "uvicorn", "tests.bench.bare:app"]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    env = {**os.environ, "BARE_BODY": str(body), "BARE_ENCODING": answer.encoding}
    log = folder / "bare.log"
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
