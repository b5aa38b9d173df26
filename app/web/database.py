"""One database session and one commit per request."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session
from starlette.requests import HTTPConnection

from app.platform.db import Database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def get_session(connection: HTTPConnection) -> Iterator[Session]:
    """Give the request's session and commit when its handler has returned.

    A raised error rolls back. Only `SessionDep` may use this: another scope would
    open a second session, or commit after the answer has been sent.
    """
    database: Database = connection.app.state.database
    is_write = connection.scope.get("method", "GET") not in SAFE_METHODS
    with database.open_session(write=is_write) as session:
        yield session
        session.commit()


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
