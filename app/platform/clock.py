"""The one source of time, so that tests and records agree on it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current moment as an aware UTC datetime."""
    return datetime.now(UTC)
