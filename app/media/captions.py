"""Captions as a transcript: what is said, and when."""

from functools import lru_cache
from html import unescape

from msgspec import Struct

from app.platform.storage import Storage

MAX_CAPTIONS_BYTES = 1_000_000


class Cue(Struct, frozen=True):
    """A line of a transcript, and the lines it was written on; times in seconds."""

    start: float
    end: float
    text: str
    lines: tuple[str, ...] = ()


def read_cues(text: str) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT text; raise ValueError when it is not readable."""
    # Takes long to read in, and most pages show no captions.
    import webvtt  # noqa: PLC0415 - see above
    from webvtt.errors import (  # noqa: PLC0415 - see above
        MalformedCaptionError,
        MalformedFileError,
    )

    try:
        captions = webvtt.from_string(text).captions
    except (MalformedFileError, MalformedCaptionError) as error:
        raise ValueError("not readable as WebVTT") from error
    return tuple(
        Cue(
            _seconds(c.start),
            _seconds(c.end),
            " ".join(unescape(c.text).split()),
            tuple(unescape(c.text).split("\n")),
        )
        for c in captions
    )


def stored_cues(storage: Storage, key: str) -> tuple[Cue, ...]:
    """Return the cues of a stored file; none when it cannot be read."""
    try:
        with storage.open(key) as file:
            return _cues_of(file.read(MAX_CAPTIONS_BYTES))
    except (OSError, ValueError):
        return ()


@lru_cache(maxsize=64)
def _cues_of(data: bytes) -> tuple[Cue, ...]:
    return read_cues(data.decode())


def _seconds(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
