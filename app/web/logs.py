"""Logs are JSON lines in UTC; an exception is its type and where it happened.

The text of an exception is left out: it may quote what a person wrote.
"""

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict


def configure_logging(level: str = "info") -> None:
    """Set up this process; called once, by the command that starts a server."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            describe_exception,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        # Looked up at each use: test runners and supervisors replace the stream.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def describe_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the exception's type and the lines it came through."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["exception"] = type(error).__qualname__
        event["trace"] = [f"{f.filename}:{f.lineno} {f.name}" for f in frames[-12:]]
    return event
