"""People for tests: accounts made without hashing, and browsers they use."""

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts import passphrases
from app.accounts.identity import Secrets
from app.accounts.models import LoginSession, User
from app.accounts.names import shape, skeleton
from app.accounts.passphrases import hash_passphrase
from app.accounts.rights import COMMAND_LINE, grant_role
from app.accounts.roles import Grant, Role
from app.accounts.sessions import open_login_session
from app.platform.db import Database

PASSPHRASE = "kettle marigold nine harbours"
_LINK = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')


@cache
def _kept(_hasher: object) -> str:
    """Return one hash for everybody, for each way to hash; making one is slow."""
    return hash_passphrase(PASSPHRASE)


def add_person(session: Session, name: str, *grants: Grant) -> User:
    """Add an account with the passphrase of these tests and some roles."""
    user = User(
        name=name,
        name_skeleton=skeleton(name),
        name_shape=shape(name),
        passphrase_hash=_kept(passphrases._hasher),
    )
    session.add(user)
    session.flush()
    for grant in grants:
        grant_role(session, user, grant, by=COMMAND_LINE)
    return user


def person(database: Database, name: str, *roles: Role) -> User:
    """Add an account in a transaction of its own."""
    with database.transaction() as session:
        return add_person(session, name, *map(Grant, roles))


def session_count(database: Database) -> int:
    """Return how many browsers are signed in."""
    with database.open_session() as session:
        return len(session.exec(select(LoginSession)).all())


def token_for(database: Database, user: User) -> str:
    """Sign a browser in without a form."""
    with database.transaction() as session:
        return open_login_session(session, user)


def visit(address: str, who: str, *, do: str = "") -> str:
    """Say yes at the provider; return the address it sends the browser back to.

    `who` is `number:name`, with `:blocked` behind it or without a name.
    """
    answer = httpx.get(f"{address}&{urlencode({'as': who, 'do': do})}")
    assert answer.status_code == httpx.codes.FOUND, answer.text
    return answer.headers["location"]


def start_secrets() -> Secrets:
    """Return the secrets of some sign-in."""
    return Secrets(state="s" * 32, nonce="n" * 32, verifier="v" * 64)


@dataclass
class Browser:
    """A browser with its cookies; redirects are looked at, not followed."""

    client: TestClient

    @property
    def app(self) -> FastAPI:
        app = self.client.app
        assert isinstance(app, FastAPI)
        return app

    @property
    def token(self) -> str | None:
        return self.client.cookies.get("passalong")

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers=headers)

    def post(self, path: str, **fields: str) -> Response:
        return self.client.post(path, data=fields)

    def sign_in(self, name: str, passphrase: str = PASSPHRASE) -> Response:
        return self.post("/en/login", name=name, passphrase=passphrase)

    def set_cookie(self, name: str, value: str) -> None:
        # The test client files the cookies of `testserver` under this name.
        self.client.cookies.set(name, value, domain="testserver.local")

    def use_token(self, token: str) -> None:
        self.set_cookie("passalong", token)

    def who(self) -> str:
        """Return whom the site takes this browser for."""
        return self.get("/en/anyone").text

    def start(self, next_path: str = "") -> str:
        """Go towards the provider; return the address the browser is sent to."""
        answer = self.post("/oauth/start", next=next_path)
        assert answer.status_code == 200, answer.text
        found = _LINK.search(answer.text)
        assert found, "the page does not lead to the provider"
        return unescape(found[1])
