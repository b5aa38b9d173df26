"""Processes that take messages to sites until they are killed.

Run as a program it reads `<address> <secret> <port>` from its input, one a line, and
forks for each a process with the job of messages and nothing else; that may only go to
this port here.
"""

import os
import sys
import time

from app.hosts.wiring import wire
from app.platform.db import Database
from app.platform.outbox import EventBus
from app.platform.public_web import PublicWeb
from app.platform.worker import Worker

POLL_SECONDS = 0.01


def work(url: str, secret: str, port: int) -> None:
    """Do what is due, again and again."""
    database = Database(url)
    web = PublicWeb(
        "Courier", allowed=lambda address, at: (address, at) == ("127.0.0.1", port)
    )
    worker = Worker(database, EventBus(database))
    wire(worker, lambda: web, [secret], "http://testserver")
    while True:
        worker.run_due()
        time.sleep(POLL_SECONDS)


def main() -> None:
    """Fork one for each line; say its id, and later how it ended."""
    for line in sys.stdin:
        url, secret, port = line.split()
        pid = os.fork()
        if pid == 0:
            work(url, secret, int(port))
        print(pid, flush=True)  # noqa: T201 (the answer to the test)
        _, status = os.waitpid(pid, 0)
        print("killed", os.WTERMSIG(status), flush=True)  # noqa: T201 (the same)


if __name__ == "__main__":
    main()
