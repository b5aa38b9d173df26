"""Takes messages to sites until it is killed: `… courier DATABASE_URL SECRET PORT`.

A process with the job of messages and nothing else; it may only go to that port here.
"""

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


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]))
