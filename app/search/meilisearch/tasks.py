"""Changes of an index: queued by the server, waited for here, with their result."""

import time
from typing import Any

from app.search.index import IndexUnavailable
from app.search.meilisearch.client import Client

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.01, 0.25
# Of our data, not of the server's state: trying again would end the same way.
OUR_FAULT = "invalid_request"


class TaskFailed(IndexUnavailable):
    """The server took a change in and could not make it; `code` says why."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(f"task failed: {code}")
        self.is_our_fault = kind == OUR_FAULT
        self.code = code


class TooSlow(IndexUnavailable):
    """A task did not end in the time it was given."""


def task_of(answer: Any) -> int:
    """Return the id of the task a change was queued as."""
    try:
        return int(answer["taskUid"])
    except (KeyError, TypeError, ValueError):
        raise IndexUnavailable("not a task") from None


def wait_for(client: Client, task: int, *, seconds: float) -> None:
    """Return when a task has succeeded; raise TaskFailed, or TooSlow.

    A task that is too slow is not taken back: it may still succeed later.
    """
    deadline = time.monotonic() + seconds
    pause = FIRST_PAUSE_SECONDS
    while True:
        found = client.ask("GET", f"/tasks/{task}")
        status = found.get("status") if isinstance(found, dict) else None
        if status == "succeeded":
            return
        if status in {"failed", "canceled"}:
            error = found.get("error") or {}
            raise TaskFailed(str(error.get("type")), str(error.get("code", status)))
        if time.monotonic() > deadline:
            raise TooSlow("the server is busy")
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


def wait_until_idle(client: Client, index: str, *, seconds: float) -> None:
    """Return when nothing that was sent for an index still waits; raise TooSlow."""
    deadline = time.monotonic() + seconds
    path = f"/tasks?indexUids={index}&statuses=enqueued,processing&limit=1"
    while True:
        found = client.ask("GET", path)
        if not isinstance(found, dict) or "results" not in found:
            raise IndexUnavailable("not a list of tasks")
        if not found["results"]:
            return
        if time.monotonic() > deadline:
            raise TooSlow("the server is busy")
        time.sleep(LONGEST_PAUSE_SECONDS)
