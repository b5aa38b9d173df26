"""Asking addresses that people wrote: only in the public internet, briefly, politely.

Nobody else in the program sends a request to an address it was given by people. A host
is looked up once, every address it has must be a public one, and the connection goes to
the one that was looked at: a name that changes meanwhile leads nowhere else. Redirects
are followed one by one by the same rules, and never with what is sent. What an answer
holds is read only by `read` and `fetch`, never more than was said before.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import IO, TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from app.platform.outbound import origin_of

if TYPE_CHECKING:
    import ssl

    import httpx

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 20.0
MAX_REDIRECTS = 5
MAX_ADDRESS = 2_000
MAX_ANSWER_BYTES = 256 * 1024
_PORTS = {"http": 80, "https": 443}
# What servers answer to HEAD that would let somebody read the page.
_ASK_AGAIN = frozenset({400, 403, 404, 405, 406, 501, 503})

OK = 200

Allowed = Callable[[str, int], bool]
Taken = TypeVar("Taken")
Take = Callable[["httpx.Response"], None]


class NotReached(Exception):
    """There was no answer; `reason` is one word for a table."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Seen(Struct, frozen=True):
    """What a server says of an address; `to` is where it leads on, if it does."""

    status: int
    url: str
    etag: str = ""
    retry_after: str = ""
    to: str = ""


class Said(Struct, frozen=True):
    """What a server answers, whole; `link` is the header of that name (RFC 8288)."""

    status: int
    body: bytes
    link: str = ""


class Target(Struct, frozen=True):
    """Where a request goes: the address of a machine, and the name it is asked by."""

    url: str
    host: str
    address: str
    port: int
    scheme: str


def is_public(address: str, port: int) -> bool:
    """Tell whether an IP address and port are those of a web server for everybody."""
    parsed = ipaddress.ip_address(address.split("%")[0])
    found = parsed
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.sixtofour or parsed.teredo:
            # They lead on to an address that is written in them.
            return False
        found = parsed.ipv4_mapped or parsed
    is_open = found.is_global and not found.is_multicast and not found.is_reserved
    return is_open and port in {80, 443}


