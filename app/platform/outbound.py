"""The one way the program talks to another server over HTTP: briefly, and with limits.

Only an address that the operator has set up is asked. What its answers name is data
and must not send us elsewhere: another host is refused, and so are redirects.
"""

import json
import time
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct, field

if TYPE_CHECKING:
    import ssl

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 20.0
MAX_ANSWER_BYTES = 256 * 1024
OK = 200
_DEFAULT_PORTS = {"http": 80, "https": 443}


class OutboundFailed(Exception):
    """The other server did not answer as it should; `reason` is one word for a log."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Outgoing(Struct, frozen=True):
    """A request to a server: a form, or what becomes JSON, or neither."""

    method: str
    url: str
    agent: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    body: object = None
    seconds: float = WHOLE_SECONDS


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    return parts.scheme, parts.hostname or "", port


def ask(asked: Outgoing, *, of: str) -> object:
    """Return the JSON that a server answers with; raise OutboundFailed.

    `of` is the address the operator has set up: the same scheme, host and port must
    be asked. At most 256 kB and `asked.seconds` are waited for.
    """
    if origin_of(asked.url) != origin_of(of):
        raise OutboundFailed("foreign_host")
    # Read in when somebody is asked: most servers never ask anybody.
    import httpx  # noqa: PLC0415

    deadline = time.monotonic() + asked.seconds
    timeout = httpx.Timeout(
        min(READ_SECONDS, asked.seconds), connect=min(CONNECT_SECONDS, asked.seconds)
    )
    sent = {
        "Accept": "application/json",
        "User-Agent": asked.agent,
        **asked.headers,
    }
    try:
        with (
            httpx.Client(
                verify=_trusted(), timeout=timeout, follow_redirects=False
            ) as client,
            client.stream(
                asked.method, asked.url, headers=sent, data=asked.form, json=asked.body
            ) as response,
        ):
            body = _read(response.iter_bytes(), deadline)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OutboundFailed(type(error).__name__) from error
    return _parse(response.status_code, body)


@cache
def _trusted() -> "ssl.SSLContext":
    """Return whom we believe to be who they say: read in once, as that takes long."""
    import httpx  # noqa: PLC0415 - as above

    return httpx.create_ssl_context()


def _read(chunks: Iterable[bytes], deadline: float) -> bytes:
    body = b""
    for chunk in chunks:
        body += chunk
        if len(body) > MAX_ANSWER_BYTES or time.monotonic() > deadline:
            raise OutboundFailed("too_long")
    return body


def _parse(status: int, body: bytes) -> object:
    if status != OK:
        raise OutboundFailed("refused", status)
    try:
        answer: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise OutboundFailed("not_json") from error
    return answer
