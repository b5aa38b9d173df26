"""Has credentials signed by a process of their own, a few at a time."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import structlog

from app.platform.errors import AppError
from app.platform.i18n import N_
from app.recognition.keys import SigningKey, site_did

log = structlog.get_logger("passalong.recognition")

COMMAND = (sys.executable, "-m", "app.recognition.signing")
ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 30
WAIT_SECONDS = 15
AT_A_TIME = 2
# What finds Python's own files; no setting. The key goes over a pipe.
PASSED_ON = ("PATH", "HOME", "LANG")

_turns = BoundedSemaphore(AT_A_TIME)


class NoSignatureNow(AppError):
    """Nothing could be signed in time."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_("This could not be signed just now. Please try again in a minute.")
        )


def signed(
    public_url: str, key: SigningKey, document: dict[str, Any], **more: object
) -> dict[str, Any]:
    """Return what `app.recognition.signing` makes of a task; raise NoSignatureNow."""
    task = {
        "seed": key.seed.hex(),
        "method": f"{site_did(public_url)}#{key.public.name}",
        "document": document,
        **more,
    }
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise NoSignatureNow
    try:
        return _run(json.dumps(task))
    finally:
        _turns.release()


def _run(task: str) -> dict[str, Any]:
    environment = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and the task is its input
            COMMAND,
            input=task,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,
            timeout=LIMIT_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        # Not the error itself: that of a process quotes what it was given.
        problem = getattr(error, "stderr", "") or type(error).__name__
        log.error("signing_failed", problem=str(problem)[-500:])  # noqa: TRY400 - see above
        raise NoSignatureNow from None
    found: dict[str, Any] = json.loads(done.stdout)
    return found
