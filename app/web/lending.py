"""A server's connection whose request another process reads on.

uvicorn reads what comes, tells the application, and never lets go of a connection.
Here the application may have the rest of a large body read by somebody else, straight
from the connection into a file, and answer as always.
"""

from typing import Any, cast

from starlette.requests import ClientDisconnect, Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LENDING_PATH = "/storage"
EXTENSION = "passalong.rest_of_body"
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class RestOfBody:
    """What of a body has not been read yet: so far `came` bytes of its `length`."""

    def __init__(self, protocol: "LendingProtocol", length: int) -> None:
        self._protocol = protocol
        self._cycle = protocol.cycle
        self.length = length
        self.came = 0

    @property
    def left(self) -> int:
        """How many bytes the server has not read from the connection."""
        return self.length - self.came

    @property
    def connection(self) -> int:
        """The handle of the connection, to be read by somebody else from now on."""
        if self._cycle.waiting_for_100_continue:
            self._cycle.waiting_for_100_continue = False
            self._protocol.transport.write(GO_ON)
        return int(self._protocol.transport.get_extra_info("socket").fileno())

    def take(self) -> bytes:
        """Let the server read no more; return what it has read for nobody yet."""
        self._protocol.flow.pause_reading()
        held = bytes(self._cycle.body)
        self._cycle.body = bytearray()
        return held

    def end(self, *, is_whole: bool) -> None:
        """Let the server go on where the body has been read by somebody else.

        Raises ClientDisconnect where it has not been read to its end.
        """
        self._cycle.more_body = False
        self._cycle.message_event.set()
        # The server does not know what was read: it cannot find the next request.
        self._cycle.keep_alive = False
        if not is_whole:
            self._cycle.disconnected = True
            self._protocol.transport.abort()
            raise ClientDisconnect


class LendingProtocol(HttpToolsProtocol):
    """Tells the application of what it may have read by somebody else."""

    rest: RestOfBody | None = None

    def on_headers_complete(self) -> None:
        """Begin a request, as uvicorn does."""
        super().on_headers_complete()
        if self.scope.get("path") == LENDING_PATH:
            self._offer()

    def on_body(self, body: bytes) -> None:
        """Note what comes of a body, as uvicorn does."""
        if self.rest:
            self.rest.came += len(body)
        super().on_body(body)

    def _offer(self) -> None:
        lengths = [value for name, value in self.headers if name == b"content-length"]
        self.rest = None
        # What a second request brings is behind the body of the first.
        if len(lengths) == 1 and not self.pipeline:
            self.rest = RestOfBody(self, int(lengths[0]))
            self.scope["extensions"] = cast(Any, {EXTENSION: self.rest})
            self.flow.pause_reading()


def rest_of_body(request: Request) -> RestOfBody | None:
    """Return what may be read by somebody else; None where the server has it all, or
    cannot tell how much will come.
    """
    rest = request.scope.get("extensions", {}).get(EXTENSION)
    return rest if isinstance(rest, RestOfBody) and rest.left else None
