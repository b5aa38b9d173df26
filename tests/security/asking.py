"""Requests as they come over the wire: nothing is tidied up before the app sees it."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message

from tests.accounts.test_access_matrix import PARAMETER
from tests.browser.pages import COURSE, ORGANISATION, PROJECT, SKILL, TRANSLATED_PACK
from tests.conventions.sources import ROOT
from tests.databases import HOST

Pairs = Sequence[tuple[str, str]]
SLUGS = {
    "courses": COURSE,
    "organisations": ORGANISATION,
    "projects": PROJECT,
    "skills": SKILL,
}

_UNITS = ROOT / "learning_packs" / TRANSLATED_PACK / "units.json"
# The title of a pack, which is translated.
UNIT: str = json.loads(_UNITS.read_text())["pack"][0][0]

# The key of a site that an organisation has registered.
SITE = "sitesitesite"
# The address of a path that an organisation has made.
PATH = "new-editors"
# The key of a learning system, and what invites one.
PLATFORM, INVITATION = "platplatplat", "i" * 32


@dataclass(frozen=True)
class Asked:
    """A request: `target` is what stands in the request line."""

    target: str
    method: str = "GET"
    headers: Pairs = ()
    body: bytes = b""
    host: str | None = HOST


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def get(self, name: str) -> str:
        """Return a header, or nothing."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return every header of a name."""
        return [value for key, value in self.headers if key == name]

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(app: FastAPI, asked: Asked) -> Answer:
    """Send a request straight to the app, in the event loop of all tests.

    A loop of its own would have threads of its own, for one answer.
    """
    assert TestClient.portal is not None
    return TestClient.portal.call(_ask, app, asked)


async def _ask(app: FastAPI, asked: Asked) -> Answer:
    path, _, query = asked.target.partition("?")
    headers = [*asked.headers]
    if asked.host is not None:
        headers.append(("host", asked.host))
    if asked.body:
        headers.append(("content-length", str(len(asked.body))))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers],
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    pending: list[Message] = [
        {"type": "http.request", "body": asked.body, "more_body": False}
    ]
    answer = Answer()

    async def receive() -> Message:
        if pending:
            return pending.pop()
        await asyncio.sleep(3_600)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(k.decode(), v.decode()) for k, v in message["headers"]]
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    return answer


def filled(path: str, values: Mapping[str, str] | None = None) -> str:
    """Return a route's path with real values for its placeholders."""
    kind = path.partition("/{slug}")[0].rpartition("/")[2]
    known = {
        "lang": "en",
        "slug": SLUGS.get(kind, TRANSLATED_PACK),
        "number": "1",
        "version": "1",
        "save_id": "1",
        "review_id": "1",
        "document_id": "1",
        "epoch": "abcdefgh",
        "kind": "quiz",
        "suggestion_id": "1",
        "thread_id": "1",
        "way": "up",
        "pack_id": "1",
        "remark_id": "1",
        "reshaping_id": "1",
        "notice_id": "1",
        "revision_id": "1",
        "before": "1",
        "after": "2",
        "place": "1",
        "key": "sg1sv9",
        "module": "m1",
        "code": "ha",
        "wanted_id": "1",
        "need_id": "1",
        "conversation_id": "1",
        "report_id": "1",
        "wish_id": "1",
        "concept_id": "1",
        "pack": TRANSLATED_PACK,
        "source": "en",
        "target": "fr",
        "file_id": "1",
        "file_name": f"{TRANSLATED_PACK}.fr.po",
        "unit_id": UNIT,
        "row_id": "1",
        "flavour": "pages",
        "carried": "text",
        "clip": "look",
        "deck": "tips",
        "slide": "1",
        "note_id": "1",
        "quiz_id": "abcdefgh",
        "site": SITE,
        "path": PATH,
        "mark": "a" * 24,
        "platform": PLATFORM,
        "invitation": INVITATION,
        "token": "a" * 32,
        "digest": "0" * 64,
        "name": "a.png",
        **(values or {}),
    }
    return PARAMETER.sub(lambda found: known[found[1]], path)
