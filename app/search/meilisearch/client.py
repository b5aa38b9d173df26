"""Talks to Meilisearch: one pool of connections, little patience, one failure."""

import json
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpx

from app.search.index import IndexUnavailable

USER_AGENT = "Passalong/0.1 (learning packs; search)"
MAX_ANSWER_BYTES = 64 * 1024 * 1024
# As many handlers as run at a time.
CONNECTIONS = httpx.Limits(
    max_connections=40, max_keepalive_connections=40, keepalive_expiry=60
)


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds: for a connection, for bytes, for everything."""

    connect: float
    read: float
    whole: float


# A visitor waits for it, and has to be answered from the database in the same second.
SEARCHING = Patience(connect=0.2, read=0.35, whole=0.45)
# The worker waits, in the background; a batch of documents takes a while to send.
INDEXING = Patience(connect=2, read=20, whole=60)
# Other work waits behind it while nobody knows whether there is a server at all.
PROBING = Patience(connect=0.5, read=1, whole=1)


class Refused(IndexUnavailable):
    """An answer that says no: its status, and Meilisearch's name for the reason."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Client:
    """Asks one server with one key. Safe to use from many threads."""

    def __init__(self, url: str, key: str, patience: Patience = SEARCHING) -> None:
        self.url = url
        self.patience = patience
        # A compressed reply over a kept connection comes in small pieces and waits
        # 40 ms for our acknowledgement of the first.
        headers = {"Accept-Encoding": "identity", "User-Agent": USER_AGENT}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.Client(
            base_url=url,
            headers=headers,
            limits=CONNECTIONS,
            timeout=_timeout(patience),
            trust_env=False,
            follow_redirects=False,
        )
        # An engine lives as long as the program; nobody has to remember to close it.
        self.close = weakref.finalize(self, self._http.close)

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
        patience = patience or self.patience
        deadline = time.monotonic() + patience.whole
        content, headers = _sent(body)
        try:
            with self._http.stream(
                method,
                path,
                content=content,
                headers=headers,
                timeout=_timeout(patience),
            ) as response:
                text = _read(response, deadline)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise IndexUnavailable(type(error).__name__) from None
        answer = _parsed(text)
        if response.is_success:
            return answer
        code = answer.get("code") if isinstance(answer, Mapping) else None
        raise Refused(response.status_code, str(code))

    def __enter__(self) -> Self:
        """Use the client for a while: `with Client(url, key) as client`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        self.close()


def _sent(body: object) -> tuple[bytes | None, dict[str, str]]:
    if body is None:
        return None, {}
    if isinstance(body, bytes):
        return body, {"Content-Type": "application/x-ndjson"}
    content = json.dumps(body, ensure_ascii=False).encode()
    return content, {"Content-Type": "application/json"}


def _timeout(patience: Patience) -> httpx.Timeout:
    return httpx.Timeout(patience.read, connect=patience.connect, pool=patience.connect)


def _read(response: httpx.Response, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > MAX_ANSWER_BYTES:
            raise IndexUnavailable("too long an answer")
        if time.monotonic() > deadline:
            raise IndexUnavailable("too slow an answer")
        parts.append(part)
    return b"".join(parts)


def _parsed(text: bytes) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        raise IndexUnavailable("not JSON") from None
