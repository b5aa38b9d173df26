"""One measurement: wrk against one address, from a core of its own."""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.process import need_program

REPORT = Path(__file__).with_name("report.lua")
SERVER_CORE, LOAD_CORE = "0", "1"


@dataclass(frozen=True)
class Request:
    """What to ask for; with a form, it is sent by POST.

    With `turns`, each of these in its turn: a path by GET, or a JSON body by POST to
    the path of the address.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: str | None = None
    turns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """What one run of wrk found; times in milliseconds."""

    count: int
    per_second: float
    p50: float
    p95: float
    p99: float
    failed: int


def measure(request: Request, *, connections: int, seconds: float) -> Measured:
    """Load an address for some seconds over this many connections."""
    wrk = need_program("wrk", package="wrk")
    command = ["taskset", "-c", LOAD_CORE, wrk, "-t1", f"-c{connections}"]
    command += [f"-d{seconds:.0f}s", "--timeout", "10s"]
    for name, value in request.headers.items():
        command += ["-H", f"{name}: {value}"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_script(request))
        script.flush()
        command += ["-s", script.name, request.url]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout.strip().splitlines()[-1])
    count = found["requests"]
    times = (found["p50"], found["p95"], found["p99"])
    return Measured(count, count / found["seconds"], *times, found["failed"])


def _script(request: Request) -> str:
    """Return wrk's script: how to send, where it is a form, and what to report."""
    report = REPORT.read_text()
    if request.turns:
        return _in_turn(request.turns) + report
    if request.form is None:
        return report
    kind = "application/x-www-form-urlencoded"
    send = f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "{kind}"\n'
    return f"{send}wrk.body = {json.dumps(request.form)}\n{report}"


def _in_turn(turns: tuple[str, ...]) -> str:
    posting = 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
    is_path = turns[0].startswith("/")
    # JSON's escapes are not Lua's, so the texts go over as they are, in long quotes.
    texts = ", ".join(f"[=====[{turn}]=====]" for turn in turns)
    return (
        f"{'' if is_path else posting}local turns, count = {{{texts}}}, 0\n"
        "request = function()\n"
        "  count = count + 1\n"
        "  local turn = turns[count % #turns + 1]\n"
        f"  return wrk.format(nil, {'turn' if is_path else 'nil, nil, turn'})\n"
        "end\n"
    )
