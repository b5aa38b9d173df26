"""Files to bring: made once a run by Pillow and ffmpeg, small and of every kind."""

import io
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.services.process import need_program

PLACE = {1: "N", 2: (5.0, 33.0, 0.0), 3: "W", 4: (0.0, 12.0, 0.0)}
CAMERA = "A camera with a serial number"


@cache
def photo(size: tuple[int, int] = (900, 600), orientation: int = 6) -> bytes:
    """Return a JPEG that knows where it was taken, left half red and right half blue,
    held on its side.
    """
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = CAMERA
    exif.get_ifd(0x8825).update(PLACE)
    held = io.BytesIO()
    picture.save(held, "JPEG", exif=exif, comment=b"secret words")
    return held.getvalue()


@cache
def picture(kind: str, mode: str = "RGB") -> bytes:
    """Return a small picture of a format."""
    held = io.BytesIO()
    Image.new(mode, (64, 48), "red").save(held, kind)
    return held.getvalue()


@cache
def film(suffix: str = "mp4", seconds: int = 2, size: str = "320x240") -> bytes:
    """Return a film with a tone, in a container by its suffix."""
    codecs = {
        "mp4": ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
        "mov": ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
        "mkv": ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
        "webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
        "ogv": ("-c:v", "libtheora", "-c:a", "libvorbis"),
    }[suffix]
    pictures = f"testsrc2=size={size}:rate=15:duration={seconds}"
    tone = f"sine=440:duration={seconds}"
    inputs = ("-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", tone)
    place = ("-metadata", "location=+05.55-000.20/", "-metadata", "comment=secret")
    return made(suffix, *inputs, *codecs, "-pix_fmt", "yuv420p", *place)


@cache
def sound(suffix: str = "mp3", seconds: int = 2) -> bytes:
    """Return a tone in a format by its suffix."""
    tone = ("-f", "lavfi", "-i", f"sine=440:duration={seconds}")
    return made(suffix, *tone, "-metadata", "comment=secret")


def made(suffix: str, *words: str) -> bytes:
    """Return what ffmpeg makes of these words."""
    program = need_program("ffmpeg", package="ffmpeg")
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"made.{suffix}"
        command = [program, "-v", "error", "-nostdin", *words, str(target)]
        subprocess.run(command, check=True)
        return target.read_bytes()
