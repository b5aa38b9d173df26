"""A course in the learning system, and a browser that opens links in it."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import delete, select, update
from sqlmodel import col

from app.hosts.events import FramedProgress
from app.hosts.models import HostLearner
from app.lti.job_names import RETURN_GRADES
from app.lti.models import Placement, Platform
from app.lti.platforms import platform_by_key, remove_platform
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import Job
from app.platform.outbox import OutboxEvent
from tests.browser.pages import TRANSLATED_PACK
from tests.conventions.sources import ROOT
from tests.reading.html_page import read_page

PACK_KEY = tomllib.loads(
    (ROOT / "learning_packs" / TRANSLATED_PACK / "pack.toml").read_text()
)["id"]
PACK = f"/embed/en/packs/{TRANSLATED_PACK}"
MODULES = 4
CHOOSE = "LtiDeepLinkingRequest"


@dataclass
class Sent:
    """What a platform has a browser post to the tool, with what the browser keeps."""

    form: dict[str, str]
    cookie: str
    page: str = ""


@dataclass
class Course:
    """A course: the platform's process, and the tool's program as a real server."""

    app: FastAPI
    platform: str
    client_id: str
    key: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ours = self.app.state.settings.public_url
        self.tool = httpx2.Client(base_url=ours, trust_env=False, timeout=60)
        self.there = httpx2.Client(base_url=self.platform, trust_env=False, timeout=60)

    @property
    def ours(self) -> str:
        address: str = self.app.state.settings.public_url
        return address

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def disconnect(self) -> None:
        """Take the platform away: an organisation may only have so many."""
        with self.database.transaction() as session:
            if found := platform_by_key(session, self.key):
                remove_platform(session, found)
        self.tool.close()
        self.there.close()

    def control(self, **asked: Any) -> dict[str, Any]:
        """Set what the platform does, or learn what it got."""
        said = self.there.post("/control", json=asked).json()
        assert isinstance(said, dict)
        return said

    def login(self, user: str = "ana", **hint: Any) -> Response:
        """Begin a launch as the platform does, in a browser that holds an account."""
        hint = {"custom": {"pack": PACK_KEY}, **hint}
        asked = {
            "iss": self.platform,
            "login_hint": user,
            "target_link_uri": f"{self.ours}/lti/launch",
            "lti_message_hint": json.dumps(hint),
            "client_id": self.client_id,
            **self.sent,
        }
        return self.tool.get("/lti/login", params=asked)

    def begin(self, user: str = "ana", **hint: Any) -> Sent:
        """Begin a launch and let the platform answer; nothing is posted yet."""
        begun = self.login(user, **hint)
        assert begun.status_code == 302, begun.text
        cookie = begun.headers["set-cookie"].partition(";")[0]
        page = self.there.get(begun.headers["location"])
        assert page.status_code == 200, page.text
        fields = read_page(page.text).all("input")
        form = {one.attributes["name"]: one.attributes["value"] for one in fields}
        return Sent(form, cookie)

    def post(self, sent: Sent, **headers: str) -> Response:
        """Post what the platform sent, as a frame in its page does."""
        usual = {
            "cookie": sent.cookie,
            "origin": self.platform,
            "sec-fetch-site": "cross-site",
            "accept": "text/html",
        }
        return self.tool.post("/lti/launch", data=sent.form, headers=usual | headers)

    def launch(self, user: str = "ana", **hint: Any) -> Response:
        """Open a link of the course."""
        return self.post(self.begin(user, **hint))

    def opened(self, user: str = "ana", **hint: Any) -> tuple[str, str]:
        """Open a link; return the page it leads to, and the session it gives."""
        answer = self.launch(user, **hint)
        assert answer.status_code == 303, answer.text
        parts = urlsplit(answer.headers["location"])
        [session] = parse_qs(parts.fragment)["session"]
        return parts.path, session

    def done(self, session: str, *numbers: int) -> None:
        """Mark modules as done in the frame."""
        for number in numbers or range(1, MODULES + 1):
            answer = self.tool.post(f"{PACK}/{number}/done", data={"session": session})
            assert answer.status_code == 200, answer.text

    def work(self) -> None:
        """Let the worker deliver events and return grades now, and nothing else."""
        with self.database.transaction() as session:
            others = delete(Job).where(col(Job.kind) != RETURN_GRADES)
            session.connection().execute(others)
            told = col(OutboxEvent.name) == FramedProgress.name
            session.connection().execute(delete(OutboxEvent).where(~told))
        self.app.state.worker.bus.deliver_due()
        with self.database.transaction() as session:
            session.connection().execute(update(Job).values(run_at=clock.now()))
        self.app.state.worker.run_due()

    def make_due(self) -> None:
        """Let the time pass after which a grade is tried again."""
        with self.database.transaction() as session:
            session.connection().execute(update(Placement).values(due_at=clock.now()))

    def scores(self, link: str) -> list[dict[str, Any]]:
        """Return the grades that arrived for a link, the first one first."""
        found: list[dict[str, Any]] = self.control()["scores"].get(link, [])
        return found

    def row(self) -> Platform:
        with self.database.open_session() as session:
            found = select(Platform).where(col(Platform.key) == self.key)
            return session.scalars(found).one()

    def placements(self) -> list[Placement]:
        with self.database.open_session() as session:
            theirs = col(Placement.platform_id) == self.row().id
            return list(session.scalars(select(Placement).where(theirs)))

    def learners(self) -> int:
        """Count everybody who learns in a frame of any site."""
        with self.database.open_session() as session:
            return len(session.scalars(select(HostLearner)).all())
