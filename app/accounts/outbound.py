"""The one way this room talks to another server: the sign-in provider, briefly."""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog

from app.platform.errors import AppError
from app.platform.i18n import N_

log = structlog.get_logger()

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 20.0
MAX_ANSWER_BYTES = 256 * 1024
USER_AGENT = "Passalong/0.1 (learning packs; sign-in)"
_DEFAULT_PORTS = {"http": 80, "https": 443}


class ProviderFailed(AppError):
    """The sign-in provider did not answer as it should."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The sign-in service did not answer as expected. You are not signed "
                "in. Please try again in a few minutes."
            )
        )


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    return parts.scheme, parts.hostname or "", port


def ask_provider(
    method: str,
    url: str,
    *,
    issuer: str,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the JSON object a provider answers with; raise ProviderFailed.

    The address must be on the configured issuer's own host: what a provider's
    documents name is data, and must not send us elsewhere. Redirects are refused.
    """
    if origin_of(url) != origin_of(issuer):
        log.warning("provider_named_foreign_host")
        raise ProviderFailed
    started = time.monotonic()
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    sent = {"Accept": "application/json", "User-Agent": USER_AGENT, **(headers or {})}
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=False) as client,
            client.stream(method, url, headers=sent, data=form) as response,
        ):
            body = _read(response, started + WHOLE_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("provider_unreachable", error=type(error).__name__)
        raise ProviderFailed from error
    return _parse(response.status_code, body)


def _read(response: httpx.Response, deadline: float) -> bytes:
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES or time.monotonic() > deadline:
            log.warning("provider_answer_too_long")
            raise ProviderFailed
    return body


def _parse(status: int, body: bytes) -> dict[str, Any]:
    if status != httpx.codes.OK:
        log.warning("provider_refused", status=status)
        raise ProviderFailed
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise ProviderFailed from error
    if not isinstance(answer, dict):
        raise ProviderFailed
    return answer
