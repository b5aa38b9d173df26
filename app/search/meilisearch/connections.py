"""Connections to a server, kept from one question to the next, each with a deadline."""

import io
import select
import socket
import ssl
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

# A server closes what is not used; long before that it is not relied on any more.
KEPT_SECONDS = 60
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds: for a connection, for bytes, for everything."""

    connect: float
    read: float
    whole: float


@dataclass(frozen=True)
class Answer:
    """What a server said: its status, and the body as it came."""

    status: int
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the server did what it was asked."""
        return 200 <= self.status < 300


class Connections:
    """The connections to one server that nobody uses now. Safe for many threads."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or PORTS.get(parts.scheme, 0)
        self._base = parts.path.rstrip("/")
        is_secure = parts.scheme == "https"
        self._secure = ssl.create_default_context() if is_secure else None
        given = {"Host": parts.netloc.rpartition("@")[2], **headers}
        self._headers = "".join(f"{name}: {given[name]}\r\n" for name in given)
        self._idle: deque[tuple[socket.socket, float]] = deque()

    def exchange(
        self, method: str, path: str, body: bytes, patience: Patience, most: int
    ) -> Answer:
        """Send a question and return the answer, of so many bytes at most.

        Raise OSError or HTTPException when it does not come whole and in time.
        """
        reading = _Reading(self._take(patience), patience)
        is_sent = is_kept = False
        try:
            # A server that takes no more may have said why before it closed.
            with suppress(BrokenPipeError, ConnectionResetError):
                reading.sock.sendall(self._head(method, path, len(body)) + body)
                is_sent = True
            response = HTTPResponse(reading, method=method)  # type: ignore[arg-type]  # all it wants is a file
            response.begin()
            answer = Answer(response.status, response.read(most + 1))
            if len(answer.body) > most or response.length:
                raise HTTPException("not a whole answer")
            is_kept = is_sent and not response.will_close
        finally:
            if is_kept:
                self._idle.append((reading.sock, time.monotonic()))
            else:
                reading.sock.close()
        return answer

    def close(self) -> None:
        """Close what is open and not in use."""
        while self._idle:
            self._idle.pop()[0].close()

    def _head(self, method: str, path: str, length: int) -> bytes:
        # One piece with the body: the server is woken up once.
        size = f"Content-Length: {length}\r\n" if length else ""
        start = f"{method} {self._base}{path} HTTP/1.1\r\n"
        return f"{start}{self._headers}{size}\r\n".encode("latin-1")

    def _take(self, patience: Patience) -> socket.socket:
        """Return the connection used last, if it is still good, or a new one."""
        while self._idle:
            try:
                kept, since = self._idle.pop()
            except IndexError:
                break
            if time.monotonic() - since < KEPT_SECONDS and not _has_news(kept):
                return kept
            kept.close()
        address = (self._host, self._port)
        made = socket.create_connection(address, timeout=patience.connect)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._secure is None:
            return made
        try:
            return self._secure.wrap_socket(made, server_hostname=self._host)
        except OSError:
            made.close()
            raise


class _Reading(io.RawIOBase):
    """What comes over a connection, until a deadline; as a file of `http.client`."""

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        self.sock = sock
        self._patience = patience.read
        self._until = time.monotonic() + patience.whole
        sock.settimeout(patience.read)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return the file that an answer is read from."""
        return io.BufferedReader(self, 65_536)

    def readable(self) -> bool:
        """Return that it is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what there is; raise TimeoutError when it comes too late."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if left < self._patience:
            self.sock.settimeout(left)
        return self.sock.recv_into(buffer)


def _has_news(kept: socket.socket) -> bool:
    """Return whether a kept connection has ended, or has what nobody asked for."""
    looking = select.poll()
    looking.register(kept, select.POLLIN)
    return bool(looking.poll(0))
