"""Asking platforms: over the one way out, JSON in and out, one word when it fails."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct, field

from app.platform.outbound import origin_of
from app.platform.public_web import NotReached, PublicWeb, Question, Said

OK = range(200, 300)


class AskFailed(Exception):
    """A platform did not answer as it should; `reason` is one word for a table."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Call(Struct, frozen=True):
    """A request: `form` or `body` is sent, the one as a form, the other as JSON."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    body: object = None
    content_type: str = "application/json"


def say(web: PublicWeb, call: Call) -> Said:
    """Return what a platform answers; raise AskFailed unless it says yes."""
    kind, sent = "", None
    if call.form is not None:
        kind, sent = "application/x-www-form-urlencoded", urlencode(call.form).encode()
    elif call.body is not None:
        kind, sent = call.content_type, json.dumps(call.body).encode()
    headers = dict(call.headers) | ({"Content-Type": kind} if kind else {})
    try:
        said = web.read(call.url, Question(call.method, headers, sent))
    except NotReached as error:
        raise AskFailed(error.reason) from error
    if said.status not in OK:
        raise AskFailed("refused", said.status)
    return said


def json_of(said: Said) -> Any:
    """Return the JSON in an answer; raise AskFailed."""
    try:
        return json.loads(said.body)
    except (ValueError, RecursionError) as error:
        raise AskFailed("not_json", said.status) from error


def object_of(said: Said) -> dict[str, Any]:
    """Return the JSON object in an answer; raise AskFailed."""
    found = json_of(said)
    if not isinstance(found, dict):
        raise AskFailed("not_an_object", said.status)
    return found


def web_origin(url: str) -> str:
    """Return the origin of an address as browsers write it, or nothing."""
    try:
        scheme, host, port = origin_of(url)
    except ValueError:
        return ""
    if scheme not in {"http", "https"} or not host:
        return ""
    usual = {"https": 443, "http": 80}[scheme]
    return f"{scheme}://{host}" + ("" if port == usual else f":{port}")
