"""Files that every reader may have, answered in front of everything else.

What was looked up once, that a pack shows a file and what is said of it, is looked up
again when content changes: as with ready pages, and at the same moment. The bytes are
read from the folder each time.
"""

from collections import OrderedDict
from pathlib import Path

from msgspec import Struct
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.page_cache import PageStore
from app.web.sent_files import FileAnswer

FILES_PREFIX = "/media/"
MOST_FILES = 4096
MAX_KEY_BYTES = 400
_MARK = "public_file"
_PREFIX = FILES_PREFIX.encode()
# Of this request, or of the part of the file that it asked for.
_NOT_KEPT = frozenset(
    {"x-request-id", "content-length", "content-range", "accept-ranges"}
)

# Answers that say of a file what every answer about it says.
_TELLING = frozenset({200, 206, 304})

Key = tuple[bytes, bytes]


def public_file(request: Request, path: Path) -> None:
    """Mark the answer as the same for everybody: the file at this path."""
    request.state.public_file = path


class ReadyFile(Struct, frozen=True):
    """Where a file lies, what is said of it, and in which state of the content."""

    path: Path
    headers: dict[str, str]
    generation: int


class ReadyFiles:
    """Remembers the files that were asked for last."""

    def __init__(self, app: ASGIApp, *, pages: PageStore) -> None:
        self.app = app
        self.pages = pages
        self._files: OrderedDict[Key, ReadyFile] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope) if scope["type"] == "http" else None
        if key is None:
            await self.app(scope, receive, send)
            return
        ready = self._files.get(key)
        if ready is not None and ready.generation == self.pages.generation:
            try:
                await FileAnswer(ready.path, ready.headers)(scope, receive, send)
            except FileNotFoundError:
                del self._files[key]
            else:
                self._files.move_to_end(key)
                return
        await self._look_up(scope, receive, send, key)

    async def _look_up(
        self, scope: Scope, receive: Receive, send: Send, key: Key
    ) -> None:
        generation = self.pages.generation

        async def note(message: Message) -> None:
            path = scope.get("state", {}).get(_MARK)
            if message["type"] == "http.response.start" and path:
                headers = _headers(message)
                if headers is not None:
                    self._keep(key, ReadyFile(path, headers, generation))
            await send(message)

        await self.app(scope, receive, note)

    def _keep(self, key: Key, file: ReadyFile) -> None:
        self._files[key] = file
        self._files.move_to_end(key)
        while len(self._files) > MOST_FILES:
            self._files.popitem(last=False)


def _headers(message: Message) -> dict[str, str] | None:
    """Return what every answer about the file says; None where it is no such answer."""
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in message["headers"]
    }
    # What was packed is not the file; what sets a cookie is one person's.
    is_own = {"content-encoding", "set-cookie"} & headers.keys()
    if message["status"] not in _TELLING or is_own:
        return None
    return {name: value for name, value in headers.items() if name not in _NOT_KEPT}


def _key(scope: Scope) -> Key | None:
    """Return the host and the address of a file; None for what may be anything else."""
    if scope["method"] not in {"GET", "HEAD"} or scope["query_string"]:
        return None
    path: bytes = scope["raw_path"]
    # Every page comes by here.
    if not path.startswith(_PREFIX):
        return None
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1 or len(path) + len(hosts[0]) > MAX_KEY_BYTES:
        return None
    return hosts[0], path
