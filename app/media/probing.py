"""What is really in a film or sound: ffprobe says, and we compare with what we take."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.media.kinds import (
    AUDIO_CODECS,
    MAX_FRAME_PIXELS,
    MAX_SECONDS,
    VIDEO_CODECS,
    Container,
    Refused,
)
from app.media.programs import Allowance, Watch, broken, run_program
from app.platform.i18n import N_

# Only the file itself: a playlist inside must fetch nothing.
ONLY_FILES = ("-protocol_whitelist", "file,pipe")
PROBING = Allowance(cpu_seconds=20)
MAX_STREAMS = 20
MAX_LINES = 20_000


class Probe(Struct, frozen=True):
    """Seconds it lasts; pixels of a frame as it is seen (0: sound only); has sound."""

    seconds: float
    width: int
    height: int
    has_sound: bool


def demuxer(container: Container) -> tuple[str, ...]:
    """Return ffmpeg's words for an input of this container and no other."""
    return (*ONLY_FILES, "-f", container.name)


def probe(path: Path, container: Container, watch: Watch) -> Probe:
    """Return what is in a file; raise Refused with what is wrong with it."""
    command = [
        *("ffprobe", "-v", "error", *demuxer(container)),
        *("-show_format", "-show_streams", "-of", "json", f"file:{path}"),
    ]
    told = _told(command, path.parent, watch)
    streams: list[dict[str, Any]] = told.get("streams", [])
    if not streams or len(streams) > MAX_STREAMS:
        raise broken()
    videos = [one for one in streams if _is_film(one)]
    sounds = [one for one in streams if one.get("codec_type") == "audio"]
    for codecs, found in ((VIDEO_CODECS, videos[:1]), (AUDIO_CODECS, sounds[:1])):
        _check_codecs(codecs, found)
    if not videos and not sounds:
        raise Refused(N_("There is neither sound nor film in this file."))
    width, height = _size(videos[0]) if videos else (0, 0)
    seconds = _seconds(told.get("format", {}), [*videos, *sounds])
    return Probe(seconds, width, height, bool(sounds))


def _told(command: Sequence[str], folder: Path, watch: Watch) -> dict[str, Any]:
    lines: list[str] = []

    def hear(line: str) -> None:
        watch("")
        lines.append(line)
        if len(lines) > MAX_LINES:
            raise broken()

    run_program(command, folder, PROBING, hear)
    try:
        found: dict[str, Any] = json.loads("\n".join(lines))
    except ValueError:
        raise broken() from None
    return found


def _is_film(stream: dict[str, Any]) -> bool:
    # The picture on the cover of a song is no film.
    is_cover = stream.get("disposition", {}).get("attached_pic")
    return stream.get("codec_type") == "video" and not is_cover


def _check_codecs(codecs: frozenset[str], streams: list[dict[str, Any]]) -> None:
    for stream in streams:
        name = str(stream.get("codec_name", ""))
        if name not in codecs:
            raise Refused(
                N_(
                    "This kind of coding (%(codec)s) is not taken. Save it as MP4 "
                    "with H.264, or as WebM."
                ),
                codec=name[:30] or "?",
            )


def _size(stream: dict[str, Any]) -> tuple[int, int]:
    width, height = int(stream.get("width", 0)), int(stream.get("height", 0))
    if not 0 < width * height <= MAX_FRAME_PIXELS:
        raise Refused(
            N_("The film is %(width)s × %(height)s pixels; at most 4096 × 2304 fit."),
            width=width,
            height=height,
        )
    turns = [
        abs(int(side.get("rotation", 0))) % 180
        for side in stream.get("side_data_list", [])
    ]
    return (height, width) if any(turns) else (width, height)


def _seconds(about: dict[str, Any], streams: list[dict[str, Any]]) -> float:
    told = [about.get("duration"), *(stream.get("duration") for stream in streams)]
    known = [float(str(one)) for one in told if _is_number(one)]
    # Without a length, as some recorders leave it, the conversion finds it out.
    seconds = max(known, default=0.0)
    if seconds > MAX_SECONDS:
        raise Refused(
            N_("It lasts %(minutes)s minutes; at most %(most)s are taken. Cut it."),
            minutes=round(seconds / 60),
            most=MAX_SECONDS // 60,
        )
    return seconds


def _is_number(text: object) -> bool:
    try:
        return 0 < float(str(text)) < float("inf")
    except ValueError:
        return False
