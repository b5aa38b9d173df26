"""Somebody who brings files, as their browser does it."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx2
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.accounts.roles import Role
from app.media.models import MediaFile, Upload
from app.platform.storage import Storage
from tests.accounts.people import person, token_for
from tests.databases import HOST

ABOUT = {
    "title": "Look closely",
    "author": "Ama",
    "licence": "CC-BY-SA-4.0",
    "language": "en",
    "alt": "A red bench under a tree",
}
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_ACTION = re.compile(r'<form class="form" method="post" action="([^"]+)" enctype')


@dataclass
class Author:
    """A browser that is signed in, and one without cookies that talks to a bucket."""

    app: FastAPI
    client: TestClient
    outside: httpx2.Client
    # Files go over a real line, to our site as to a bucket.
    is_served: bool = False

    @property
    def storage(self) -> Storage:
        storage: Storage = self.app.state.storage
        return storage

    def begin(self, **changed: str) -> str:
        """Say what a file is; return the address of its upload."""
        answer = self.client.post("/en/files", data={**ABOUT, **changed})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def send(self, method: str, address: str, **more: Any) -> httpx2.Response:
        """Send to wherever an address leads: to our site, or to the bucket."""
        is_out = self.is_served or address.startswith("http://127")
        client = self.outside if is_out else self.client
        return client.request(method, address, **more)

    def plan(self, here: str, data: bytes, name: str = "f.bin") -> dict[str, Any]:
        """Ask which parts to send."""
        asked = {"name": name, "size": str(len(data))}
        answer = self.client.post(f"{here}/parts", data=asked)
        assert answer.status_code == 200, answer.text
        plan: dict[str, Any] = answer.json()
        return plan

    def send_parts(self, here: str, data: bytes, most: int = 999) -> int:
        """Send what is missing, as the script does; return how many parts went."""
        sent = 0
        while wanted := (plan := self.plan(here, data))["wanted"]:
            for part in wanted:
                if sent == most:
                    return sent
                first = (part["number"] - 1) * plan["part"]
                piece = data[first : first + plan["part"]]
                answer = self.send("PUT", part["address"], content=piece)
                assert answer.status_code == 200, answer.text
                sent += 1
        return sent

    def send_form(self, here: str, data: bytes) -> httpx2.Response:
        """Send the file with the form of the page, without script."""
        page = self.client.get(here).text
        found = _ACTION.search(page)
        assert found, page
        inside = page[found.end() :].partition("</form>")[0]
        fields = {name: unescape(value) for name, value in _FIELD.findall(inside)}
        files = {"file": ("holiday.bin", data, "application/octet-stream")}
        return self.send("POST", unescape(found[1]), data=fields, files=files)

    def bring(self, data: bytes, **changed: str) -> Upload:
        """Bring a file and let the worker look through it."""
        here = self.begin(**changed)
        self.send_parts(here, data)
        answer = self.client.post(f"{here}/finish")
        assert answer.status_code == 303, answer.text
        self.app.state.worker.run_due()
        return self.upload(here)

    def upload(self, here: str) -> Upload:
        token = here.rpartition("/")[2]
        with self.app.state.database.open_session() as session:
            upload = session.scalars(
                select(Upload).where(col(Upload.token) == token)
            ).one()
        assert isinstance(upload, Upload)
        return upload

    def files(self) -> list[MediaFile]:
        """Return every file row of what was uploaded, in order."""
        with self.app.state.database.open_session() as session:
            found = select(MediaFile).order_by(col(MediaFile.id))
            return list(session.scalars(found))

    def stored(self) -> list[str]:
        return [file.key for file in self.storage.listed()]

    def read(self, file: MediaFile) -> bytes:
        with self.storage.open(file.key) as source:
            return source.read()


def author_of(app: FastAPI, name: str = "Ama", *roles: Role) -> Author:
    """Sign somebody in; an editor unless other roles are named."""
    wanted = [role for role in roles or (Role.EDITOR,) if role is not Role.READER]
    user = person(app.state.database, name, *wanted)
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    token = token_for(app.state.database, user)
    client.cookies.set("passalong", token, domain=f"{HOST}.local")
    return Author(app, client, httpx2.Client())
