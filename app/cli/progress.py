"""How far a long command is: one line that changes, or lines when nobody watches."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

PLAIN_SECONDS = 10.0
LIVE_SECONDS = 0.2


class ProgressLine:
    """Says how much is done, of how much, and how long the rest will take."""

    def __init__(
        self,
        what: str,
        out: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._out = out or sys.stdout
        self._clock = clock
        self._is_live = self._out.isatty()
        self._began: tuple[float, int] | None = None
        self._said_at = float("-inf")

    def show(self, done: int, total: int) -> None:
        """Say so, unless it was said a moment ago and there is more to come."""
        now = self._clock()
        if self._began is None:
            # An earlier run may have done some; they say nothing about the pace.
            self._began = (now, done)
        pause = LIVE_SECONDS if self._is_live else PLAIN_SECONDS
        if now - self._said_at < pause and done < total:
            return
        self._said_at = now
        percent = 100 * done // total if total else 100
        words = f"{percent:3d} % {done:,} of {total:,} {self._what}"
        self._say(words + self._estimate(now, done, total))

    def show_percent(self, percent: int) -> None:
        """Say how far another process is."""
        self._say(f"{percent:3d} % done by the worker of the server")

    def end(self) -> None:
        """Leave the line."""
        if self._is_live and self._said_at > 0:
            print(file=self._out, flush=True)

    def _estimate(self, now: float, done: int, total: int) -> str:
        assert self._began is not None  # noqa: S101 - set by the only caller
        seconds, earlier = now - self._began[0], self._began[1]
        if done <= earlier or seconds <= 0 or done >= total:
            return ""
        pace = (done - earlier) / seconds
        left = round((total - done) / pace)
        return f", {pace:,.0f} a second, about {left // 60}:{left % 60:02d} left"

    def _say(self, words: str) -> None:
        if self._is_live:
            print(f"\r\x1b[K{words}", end="", file=self._out, flush=True)
        else:
            print(words, file=self._out, flush=True)
