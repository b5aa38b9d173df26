"""Talks to Meilisearch: one pool of connections, little patience, one failure."""

import json
import weakref
from collections.abc import Mapping
from typing import Any, Self

import msgspec

from app.search.index import IndexUnavailable
from app.search.meilisearch.connections import (
    Body,
    Connections,
    CutOff,
    NoAnswer,
    Patience,
)

_read = msgspec.json.Decoder().decode
USER_AGENT = "Passalong/0.1 (learning packs; search)"
MAX_ANSWER_BYTES = 64 * 1024 * 1024
# A visitor waits for it, and has to be answered from the database in the same second.
SEARCHING = Patience(connect=0.2, read=0.35, whole=0.45)
# The worker waits, in the background; a batch of documents takes a while to send, and
# urllib3 waits for a connection as long as for a piece of that to be taken.
INDEXING = Patience(connect=10, read=20, whole=60)
# Other work waits behind it while nobody knows whether there is a server at all.
PROBING = Patience(connect=0.5, read=1, whole=1)


class Refused(IndexUnavailable):
    """An answer that says no: its status, and Meilisearch's name for the reason."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Interrupted(IndexUnavailable):
    """The server ended the connection instead of answering."""


class Client:
    """Asks one server with one key. Safe to use from many threads."""

    def __init__(self, url: str, key: str, patience: Patience = SEARCHING) -> None:
        self.url = url
        self.patience = patience
        # A compressed reply over a kept connection comes in small pieces and waits
        # 40 ms for our acknowledgement of the first.
        self.headers = {
            "Accept-Encoding": "identity",
            "User-Agent": USER_AGENT,
        }
        if key:
            self.headers["Authorization"] = f"Bearer {key}"
        self._connections = Connections(url, self.headers)
        # An engine lives as long as the program; nobody has to remember to close it.
        self.close = weakref.finalize(self, self._connections.close)

    def check(self) -> None:
        """Raise IndexUnavailable unless the server says soon that it is well."""
        self.ask("GET", "/health", patience=PROBING)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        patience: Patience | None = None,
    ) -> Any:
        """Return what a JSON answer holds; raise IndexUnavailable for everything else.

        A body in bytes is lines of JSON; every other one is made JSON of.
        What the server says about a failure may quote what a visitor typed, so only
        its code is kept.
        """
        try:
            answer = self._connections.exchange(
                method,
                path,
                _sent(body),
                patience or self.patience,
                MAX_ANSWER_BYTES,
            )
        except CutOff as failure:
            raise Interrupted(str(failure)) from None
        except NoAnswer as failure:
            raise IndexUnavailable(str(failure)) from None
        found = _parsed(answer.body)
        if answer.is_success:
            return found
        code = found.get("code") if isinstance(found, Mapping) else None
        raise Refused(answer.status, str(code))

    def __enter__(self) -> Self:
        """Use the client for a while: `with Client(url, key) as client`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        self.close()


def _sent(body: object) -> Body:
    if body is None:
        return Body()
    if isinstance(body, bytes):
        return Body(body, "application/x-ndjson")
    return Body(json.dumps(body, ensure_ascii=False).encode())


def _parsed(text: bytes) -> Any:
    if not text:
        return None
    try:
        return _read(text)
    # Too deep for anything that the server says.
    except (ValueError, RecursionError):
        raise IndexUnavailable("not JSON") from None
