"""One database session and one commit per request."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from app.platform.db import Database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def get_session(connection: HTTPConnection) -> AsyncIterator[Session]:
    """Give the request's session and commit when its handler has returned.

    A raised error rolls back. Only `SessionDep` may use this: another scope would
    open a second session, or commit after the answer has been sent.

    A coroutine, because there is nothing to wait for but the commit and, before a
    write, the turn: a session opens without a query, and each step in a plain
    function costs a thread.
    """
    database: Database = connection.app.state.database
    is_write = connection.scope.get("method", "GET") not in SAFE_METHODS
    async with database.coroutine_turn() if is_write else nullcontext():
        session = database.open_session(write=is_write)
        try:
            yield session
            if is_write:
                await run_in_threadpool(session.commit)
        finally:
            await _close(session, database)


async def _close(session: Session, database: Database) -> None:
    # Giving a connection back is a call into SQLite, but a round trip to a server.
    if database.is_sqlite:
        session.close()
    else:
        await run_in_threadpool(session.close)


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
