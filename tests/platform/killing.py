"""Worker processes that are killed in the middle of their work.

Run as a program it reads `<address> <moment> <folder>` from its input, one a line;
for each it forks a worker that touches `begun` in the folder at that moment and then
waits to be killed. Forking spares every worker the seconds of reading the program in.
"""

import os
import sys
import time
from pathlib import Path

from sqlmodel import Session

from app.platform.db import Database
from app.platform.jobs import RunningJob
from app.platform.outbox import EventBus
from app.platform.worker import Worker
from tests.platform.facts import Greeted, greet, moments
from tests.services.nursery import Nursery

WAIT_SECONDS = 60


class Workers(Nursery):
    """Starts workers and kills them, each when its moment has come."""

    def __init__(self) -> None:
        super().__init__("tests.platform.killing")

    def kill_worker(self, url: str, moment: str, folder: Path) -> None:
        """Let a worker begin and kill it without a warning."""
        begun = folder / "begun"
        begun.unlink(missing_ok=True)
        self.kill_one(f"{url} {moment} {folder}", begun.exists)


def main() -> None:
    """Fork a worker for each line; say its id, and later how it ended."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            work(*line.split())
            os._exit(0)
        print(pid, flush=True)  # noqa: T201 (the answer to the test)
        _, status = os.waitpid(pid, 0)
        print("killed", os.WTERMSIG(status), flush=True)  # noqa: T201 (the same)


def work(url: str, moment: str, folder: str) -> None:
    """Claim what is due, begin, and never finish."""
    bus = EventBus(Database(url))
    worker = Worker(bus.database, bus)

    def wait_for_the_end() -> None:
        (Path(folder) / "begun").touch()
        time.sleep(WAIT_SECONDS)

    def greet_later(session: Session, fact: Greeted) -> None:
        wait_for_the_end()

    def run_job(job: RunningJob) -> None:
        wait_for_the_end()

    if moment == "inside":
        moments.append(wait_for_the_end)
    bus.subscribe(Greeted, greet)
    bus.subscribe(Greeted, greet_later)
    worker.register("count", run_job)
    worker.run_due()


if __name__ == "__main__":
    main()
