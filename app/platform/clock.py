"""The one source of time, so that tests and records agree on it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

# Time services set a clock right by less; by more somebody does it on purpose.
CORRECTION = timedelta(minutes=1)


class Clock:
    """Tells the time of a system clock that may be corrected while we look at it."""

    def __init__(self, read: Callable[[], datetime]) -> None:
        self._read = read
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the current moment as an aware UTC datetime.

        While the system's clock is being set back a little, the latest moment lasts:
        what was written down as due at once must not become due in the future.
        """
        moment = self._read()
        if moment < self._latest <= moment + CORRECTION:
            return self._latest
        self._latest = moment
        return moment


now = Clock(lambda: datetime.now(UTC)).now