class Question(Struct, frozen=True):
    """What is asked of an address: how, with what besides, and what is sent."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None = None


def _rest() -> None:
    """Tell nobody."""


def _anywhere(_address: str, _port: int) -> bool:
    return True


class PublicWeb(Struct, frozen=True):
    """The one way out. `allowed` is only ever another one in tests.

    `own` is an address that the operator has set up: what has its scheme, host and port
    may be inside.
    """

    agent: str
    allowed: Allowed = is_public
    seconds: float = WHOLE_SECONDS
    own: str = ""

    def look(self, url: str, *, etag: str = "") -> Seen:
        """Return what a server says of an address; raise NotReached.

        HEAD is asked first, then GET of those who do not answer that. `etag` is what
        it said the last time: 304 means that nothing has changed.
        """
        for _ in range(MAX_REDIRECTS + 1):
            known = {"If-None-Match": etag} if etag else {}
            seen = self._ask(url, Question("HEAD", known))
            if seen.status in _ASK_AGAIN:
                seen = self._ask(url, Question("GET", known))
            if not seen.to:
                return seen
            url = seen.to
        raise NotReached("redirects")

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Seen:
        """Send something by POST; return what the server says, or raise NotReached.

        A redirect is an answer like others: what is sent goes nowhere else.
        """
        return self._ask(url, Question("POST", headers, body))

    def fetch(
        self, url: str, into: IO[bytes], *, most: int, tell: Callable[[], None] = _rest
    ) -> Seen:
        """Write what is at an address; return what the server says of it.

        Nothing is written of another answer than 200. NotReached is raised, also with
        `too_long` when it has more than `most` bytes. `tell` is called now and then.
        """
        # Its size is limited as it comes: packed, it could be anything.
        asked = Question("GET", {"Accept-Encoding": "identity"})
        for _ in range(MAX_REDIRECTS + 1):
            seen = self._ask(url, asked, lambda one: _write(one, into, most, tell))
            if not seen.to:
                return seen
            url = seen.to
        raise NotReached("redirects")

    def read(self, url: str, asked: Question) -> Said:
        """Return what a server answers, at most 256 kB of it; raise NotReached.

        A redirect is an answer like others: what is sent goes nowhere else.
        """
        # Unpacked, a small answer may be as large as its sender likes.
        plain = Question(
            asked.method, {**asked.headers, "Accept-Encoding": "identity"}, asked.body
        )
        return self._exchange(url, plain, _said)

    def _ask(self, url: str, asked: Question, take: Take | None = None) -> Seen:
        def see(answer: "httpx.Response") -> Seen:
            if take:
                take(answer)
            return seen_of(url, answer.status_code, answer.headers)

        return self._exchange(url, asked, see)

    def _exchange(
        self, url: str, asked: Question, take: "Callable[[httpx.Response], Taken]"
    ) -> Taken:
        target = self.target(url)
        with self.client() as client:
            # A server that sends a letter now and then would keep us for days.
            watch = threading.Timer(self.seconds, client.close)
            watch.start()
            try:
                return self.over(client, target, asked, take)
            finally:
                watch.cancel()

    def target(self, url: str) -> Target:
        """Look up where an address leads; raise NotReached when we may not go there."""
        return find(url, self._allowed_at(url))

    def client(self) -> "httpx.Client":
        """Return what opens connections: to where it is told, and no further."""
        # Read in when somebody is asked: most servers never ask anybody.
        import httpx  # noqa: PLC0415

        read = min(READ_SECONDS, self.seconds)
        timeout = httpx.Timeout(read, connect=min(CONNECT_SECONDS, self.seconds))
        return httpx.Client(
            verify=_trusted(), timeout=timeout, follow_redirects=False, trust_env=False
        )

    def over(
        self,
        client: "httpx.Client",
        target: Target,
        asked: Question,
        take: "Callable[[httpx.Response], Taken]",
    ) -> Taken:
        """Return what `take` makes of the answer to a question; raise NotReached."""
        import httpx  # noqa: PLC0415 - as above

        try:
            with client.stream(
                asked.method,
                _at_address(target),
                headers={**self._headers(target), **asked.headers},
                content=asked.body,
                extensions={"sni_hostname": target.host},
            ) as answer:
                return take(answer)
        except (httpx.HTTPError, httpx.InvalidURL, RuntimeError, OSError) as error:
            raise NotReached(type(error).__name__) from error

    def _allowed_at(self, url: str) -> Allowed:
        try:
            is_own = bool(self.own) and origin_of(url) == origin_of(self.own)
        except ValueError:
            is_own = False
        return _anywhere if is_own else self.allowed

    def _headers(self, target: Target) -> dict[str, str]:
        is_usual = _PORTS[target.scheme] == target.port
        host = target.host if is_usual else f"{target.host}:{target.port}"
        return {"Host": host, "User-Agent": self.agent, "Accept": "*/*"}


@cache
def _trusted() -> "ssl.SSLContext":
    """Return whom we believe to be who they say: read in once, as that takes long."""
    import httpx  # noqa: PLC0415 - as above

    return httpx.create_ssl_context(trust_env=False)


def find(url: str, allowed: Allowed = is_public) -> Target:
    """Return where an address leads; raise NotReached when we may not go there."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise NotReached("address") from error
    if not host or not port or "@" in parts.netloc or len(url) > MAX_ADDRESS:
        raise NotReached("address")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached("name") from error
    addresses = [str(row[4][0]) for row in found]
    if not addresses or not all(allowed(address, port) for address in addresses):
        raise NotReached("private")
    return Target(url, host, addresses[0], port, parts.scheme)


def _write(
    answer: "httpx.Response", into: IO[bytes], most: int, tell: Callable[[], None]
) -> None:
    if answer.status_code != OK:
        return
    size = 0
    for piece in answer.iter_bytes():
        size += len(piece)
        if size > most:
            raise NotReached("too_long")
        into.write(piece)
        tell()


def _at_address(target: Target) -> str:
    parts = urlsplit(target.url)
    shown = f"[{target.address}]" if ":" in target.address else target.address
    rest = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    path = rest if rest.startswith("/") else f"/{rest}"
    return f"{target.scheme}://{shown}:{target.port}{path}"


def _said(answer: "httpx.Response") -> Said:
    body = b""
    for chunk in answer.iter_raw():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise NotReached("too_long")
    return Said(answer.status_code, body, answer.headers.get("link", "")[:MAX_ADDRESS])


def seen_of(url: str, status: int, headers: Mapping[str, str]) -> Seen:
    """Return what a server says of an address; raise NotReached for nonsense."""
    to = headers.get("location", "")
    if status in {301, 302, 303, 307, 308} and to:
        try:
            return Seen(status, url, to=urljoin(url, to))
        except ValueError as error:
            raise NotReached("address") from error
    kept = headers.get("etag", "")[:200]
    return Seen(status, url, kept, headers.get("retry-after", "")[:40])
