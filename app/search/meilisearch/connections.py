"""Connections to a server, kept from one question to the next, each with a deadline."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import urllib3
from msgspec import Struct
from urllib3.exceptions import HTTPError, ProtocolError

# More are opened when more ask at once, and closed again.
KEPT = 8
PIECE_BYTES = 256 * 1024
# Every server takes so many bytes at once, and nginx in front of one.
LARGE_BYTES = 1_000_000


class NoAnswer(Exception):
    """A server did not answer whole and in time; says what kind of failure it was."""


class CutOff(NoAnswer):
    """The connection ended before there was an answer."""


class Patience(Struct, frozen=True):
    """How long to wait, in seconds: for a connection, for bytes, for everything."""

    connect: float
    read: float
    whole: float


class Body(Struct, frozen=True):
    """What is sent with a question, and what kind of text it is."""

    content: bytes = b""
    kind: str = "application/json"


class Answer(Struct, frozen=True):
    """What a server said: its status, and the body as it came."""

    status: int
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the server did what it was asked."""
        return 200 <= self.status < 300


class Connections:
    """The connections to one server. Safe for many threads."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._url = url
        self._base = urlsplit(url).path.rstrip("/")
        self._headers = headers
        self._pool = urllib3.connection_from_url(url, maxsize=KEPT)
        self.close = self._pool.close

    def exchange(
        self, method: str, path: str, body: Body, patience: Patience, most: int
    ) -> Answer:
        """Send a question and return the answer, of so many bytes at most.

        Raise NoAnswer when it does not come whole and in time: CutOff when a server
        that had taken the connection ended it, as with more than it takes at once.
        """
        until = time.monotonic() + patience.whole
        with self._connected(body) as pool:
            try:
                response = pool.urlopen(
                    method,
                    self._base + path,
                    body=body.content or None,
                    headers={**self._headers, "Content-Type": body.kind},
                    timeout=urllib3.Timeout(
                        connect=patience.connect, read=patience.read
                    ),
                    retries=False,
                    redirect=False,
                    preload_content=False,
                    decode_content=False,
                )
            except (HTTPError, OSError) as error:
                raise _failure(error) from None
            try:
                answer = Answer(response.status, _whole(response, until, most))
            except (HTTPError, OSError) as error:
                # What is left of it would stand before the next answer.
                response.close()
                raise _failure(error) from None
            response.release_conn()
            return answer

    @contextmanager
    def _connected(self, body: Body) -> Iterator[urllib3.HTTPConnectionPool]:
        """Give connections to ask over.

        A large body may be refused before all of it was read; the rest would be taken
        for the next question. So it has a connection of its own.
        """
        if len(body.content) <= LARGE_BYTES:
            yield self._pool
            return
        own = urllib3.connection_from_url(self._url, maxsize=1)
        try:
            yield own
        finally:
            own.close()


def _failure(error: Exception) -> NoAnswer:
    failure = CutOff if isinstance(error, ProtocolError) else NoAnswer
    return failure(type(error).__name__)


def _whole(response: urllib3.BaseHTTPResponse, until: float, most: int) -> bytes:
    """Read an answer to its end; raise TimeoutError when it comes too slowly."""
    body = bytearray()
    while piece := response.read1(PIECE_BYTES, decode_content=False):
        body += piece
        if len(body) > most:
            raise HTTPError("larger than any answer")
        if time.monotonic() > until:
            raise TimeoutError
    return bytes(body)
