"""Pictures: decoded and coded anew in a limited process, so that only pixels stay.

Location, names of cameras and everything hidden behind the pixels goes; the picture
is turned as it was held. Three widths, in AVIF, WebP and a format that all can show.
"""

import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.media.drawing import drawn
from app.media.kinds import (
    MAX_PICTURE_BYTES,
    MAX_PICTURE_PIXELS,
    MAX_SVG_BYTES,
    Container,
    Refused,
)
from app.media.made import Made, MadeFile
from app.media.models import MediaKind
from app.media.programs import Allowance, Watch, broken, run_program
from app.platform.i18n import N_

if TYPE_CHECKING:
    from PIL import Image

# Twice the column of a phone, of a page, and of a page on a dense screen.
WIDTHS = (640, 1024, 1600)
TYPES = {"avif": "image/avif", "webp": "image/webp"}
TYPES |= {"jpg": "image/jpeg", "png": "image/png"}
# How each is coded; quality 100 would be all there is.
CODING: dict[str, dict[str, Any]] = {
    "avif": {"quality": 55, "speed": 8},
    "webp": {"quality": 75, "method": 4},
    "jpg": {"quality": 80, "optimize": True, "progressive": True},
    "png": {"optimize": True},
}
DRAWING = Allowance(cpu_seconds=20, file_bytes=100_000_000)

Sized = tuple[str, str, int, int]


def make_pictures(path: Path, container: Container, watch: Watch) -> Made:
    """Return the pictures that readers get, made beside the file; raise Refused."""
    if path.stat().st_size > MAX_PICTURE_BYTES:
        raise Refused(
            N_("A picture may have at most %(most)s MB."),
            most=MAX_PICTURE_BYTES // 1_000_000,
        )
    if container.name == "svg":
        path = _drawn(path, watch)
        container = Container(MediaKind.IMAGE, "PNG")
    coding = partial(code_anew, str(path), container.name)
    sizes = drawn(partial(watch, ""), coding)
    files = [
        MadeFile(path.parent / name, TYPES[suffix], width=width, height=height)
        for name, suffix, width, height in sizes
    ]
    return Made(MediaKind.IMAGE, files)


def _drawn(path: Path, watch: Watch) -> Path:
    """Return the drawing as pixels: nothing in it is run, nothing it names is read."""
    if path.stat().st_size > MAX_SVG_BYTES:
        raise Refused(N_("A drawing (SVG) may have at most 1 MB."))
    target = path.with_name("drawn.png")
    command = [
        *("ffmpeg", "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"),
        *("-f", "svg_pipe", "-max_pixels", str(MAX_PICTURE_PIXELS)),
        *("-i", f"file:{path}", "-frames:v", "1", f"file:{target}"),
    ]
    run_program(command, path.parent, DRAWING, watch)
    return target


def code_anew(source: str, name: str) -> list[Sized]:
    """Write every width and format beside a picture; return names and sizes.

    Runs in a process of its own. `name` is the only format that is tried.
    """
    # Read in where it is used: only uploads need it.
    from PIL import Image, ImageOps  # noqa: PLC0415 - see above

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PICTURE_PIXELS
    try:
        with Image.open(source, formats=[name]) as opened:
            _check_size(*opened.size, getattr(opened, "n_frames", 1))
            opened.load()
            turned = ImageOps.exif_transpose(opened)
            has_holes = turned.has_transparency_data
            plain = turned.convert("RGBA" if has_holes else "RGB")
    except Refused:
        raise
    except MemoryError:
        raise
    # Decoders fail in as many ways as files are broken.
    except Exception as error:
        raise broken() from error
    # A fresh one has no metadata, whatever the formats would write.
    clean = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    return _coded(clean, Path(source).parent, "png" if has_holes else "jpg")


def _check_size(width: int, height: int, frames: int) -> None:
    if width * height > MAX_PICTURE_PIXELS:
        raise Refused(
            N_("The picture is %(width)s × %(height)s pixels; at most 40 million fit."),
            width=width,
            height=height,
        )
    if frames > 1:
        raise Refused(N_("The picture moves. Save it as a film (MP4 or WebM)."))


def _coded(clean: "Image.Image", folder: Path, fallback: str) -> list[Sized]:
    made = []
    widths = sorted({min(width, clean.width) for width in WIDTHS})
    for width in widths:
        height = max(1, round(clean.height * width / clean.width))
        small = clean if width == clean.width else clean.resize((width, height))
        for suffix in ("avif", "webp", fallback):
            file = f"{width}.{suffix}"
            small.save(folder / file, **CODING[suffix])
            made.append((file, suffix, small.width, small.height))
    return made
