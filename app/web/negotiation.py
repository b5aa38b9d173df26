"""What a client accepts and already has: encodings, entity tags, dates."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

MAX_HEADER_CHARACTERS = 1024
# Browsers send a handful of lines; made-up ones push each other out.
KNOWN_HEADERS = 64


def accepted_encoding(header: str) -> str | None:
    """Return `br` or `gzip`, the smaller one the client takes, or None."""
    return _accepted_encoding(header[:MAX_HEADER_CHARACTERS])


@lru_cache(KNOWN_HEADERS)
def _accepted_encoding(header: str) -> str | None:
    weights = _weights(header)
    for encoding in ("br", "gzip"):
        if weights.get(encoding, weights.get("*", 0.0)) > 0:
            return encoding
    return None


def prefers_json(header: str) -> bool:
    """Tell whether a program is asking: JSON weighs more than HTML."""
    weights = _weights(header)
    html = max(weights.get("text/html", 0.0), weights.get("application/xhtml+xml", 0))
    json = max(
        weights.get("application/json", 0.0),
        weights.get("application/problem+json", 0.0),
    )
    return json > html


def _weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in header[:MAX_HEADER_CHARACTERS].split(","):
        name, _, rest = part.partition(";")
        weights[name.strip().lower()] = _quality(rest)
    return weights


def _quality(rest: str) -> float:
    for part in rest.split(";"):
        key, _, value = part.partition("=")
        if key.strip().lower() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def http_date(moment: datetime) -> str:
    """Return a date as HTTP headers want it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def etag_matches(header: str | None, etag: str) -> bool:
    """Tell whether `If-None-Match` names this version (weakly compared)."""
    if not header:
        return False
    if header.strip() == "*":
        return True
    known = {tag.strip().removeprefix("W/") for tag in header[:4096].split(",")}
    return etag.removeprefix("W/") in known


def unchanged_since(header: str | None, moment: datetime) -> bool:
    """Tell whether `If-Modified-Since` is as new as the last change."""
    if not header:
        return False
    try:
        known = parsedate_to_datetime(header[:64])
    except ValueError:
        return False
    if known.tzinfo is None:
        return False
    return moment.astimezone(UTC).replace(microsecond=0) <= known


def conditional(
    request: Request,
    response: Response,
    *,
    etag: str | None = None,
    modified: datetime | None = None,
) -> Response:
    """Add validators; answer 304 without a body when the client has this version."""
    if etag is not None:
        response.headers["ETag"] = etag
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    tags = request.headers.get("if-none-match")
    if tags is not None:
        fresh = etag is not None and etag_matches(tags, etag)
    else:
        since = request.headers.get("if-modified-since")
        fresh = modified is not None and unchanged_since(since, modified)
    if not fresh:
        return response
    kept = {"etag", "last-modified", "cache-control", "vary", "content-language"}
    headers = {k: v for k, v in response.headers.items() if k.lower() in kept}
    return Response(status_code=304, headers=headers)
