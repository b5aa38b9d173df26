"""Run parts of the tests, two at a time, and tell what each of them took.

A part alone leaves a third of two processors idle: it waits for servers, browsers and
clocks. What a part says is shown together, when it has ended. Whoever asks for the end
of all (Ctrl-C, or a signal) is told what each part had said until then.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

AT_A_TIME = 2
LOOK_SECONDS, TELL_SECONDS = 0.2, 60
# So long a part may clear away what it began; then it is ended surely.
ENDING_SECONDS = 60
PROGRESS = re.compile(rb"\[ *(\d+)%\]")
# pytest's last line: "=== 2 failed, 7 passed, 1 rerun in 63.21s (0:01:03) ===".
SUMMARY = re.compile(rb"^=+ (\d.*) in [\d.]+s.* =+$", re.MULTILINE)


@dataclass
class Part:
    """A target of the Makefile: while it runs, and what it took then."""

    name: str
    process: subprocess.Popen[bytes]
    output: IO[bytes]
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0
    processor_seconds: float = 0
    said: bytes = b""
    told: signal.Signals | None = None

    def listen(self) -> None:
        """Read all that it said until now."""
        self.output.seek(0)
        self.said = self.output.read()

    def progress(self) -> str:
        """Tell how much of it is done."""
        self.listen()
        found = PROGRESS.findall(self.said)
        return f"{self.name} {found[-1].decode() if found else 0} %"

    def tell(self, how: signal.Signals) -> None:
        """Send a signal to all its processes, as a terminal does, once."""
        if self.told is not how:
            self.told = how
            os.killpg(self.process.pid, how)

    def row(self) -> str:
        """Tell what it took."""
        found = SUMMARY.findall(self.said)
        tests = found[-1].decode() if found else "no tests"
        return row(self.name, self.seconds, self.processor_seconds, tests)


@dataclass
class End:
    """Whether somebody asked for the end: by which signal, how often, since when."""

    asked: int = 0
    times: int = 0
    since: float = 0

    def ask(self, number: int, _: FrameType | None) -> None:
        """Note a signal."""
        self.since = self.since or time.monotonic()
        self.asked, self.times = number, self.times + 1

    def pass_on(self, running: Sequence[Part]) -> None:
        """Ask parts to say what they know and end; make them when that was not enough.

        pytest tells at SIGINT what was red; at another signal it just ends.
        """
        is_late = time.monotonic() - self.since > ENDING_SECONDS
        for part in running:
            sure = self.times > 1 or is_late
            part.tell(signal.SIGKILL if sure else signal.SIGINT)


def row(name: str, seconds: float, processor_seconds: float, tests: str) -> str:
    """Return a line of the table at the end."""
    return f"{name:17} {seconds / 60:7.1f} {processor_seconds / 60:9.1f}  {tests}"


def begun(name: str) -> Part:
    """Start a part; whoever asked for all of them with --keep-going gets it so."""
    output = tempfile.TemporaryFile()  # noqa: SIM115 - read when it has ended
    command = ["make", "--no-print-directory", name]
    # A group of its own: Ctrl-C reaches all of a part once, through us.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        process_group=0,
    )
    print(f"+ {' '.join(command)}", flush=True)
    return Part(name, process, output)


def ended(running: Sequence[Part]) -> Part | None:
    """Return a part that has ended, with what it took, or None for now."""
    for part in running:
        pid, status, used = os.wait4(part.process.pid, os.WNOHANG)
        if pid:
            part.process.returncode = os.waitstatus_to_exitcode(status)
            part.seconds = time.monotonic() - part.began
            part.processor_seconds = used.ru_utime + used.ru_stime
            part.listen()
            part.output.close()
            return part
    return None


def run_all(names: Sequence[str], end: End | None = None) -> Iterator[Part]:
    """Run parts, the first ones first, until the end is asked for; give each ended."""
    waiting, told, end = list(names), time.monotonic(), end or End()
    running: list[Part] = []
    try:
        while waiting or running:
            if end.asked:
                waiting.clear()
                end.pass_on(running)
            if waiting and len(running) < AT_A_TIME:
                running.append(begun(waiting.pop(0)))
            elif part := ended(running):
                running.remove(part)
                yield part
            elif time.monotonic() - told > TELL_SECONDS:
                print(", ".join(part.progress() for part in running), flush=True)
                told = time.monotonic()
            else:
                time.sleep(LOOK_SECONDS)
    finally:
        for part in running:
            part.tell(signal.SIGTERM)
            part.process.wait()
            part.output.close()


def main(names: Sequence[str]) -> int:
    """Run the parts that are named, longest first; return 1 when one is red.

    When it was ended by a signal: what a shell returns then, 128 and its number.
    """
    end = End()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end.ask)
    began, parts = time.monotonic(), []
    for part in run_all(names, end):
        parts.append(part)
        sys.stdout.buffer.write(part.said)
        sys.stdout.flush()
    print(f"\n{'part':17} minutes processor")
    for part in parts:
        print(part.row())
    used = sum(part.processor_seconds for part in parts)
    print(row("all", time.monotonic() - began, used, ""))
    if end.asked:
        return 128 + end.asked
    return int(any(part.process.returncode for part in parts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
