"""What was read from the database for a page, kept until content changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request
from sqlmodel import Session

from app.platform import states
from app.web.database import SessionDep

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
MAX_SNAPSHOTS = 400
MAX_PAGES = 120
MAX_LAST_GOOD = 32
# Longer, and whoever waits for another builds it too.
PATIENCE_SECONDS = 2.0


class Snapshots:
    """Values by key, all dropped when the content counter moves.

    What one thread builds, the others wait for: at a change all would build it at once.
    """

    def __init__(self, size: int = MAX_SNAPSHOTS) -> None:
        self._size = size
        self._version = -1
        self._values: OrderedDict[object, Any] = OrderedDict()
        self._last_good: OrderedDict[object, Any] = OrderedDict()
        self._building: dict[tuple[int, object], threading.Event] = {}
        self._lock = threading.Lock()

    def at(self, version: int, key: object, build: Callable[[], T]) -> T:
        """Return the value of this version of the content, building it if need be."""
        with self._lock:
            self._turn_to(version)
            if key in self._values:
                self._values.move_to_end(key)
                return cast(T, self._values[key])
            other = self._building.get((version, key))
            if other is None:
                built = self._building[version, key] = threading.Event()
        if other is None:
            return self._build_for_all(version, key, build, built)
        other.wait(PATIENCE_SECONDS)
        with self._lock:
            if version == self._version and key in self._values:
                return cast(T, self._values[key])
        return build()

    def _build_for_all(
        self, version: int, key: object, build: Callable[[], T], built: threading.Event
    ) -> T:
        try:
            value = build()
            self._remember(version, {key: value})
            return value
        finally:
            with self._lock:
                del self._building[version, key]
            built.set()

    def _turn_to(self, version: int) -> None:
        if version != self._version:
            self._values.clear()
            self._version = version

    def _remember(self, version: int, built: Mapping[Any, object]) -> None:
        with self._lock:
            if version != self._version:
                return
            self._values.update(built)
            while len(self._values) > self._size:
                self._values.popitem(last=False)

    def at_each(
        self,
        version: int,
        keys: Iterable[K],
        build: Callable[[list[K]], Mapping[K, T]],
    ) -> dict[K, T]:
        """Return the values of several keys, building those that are missing at once.

        A key for which nothing is built has no value.
        """
        asked = list(keys)
        with self._lock:
            self._turn_to(version)
            found = {key: self._values[key] for key in asked if key in self._values}
        missing = [key for key in asked if key not in found]
        built = build(missing) if missing else {}
        self._remember(version, built)
        found |= built
        return {key: found[key] for key in asked if key in found}

    def keep(self, key: object, value: object) -> None:
        """Remember a value beyond the next change of content."""
        with self._lock:
            self._last_good[key] = value
            self._last_good.move_to_end(key)
            while len(self._last_good) > MAX_LAST_GOOD:
                self._last_good.popitem(last=False)

    def kept(self, key: object) -> Any:
        """Return the value remembered last, or None."""
        with self._lock:
            return self._last_good.get(key)


class ContentReader:
    """A request's session, with snapshots of the content it sees."""

    def __init__(
        self, session: Session, snapshots: Snapshots, pages: Snapshots
    ) -> None:
        self.session = session
        self._snapshots = snapshots
        self._pages = pages
        self._version: int | None = None

    def page(self, key: object, build: Callable[[], str]) -> str:
        """Return the HTML that was made for this key since content last changed."""
        return self._pages.at(self.version, key, build)

    def once(self, key: object, build: Callable[[], T]) -> T:
        """Return what was built for this key since content last changed."""
        return self._snapshots.at(self.version, key, build)

    def once_each(
        self, keys: Iterable[K], build: Callable[[list[K]], Mapping[K, T]]
    ) -> dict[K, T]:
        """Do as `once` for several keys; what is missing is built together."""
        return self._snapshots.at_each(self.version, keys, build)

    @property
    def version(self) -> int:
        """The counter of the content this request sees."""
        if self._version is None:
            self._version = states.current(self.session, states.CONTENT)
        return self._version

    def once_kept(self, key: object, build: Callable[[], T]) -> T:
        """Do as `once`, and remember the value for `last_good`."""

        def build_and_keep() -> T:
            value = build()
            self._snapshots.keep(key, value)
            return value

        return self.once(key, build_and_keep)

    def last_good(self, key: object) -> Any:
        """Return what `once_kept` built last for this key, or None."""
        return self._snapshots.kept(key)


# A coroutine, because it asks the database nothing: that is left to the handler.
async def content_reader(session: SessionDep, request: Request) -> ContentReader:
    """Give a handler the content as it stands now."""
    state = request.app.state
    return ContentReader(session, state.snapshots, state.learner_pages)


Content = Annotated[ContentReader, Depends(content_reader, scope="function")]
