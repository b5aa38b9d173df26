"""Documents into and out of an index; what is there already is not sent again."""

import json
from collections.abc import Sequence
from typing import Any

from app.search.index import DocumentsRefused, IndexDocument, IndexUnavailable
from app.search.meilisearch.client import Client, Interrupted, Refused
from app.search.meilisearch.configuration import AT, differing, settings
from app.search.meilisearch.connections import LARGE_BYTES
from app.search.meilisearch.tasks import TaskFailed, task_of, wait_for
from app.search.words.segmenting import in_words

# Shorter than the lease of a job, so that whoever waits this long still holds it.
TASK_SECONDS = 30
# More at a time would come near the largest body the server takes.
MOST_AT_A_TIME = 1_000
NOT_THERE, TOO_LARGE = 404, 413


class IndexWriter:
    """Changes one index, and says what is in it."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._path = f"/indexes/{name}"
        self.name = name

    def prepare(self) -> None:
        """Make the index when it is missing, and set it up as it should be."""
        try:
            found = self._client.ask("GET", f"{self._path}/settings")
        except Refused as refused:
            if refused.status != NOT_THERE:
                raise
            made = {"uid": self.name, "primaryKey": "id"}
            self._change("POST", "/indexes", made)
            found = {}
        if wanted := differing(found):
            self._change("PATCH", f"{self._path}/settings", wanted)

    def write(self, documents: Sequence[IndexDocument]) -> None:
        """Add documents unless the index has them as new or newer.

        Raise DocumentsRefused for those the server will not take, when the others
        are in.
        """
        self.prepare()
        refused: dict[int, str] = {}
        newest = {item.id: item for item in sorted(documents, key=_version)}
        for batch in _batches(list(newest.values())):
            there = self._versions_of([document.id for document in batch])
            newer = [item for item in batch if item.version > there.get(item.id, -1)]
            refused |= self._add(newer)
        if refused:
            raise DocumentsRefused(list(refused), next(iter(refused.values())))

    def begin_anew(self) -> list[int]:
        """Ask for an empty index, whatever is there; return the tasks to wait for."""
        self.begin_dropping()
        made = {"uid": self.name, "primaryKey": "id"}
        return [
            self._begin("POST", "/indexes", made),
            self._begin("PATCH", f"{self._path}/settings", settings()),
        ]

    def begin_dropping(self) -> None:
        """Ask for the index to be taken away; when there is none, nothing happens."""
        self._begin("DELETE", self._path)

    def send(self, lines: Sequence[bytes]) -> list[int]:
        """Hand documents over, each a line, without waiting; return the tasks.

        What is larger than the server takes at once is sent in parts. It says so, or
        just ends the connection while we are still sending.
        """
        body = b"\n".join(lines)
        try:
            return [task_of(self._client.ask("POST", f"{self._path}/documents", body))]
        except Refused as refused:
            if refused.status != TOO_LARGE or len(lines) == 1:
                raise
        except Interrupted:
            if len(body) < LARGE_BYTES or len(lines) == 1:
                raise
        half = len(lines) // 2
        return [*self.send(lines[:half]), *self.send(lines[half:])]

    def remove(self, ids: Sequence[int]) -> None:
        """Take documents out; ids that are not there are no error."""
        if not ids:
            return
        self.prepare()
        self._change("POST", f"{self._path}/documents/delete-batch", list(ids))

    def versions(self, after: int, *, limit: int) -> list[tuple[int, int]]:
        """Return ids above `after` with their versions, by id."""
        return self._fetch(
            {"filter": f"id > {after}", "sort": ["id:asc"], "limit": limit}
        )

    def last_id(self) -> int:
        """Return the highest id in the index; 0 when it is empty or missing."""
        found = self._fetch({"sort": ["id:desc"], "limit": 1})
        return found[0][0] if found else 0

    def count(self) -> int:
        """Return how many documents are in the index."""
        try:
            found = self._client.ask("GET", f"{self._path}/stats")
            return int(found["numberOfDocuments"])
        except Refused as refused:
            if refused.status != NOT_THERE:
                raise
            return 0
        except (KeyError, TypeError, ValueError):
            raise IndexUnavailable("not statistics") from None

    def born(self) -> str:
        """Return when the index was made: it tells which of two swapped ones it is."""
        try:
            return str(self._client.ask("GET", self._path)["createdAt"])
        except (KeyError, TypeError):
            raise IndexUnavailable("not an index") from None

    def _versions_of(self, ids: Sequence[int]) -> dict[int, int]:
        return dict(self._fetch({"ids": list(ids), "limit": len(ids)}))

    def _fetch(self, chosen: dict[str, Any]) -> list[tuple[int, int]]:
        asked = {**chosen, "fields": ["id", "version"]}
        try:
            found = self._client.ask("POST", f"{self._path}/documents/fetch", asked)
            return [(int(row["id"]), int(row["version"])) for row in found["results"]]
        except Refused as refused:
            if refused.status != NOT_THERE:
                raise
            return []
        except (KeyError, TypeError, ValueError):
            raise IndexUnavailable("not documents") from None

    def _add(self, documents: Sequence[IndexDocument]) -> dict[int, str]:
        """Add documents; return those that are refused, each found by halving."""
        if not documents:
            return {}
        try:
            self._put(documents)
        except TaskFailed as failed:
            if not failed.is_our_fault:
                raise
            reason = failed.code
        except Refused as refused:
            if refused.status != TOO_LARGE:
                raise
            reason = refused.code
        else:
            return {}
        if len(documents) == 1:
            return {documents[0].id: reason}
        half = len(documents) // 2
        return self._add(documents[:half]) | self._add(documents[half:])

    def _put(self, documents: Sequence[IndexDocument]) -> None:
        for task in self.send([as_line(document) for document in documents]):
            wait_for(self._client, task, seconds=TASK_SECONDS)

    def _begin(self, method: str, path: str, body: object = None) -> int:
        return task_of(self._client.ask(method, path, body))

    def _change(self, method: str, path: str, body: object = None) -> None:
        task = self._begin(method, path, body)
        wait_for(self._client, task, seconds=TASK_SECONDS)


def _version(document: IndexDocument) -> int:
    return document.version


def _batches(documents: Sequence[IndexDocument]) -> list[Sequence[IndexDocument]]:
    starts = range(0, len(documents), MOST_AT_A_TIME)
    return [documents[start : start + MOST_AT_A_TIME] for start in starts]


def as_line(document: IndexDocument) -> bytes:
    """Return a document as a line of JSON, as it is sent."""
    return json.dumps(as_sent(document), ensure_ascii=False).encode()


def as_sent(document: IndexDocument) -> dict[str, Any]:
    """Return a document as the server gets it: its words folded and parted."""
    return {
        "id": document.id,
        AT: f"{document.id}:{document.version}",
        "entity": document.entity,
        "group": document.group,
        "kind": document.kind,
        "language": document.language,
        "version": document.version,
        "title": in_words(document.title),
        "context": in_words(document.context),
        "text": in_words(document.text),
    }
