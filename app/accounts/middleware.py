"""Puts the person who is signed in on every request that carries their cookie."""

import structlog
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from app.accounts.cookies import session_cookie
from app.accounts.current import CurrentUser
from app.accounts.sessions import SessionOwner, find_owner, is_due, note_use
from app.platform.db import Database
from app.platform.settings import Settings
from app.web.static_files import STATIC_PREFIX

log = structlog.get_logger()


class SignedInViewer:
    """Sets `state.viewer`; without our cookie it does nothing, and costs nothing."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.cookie = session_cookie(settings)
        self.marker = self.cookie.encode() + b"="

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and self._may_matter(scope):
            token = HTTPConnection(scope).cookies.get(self.cookie)
            if token:
                await self._set_viewer(scope, token)
        await self.app(scope, receive, send)

    def _may_matter(self, scope: Scope) -> bool:
        # Static files are the same for everybody.
        return not scope["path"].startswith(STATIC_PREFIX) and any(
            name == b"cookie" and self.marker in value
            for name, value in scope["headers"]
        )

    async def _set_viewer(self, scope: Scope, token: str) -> None:
        database: Database = scope["app"].state.database
        owner = await run_in_threadpool(_find, database, token)
        if owner:
            scope.setdefault("state", {})["viewer"] = CurrentUser.of(owner)


def _find(database: Database, token: str) -> SessionOwner | None:
    try:
        owner = find_owner(database.engine, token)
    except OperationalError:
        # The database is away: the page is shown as to anybody, or fails by itself.
        log.warning("session_not_read")
        return None
    if owner and is_due(owner):
        _note_use(database, owner)
    return owner


def _note_use(database: Database, owner: SessionOwner) -> None:
    try:
        with database.transaction() as session:
            note_use(session, owner)
    except OperationalError:
        # A full disk or a busy database must not keep anybody from reading.
        log.warning("session_use_not_noted")
