"""A server that speaks LibreTranslate's protocol, as a process of its own.

It turns the letters of words around. Some texts make it do what servers do on bad days:
`lose`, `slow`, `huge`, `nonsense`, `redirect`, `refuse` as the first word.
`python -m tests.services.libretranslate PORT KEY` runs it.
"""

import json
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.conventions.sources import ROOT
from tests.services.process import (
    Program,
    RunningServer,
    answers,
    end,
    free_port,
    start,
    wait_until,
)

KEY = "a-key-of-the-machine"
CODES = ("en", "fr", "ar", "pb", "zt")
ASKED = "/asked"


class _Handler(BaseHTTPRequestHandler):
    key = ""
    asked: list[object]

    def do_GET(self) -> None:
        if self.path == ASKED:
            self._answer(200, self.asked)
        elif self.path == "/languages":
            rows = [{"code": code, "name": code, "targets": CODES} for code in CODES]
            # It translates into a language that it does not translate from.
            self._answer(200, [*rows, {"code": "sw", "name": "Swahili", "targets": []}])
        else:
            self._answer(404, {"error": "Not found"})

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        sent = json.loads(self.rfile.read(size))
        self.asked.append(sent)
        if sent.get("api_key", "") != self.key:
            self._answer(403, {"error": "Invalid API key"})
            return
        text = sent["q"]
        match text.split(" ")[0]:
            case "slow":
                time.sleep(30)
            case "huge":
                self._answer(200, {"translatedText": "x" * 2_000_000})
            case "nonsense":
                self._answer(200, ["translatedText"])
            case "refuse":
                self._answer(400, {"error": "Invalid request"})
            case "redirect":
                self.send_response(302)
                self.send_header("Location", ASKED)
                self.end_headers()
            case "lose":
                self._answer(200, {"translatedText": re.sub(r"\[X\d+X\]", "", text)})
            case _:
                self._answer(200, {"translatedText": _turned(text)})

    def _answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _turned(text: str) -> str:
    parts = re.split(r"(\[X\d+X\])", text)
    # Engines like to put spaces around what they do not know.
    return "".join(
        f" {part} ".replace("[X", "[ x") if number % 2 else words_turned(part)
        for number, part in enumerate(parts)
    )


def words_turned(text: str) -> str:
    """Return a text with the letters of each word turned around."""
    return re.sub(r"[^\W\d_]+", lambda word: word[0][::-1], text)


def start_libretranslate(folder: Path, key: str = KEY) -> RunningServer:
    """Start one whose log is in `folder`; it wants this key."""
    port = free_port()
    log = folder / "libretranslate.log"
    command = [sys.executable, "-m", "tests.services.libretranslate", str(port), key]
    process = start(Program(command, log, cwd=ROOT))
    wait_until(lambda: answers(port), process, log)
    return RunningServer(f"http://127.0.0.1:{port}", lambda: end(process), process.pid)


if __name__ == "__main__":
    _Handler.asked = []
    _Handler.key = sys.argv[2]
    address = ("127.0.0.1", int(sys.argv[1]))
    ThreadingHTTPServer(address, _Handler).serve_forever()
