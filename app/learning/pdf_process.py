"""Makes PDFs in a process of their own: one at a time, within a time limit.

The last few are kept in memory, so that opening one again costs nothing.
"""

import os
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from threading import BoundedSemaphore, Lock

import structlog

from app.platform.errors import AppError
from app.platform.i18n import N_
from app.platform.ids import text_hash

log = structlog.get_logger("passalong.learning")

COMMAND = (sys.executable, "-m", "app.learning.statement_pdf")
ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 20
WAIT_SECONDS = 15
QUEUE = 4
KEPT = 16
# What finds Python's own files and the system's fonts; no setting and no secret.
PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "XDG_CACHE_HOME",
)


class NoPDFNow(AppError):
    """The PDF could not be made in time."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The PDF could not be made just now. The page itself is valid; "
                "try again in a minute, or print the page."
            )
        )


class PDFMaker:
    """Turns HTML into PDF bytes."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._queue = BoundedSemaphore(QUEUE)
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def pdf(self, html: str) -> bytes:
        """Return the PDF of a page; raise NoPDFNow."""
        key = text_hash(html)
        if made := self._kept.get(key):
            return made
        # Those who wait hold a thread each: pages must never wait for PDFs.
        if not self._queue.acquire(blocking=False):
            raise NoPDFNow
        try:
            return self._in_turn(key, html)
        finally:
            self._queue.release()

    def _in_turn(self, key: str, html: str) -> bytes:
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise NoPDFNow
        try:
            made = self._kept.get(key) or _run(html)
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        finally:
            self._turn.release()
        return made


def _run(html: str) -> bytes:
    environment = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and the page is its input
            COMMAND,
            input=html.encode(),
            capture_output=True,
            cwd=ROOT,
            env=environment,
            timeout=LIMIT_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        log.exception("pdf_failed")
        raise NoPDFNow from error
    return done.stdout


pdf_maker = PDFMaker()
