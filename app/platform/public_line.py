"""Several messages to one host over one connection, by the rules of `public_web`.

Where an address leads is looked up and looked at once for as long as it is said
something: a name that changes meanwhile leads nowhere else, and another address is
looked at anew and gets a connection of its own.
"""

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from app.platform.public_web import (
    NotReached,
    PublicWeb,
    Question,
    Seen,
    Target,
    seen_of,
)

if TYPE_CHECKING:
    import httpx

WATCH_SECONDS = 0.5
# An answer that says more than this costs its host the connection.
MOST_READ = 4_096
# What is said of a connection that the host has hung up since the message before.
_HUNG_UP = frozenset({"RemoteProtocolError", "ReadError", "WriteError"})


class _Call(Struct):
    """A connection that is open, and when the message under way has to be over."""

    target: Target
    client: "httpx.Client"
    until: float

    def leads_to(self, url: str) -> bool:
        return self.target.url == url and not self.client.is_closed


class Line:
    """A way to one host at a time, for one thread: `with Line(web) as line`."""

    def __init__(self, web: PublicWeb) -> None:
        self.web = web
        self._call: _Call | None = None
        self._ended = threading.Event()
        # One for all messages: a thread for each costs as much as sending it.
        self._watch = threading.Thread(target=self._hang_up_when_late, daemon=True)

    def __enter__(self) -> Self:
        """Begin to look that no message takes longer than it may."""
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._ended.set()
        self._watch.join()
        self._hang_up()

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Seen:
        """Do as `PublicWeb.send`, over the connection that is open if it leads there.

        A message that met a connection just hung up is sent once more over a new one,
        so whoever takes it may get it twice.
        """
        asked = Question("POST", headers, body)
        if self._call and self._call.leads_to(url):
            try:
                return self._say(self._call, asked)
            except NotReached as error:
                if error.reason not in _HUNG_UP:
                    raise
        self._hang_up()
        target = self.web.target(url)
        self._call = _Call(target, self.web.client(), time.monotonic())
        return self._say(self._call, asked)

    def _say(self, call: _Call, asked: Question) -> Seen:
        call.until = time.monotonic() + self.web.seconds

        def see(answer: "httpx.Response") -> Seen:
            _read_short(answer)
            return seen_of(call.target.url, answer.status_code, answer.headers)

        return self.web.over(call.client, call.target, asked, see)

    def _hang_up(self) -> None:
        if self._call:
            self._call.client.close()
        self._call = None

    def _hang_up_when_late(self) -> None:
        # A server that sends a letter now and then would keep us for days.
        while not self._ended.wait(WATCH_SECONDS):
            call = self._call
            if call and time.monotonic() > call.until:
                call.client.close()


def _read_short(answer: "httpx.Response") -> None:
    """Read an answer to its end, so that the connection can be used again."""
    import httpx  # noqa: PLC0415 - as in `public_web`

    size = 0
    try:
        for piece in answer.iter_raw():
            size += len(piece)
            if size > MOST_READ:
                return
    except (httpx.HTTPError, RuntimeError, OSError):
        # What was said first stands, however the rest ends.
        return
