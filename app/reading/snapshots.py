"""What was read from the database for a page, kept until content changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request
from sqlmodel import Session

from app.platform import states
from app.web.database import SessionDep

T = TypeVar("T")
MAX_SNAPSHOTS = 400


class Snapshots:
    """Values by key, all dropped when the content counter moves."""

    def __init__(self, size: int = MAX_SNAPSHOTS) -> None:
        self._size = size
        self._version = -1
        self._values: OrderedDict[object, Any] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, version: int, key: object, build: Callable[[], T]) -> T:
        """Return the value of this version of the content, building it if need be."""
        with self._lock:
            if version != self._version:
                self._values.clear()
                self._version = version
            if key in self._values:
                self._values.move_to_end(key)
                return cast(T, self._values[key])
        value = build()
        with self._lock:
            if version == self._version:
                self._values[key] = value
                while len(self._values) > self._size:
                    self._values.popitem(last=False)
        return value


class ContentReader:
    """A request's session, with snapshots of the content it sees."""

    def __init__(self, session: Session, snapshots: Snapshots) -> None:
        self.session = session
        self._snapshots = snapshots
        self._version = states.current(session, states.CONTENT)

    def once(self, key: object, build: Callable[[], T]) -> T:
        """Return what was built for this key since content last changed."""
        return self._snapshots.at(self._version, key, build)


def content_reader(session: SessionDep, request: Request) -> ContentReader:
    """Give a handler the content as it stands now."""
    return ContentReader(session, request.app.state.snapshots)


Content = Annotated[ContentReader, Depends(content_reader, scope="function")]
