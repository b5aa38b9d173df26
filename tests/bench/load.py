"""One measurement: wrk against one address, from a core of its own."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.process import need_program

REPORT = Path(__file__).with_name("report.lua")
SERVER_CORE, LOAD_CORE = "0", "1"


@dataclass(frozen=True)
class Request:
    """What to ask for, and how."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    script: Path = REPORT


@dataclass(frozen=True)
class Measured:
    """What one run of wrk found; times in milliseconds."""

    per_second: float
    p50: float
    p95: float
    p99: float
    failed: int


def measure(request: Request, *, connections: int, seconds: float) -> Measured:
    """Load an address for some seconds over this many connections."""
    wrk = need_program("wrk", "wrk")
    command = ["taskset", "-c", LOAD_CORE, wrk, "-t1", f"-c{connections}"]
    command += [f"-d{seconds:.0f}s", "--timeout", "10s", "-s", str(request.script)]
    for name, value in request.headers.items():
        command += ["-H", f"{name}: {value}"]
    ran = subprocess.run(
        [*command, request.url], capture_output=True, text=True, check=True
    )
    found = json.loads(ran.stdout.strip().splitlines()[-1])
    rate = found["requests"] / found["seconds"]
    return Measured(rate, found["p50"], found["p95"], found["p99"], found["failed"])
