"""The one source of time, so that tests and records agree on it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

# Time services set a clock right by less; by more somebody does it on purpose.
CORRECTION = timedelta(minutes=1)
# The least that databases tell apart.
TICK = timedelta(microseconds=1)


class Clock:
    """Tells the time of a system clock that may be corrected while we look at it."""

    def __init__(self, read: Callable[[], datetime]) -> None:
        self._read = read
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._alone = Lock()

    def now(self) -> datetime:
        """Return the current moment as an aware UTC datetime, never the same twice.

        While the system's clock stands still or is being set back a little, moments
        are a tick apart: what was written down as due at once must not become due in
        the future, and what was asked for first, or once more, is told by its time.
        """
        with self._alone:
            moment = self._read()
            if moment <= self._latest <= moment + CORRECTION:
                moment = self._latest + TICK
            self._latest = moment
            return moment


now = Clock(lambda: datetime.now(UTC)).now
