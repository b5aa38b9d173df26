"""A learning system that speaks cmi5, with the records (LRS) it keeps, on loopback.

It shows an unpacked package and launches it. Every statement is held against published
models and the rules of cmi5, and refused when it breaks one.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from tests.services.statements import Session, Statement, verb_of

SESSION_ID = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
VERSION = "X-Experience-API-Version"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": f"authorization,content-type,{VERSION}",
    "Access-Control-Allow-Methods": "GET,PUT,POST",
}


@dataclass
class System:
    """Who is launched with what, what they told, and what was refused."""

    address: str = ""
    registration: str = field(default_factory=lambda: str(uuid4()))
    sessions: list[Session] = field(default_factory=list)
    fetched: set[int] = field(default_factory=set)
    states: dict[str, Any] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    refused: list[tuple[str, list[str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    # How often each address fails before it answers.
    failing: dict[str, int] = field(default_factory=dict)
    # What launch data says otherwise, by session.
    odd: dict[int, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def elsewhere(self) -> str:
        """The same by another name: of another origin than the package."""
        return self.address.replace("127.0.0.1", "localhost")

    @property
    def verbs(self) -> list[str]:
        """What was told, in order."""
        return [verb_of(one) for one in self.statements]

    def launch(self, *, mode: str = "Normal", mastery: float | None = None) -> str:
        """Begin a session of the one learner; return where their browser goes."""
        number = len(self.sessions)
        actor = {
            "objectType": "Agent",
            "account": {"homePage": "https://lms.example", "name": "أمينة <b>"},
        }
        template = {
            "extensions": {SESSION_ID: f"session-{number}"},
            "contextActivities": {"grouping": [{"id": "https://lms.example/pack"}]},
        }
        told = [verb for one in self.sessions for verb in one.here]
        session = Session(
            actor, self.registration, f"{self.address}/unit", template, mode, mastery
        )
        session.told = told
        self.sessions.append(session)
        return f"{self.address}/package/launch.html?{urlencode(self.given(number))}"

    def given(self, number: int = 0) -> dict[str, str]:
        """Return what stands in the address of a launch."""
        session = self.sessions[number]
        return {
            "endpoint": f"{self.elsewhere}/xapi/",
            "fetch": f"{self.elsewhere}/fetch/{number}",
            "actor": json.dumps(session.actor),
            "registration": session.registration,
            "activityId": session.activity,
        }

    def token(self, number: int) -> str:
        """Return the word that opens the records of a session."""
        return base64.b64encode(f"session:{number}".encode()).decode()

    def launch_data(self, session: Session) -> dict[str, Any]:
        """Return what a unit reads when it begins."""
        more = {} if session.mastery is None else {"masteryScore": session.mastery}
        return {
            "contextTemplate": session.template,
            "launchMode": session.mode,
            "launchMethod": "AnyWindow",
            "moveOn": "Completed",
            "returnURL": f"{self.address}/back.html",
            **more,
        }

    def take(self, session: Session, sent: Any) -> tuple[int, Any]:
        """Keep statements, all or none of them."""
        batch = sent if isinstance(sent, list) else [sent]
        known = {one["id"]: one for one in self.statements}
        new = [one for one in batch if known.get(one.get("id")) != one]
        for one in new:
            faults = session.faults_of(one)
            if faults or one["id"] in known:
                self.refused.append((str(one), faults))
                return 409 if one.get("id") in known else 400, faults
            session.take(one)
            self.statements.append(one)
        return 200, [one["id"] for one in batch]


class Handler(SimpleHTTPRequestHandler):
    """Answers as such a system does."""

    def __init__(self, *given: Any, system: System, **more: Any) -> None:
        self.system = system
        super().__init__(*given, **more)

    def do_OPTIONS(self) -> None:
        self._answer(204)

    def do_GET(self) -> None:
        if urlsplit(self.path).path.startswith("/xapi/"):
            self._records()
        else:
            super().do_GET()

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        if not path.startswith("/fetch/"):
            self._records()
            return
        with self.system.lock:
            self.system.asked.append(path)
            number = int(path.rpartition("/")[2])
            is_new = number not in self.system.fetched
            self.system.fetched.add(number)
        used = {"error-code": "1", "error-text": "The word was given."}
        self._answer(200, {"auth-token": self.system.token(number)} if is_new else used)

    def do_PUT(self) -> None:
        self._records()

    def _records(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        parts = urlsplit(self.path)
        asked = {name: one[0] for name, one in parse_qs(parts.query).items()}
        with self.system.lock:
            path = parts.path.removeprefix("/xapi/")
            self.system.asked.append(f"{self.command} {path}")
            if self.system.failing.get(path, 0):
                self.system.failing[path] -= 1
                self._answer(503)
                return
            self._answer(*self._answered(path, asked, body))

    def _answered(
        self, path: str, asked: dict[str, str], body: bytes
    ) -> tuple[int, Any]:
        session = self._session()
        if session is None or self.headers.get(VERSION) != "1.0.3":
            return 401, None
        if path == "statements":
            return self.system.take(session, json.loads(body))
        if json.loads(asked.pop("agent")) != session.actor:
            return 403, "agent"
        if path == "agents/profile":
            return 404, None
        return self._state(session, asked, body)

    def _state(
        self, session: Session, asked: dict[str, str], body: bytes
    ) -> tuple[int, Any]:
        name = asked.pop("stateId")
        if asked != {
            "activityId": session.activity,
            "registration": session.registration,
        }:
            return 403, asked
        if self.command == "PUT":
            self.system.states[name] = json.loads(body)
        known = {**self.system.states, "LMS.LaunchData": self._launch_data(session)}
        return (200, known[name]) if name in known else (404, None)

    def _launch_data(self, session: Session) -> Any:
        number = self.system.sessions.index(session)
        return self.system.launch_data(session) | self.system.odd.get(number, {})

    def _session(self) -> Session | None:
        said = self.headers.get("Authorization", "")
        for number in self.system.fetched:
            if said == f"Basic {self.system.token(number)}":
                return self.system.sessions[number]
        return None

    def _answer(self, status: int, said: Any = None) -> None:
        body = b"" if said is None else json.dumps(said).encode()
        self.send_response(status)
        for name, value in OPEN.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running(folder: Path) -> Iterator[System]:
    """Run a system that shows a folder, in which `package` is the package."""
    (folder / "back.html").write_text("<!doctype html><title>Back</title><h1>Back</h1>")
    system = System()
    handler = partial(Handler, system=system, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    system.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield system
    server.shutdown()
    server.server_close()
