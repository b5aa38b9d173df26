"""A server that answers as the API of Commons does, in whatever way a test wants."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.media.samples import photo

SHA1 = "a" * 40
TOLD = {
    "Artist": '<a href="//commons.test/User:Ama">Ama K.</a>',
    "ImageDescription": {"en": "<p>A red bench</p>", "fr": "Un banc", "_type": "lang"},
    "License": "cc-by-sa-4.0",
    "LicenseShortName": "CC BY-SA 4.0",
}


@dataclass(frozen=True)
class Said:
    """An answer: status, headers, and what it holds; a function writes it itself."""

    body: bytes | Callable[[Callable[[bytes], object]], None] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Another:
    """Says `api` to every question, and `file` wherever else it is asked."""

    api: Said = field(default_factory=Said)
    file: Said = field(default_factory=lambda: Said(photo()))
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def tell(self, told: Mapping[str, object] | None = None, **info: object) -> None:
        """Say of every file what Commons says of a picture, but for what is given."""
        values = {**TOLD, **(told or {})}
        known: dict[str, Any] = {
            "url": f"{self.url}/f/f1/Red_bench.jpg",
            "descriptionurl": f"{self.url}/wiki/File:Red_bench.jpg",
            "mime": "image/jpeg",
            "size": 61_733,
            "width": 900,
            "height": 600,
            "sha1": SHA1,
            "user": "Uploader",
            "extmetadata": {key: {"value": one} for key, one in values.items()},
        }
        page = {"title": "File:Red bench.jpg", "imageinfo": [known | info]}
        self.say({"query": {"pages": [page]}})

    def say(self, answer: object, status: int = 200, **headers: str) -> None:
        """Say this to every question."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.api = Said(json.dumps(answer).encode(), status, named)

    def questions(self) -> list[dict[str, list[str]]]:
        """Return what the API was asked."""
        paths = [path for path, _ in self.asked if path.startswith("/api.php?")]
        return [parse_qs(urlsplit(path).query) for path in paths]

    def drip(self, write: Callable[[bytes], object]) -> None:
        """Write a letter now and then, without an end."""
        while not self.ended.is_set():
            write(b" ")
            time.sleep(0.05)

    def pour(self, write: Callable[[bytes], object]) -> None:
        """Write without an end."""
        while not self.ended.is_set():
            write(b"\xff" * 9000)


def _handler(server: Another) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, dict(self.headers)))
            is_api = self.path.startswith("/api.php")
            said = server.api if is_api else server.file
            self.send_response(said.status)
            for name, text in said.headers.items():
                self.send_header(name, text)
            self.end_headers()
            try:
                if isinstance(said.body, bytes):
                    self.wfile.write(said.body)
                else:
                    said.body(self.wfile.write)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
