"""Encoding with ffmpeg: sound at one loudness, pictures small enough for paid data."""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

LOUDNESS = "loudnorm=I=-17:TP=-2:LRA=7"
# Slides stand still and change by a cut: dissolves doubled the weight.
FRAMES_A_SECOND = 10
OPUS = ["-c:a", "libopus", "-b:a", "20k", "-application", "voip", "-ac", "1"]
AAC = ["-c:a", "aac", "-b:a", "30k", "-ar", "24000", "-ac", "1"]
# Nothing of the machine that encoded it belongs in the file.
QUIET = ["ffmpeg", "-v", "error", "-y"]
CLEAN = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]


@dataclass(frozen=True)
class Picture:
    """What one height is encoded with: sizes are even, as the codecs want."""

    width: int
    height: int
    vp9_quality: int
    h264_quality: int


PICTURES = (Picture(854, 480, 45, 31), Picture(426, 240, 42, 30))


def even_out(track: Path) -> Path:
    """Bring a track to the loudness of web video, measured first, then applied."""
    filters = f"{LOUDNESS}:print_format=json"
    command = ["ffmpeg", "-nostats", "-i", str(track), "-af", filters]
    measured = subprocess.run(
        [*command, "-f", "null", "-"], check=True, capture_output=True, text=True
    ).stderr
    found = re.search(r"\{[^{}]*\}", measured)
    if found is None:
        raise ValueError("ffmpeg measured no loudness")
    seen = json.loads(found[0])
    known = ":".join(
        f"measured_{name}={seen[f'input_{name.lower()}']}"
        for name in ("I", "TP", "LRA", "thresh")
    )
    even = track.with_name("even.wav")
    chain = f"highpass=f=70,{LOUDNESS}:{known}:linear=true"
    options = ["-af", chain, "-ar", "48000", "-ac", "1"]
    subprocess.run([*QUIET, "-i", str(track), *options, str(even)], check=True)
    return even


def encode_sound(even: Path, stem: Path) -> list[Path]:
    """Write the sound alone, as Opus and as AAC."""
    opus, aac = (stem.with_name(f"{stem.name}.{end}") for end in ("opus", "m4a"))
    subprocess.run([*QUIET, "-i", str(even), *CLEAN, *OPUS, str(opus)], check=True)
    faststart = ["-movflags", "+faststart"]
    subprocess.run(
        [*QUIET, "-i", str(even), *CLEAN, *AAC, *faststart, str(aac)], check=True
    )
    return [opus, aac]


def film(slides: Sequence[Path], starts: Sequence[float], length: float) -> Path:
    """Line up slides, the first from the very beginning; return ffmpeg's list."""
    rows = ["ffconcat version 1.0"]
    for slide, start, end in zip(
        slides, [0.0, *starts[1:]], [*starts[1:], length], strict=True
    ):
        rows += [f"file {slide.name}", f"duration {end - start:.6f}"]
    # The list's last duration counts only when another picture follows.
    rows.append(f"file {slides[-1].name}")
    path = slides[0].with_name("slides.ffconcat")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def encode_video(reel: Path, even: Path, stem: Path, *, length: float) -> list[Path]:
    """Write every height as WebM (VP9, Opus) and MP4 (H.264, AAC)."""
    made = []
    for picture in PICTURES:
        for end, codec in (("webm", _vp9(picture)), ("mp4", _h264(picture))):
            path = stem.with_name(f"{stem.name}.{picture.height}p.{end}")
            size = f"{picture.width}:{picture.height}:flags=lanczos"
            shape = f"fps={FRAMES_A_SECOND},scale={size},format=yuv420p"
            inputs = ["-f", "concat", "-i", str(reel), "-i", str(even)]
            options = ["-vf", shape, "-t", f"{length:.3f}", *CLEAN, *codec]
            subprocess.run([*QUIET, *inputs, *options, str(path)], check=True)
            made.append(path)
    return made


def _vp9(picture: Picture) -> list[str]:
    quality = ["-c:v", "libvpx-vp9", "-crf", str(picture.vp9_quality), "-b:v", "0"]
    return [*quality, "-deadline", "good", "-cpu-used", "2", "-g", "160", *OPUS]


def _h264(picture: Picture) -> list[str]:
    quality = ["-c:v", "libx264", "-crf", str(picture.h264_quality), "-g", "160"]
    cheap = ["-preset", "slow", "-tune", "stillimage", "-profile:v", "main"]
    return [*quality, *cheap, *AAC, "-movflags", "+faststart"]


def poster(slide: Path, path: Path) -> None:
    """Write the still that is shown before anybody presses play."""
    with Image.open(slide) as image:
        image.save(path, quality=78, optimize=True, progressive=True)
