"""Draws `static/icon.svg` as PNG, for devices that put the site beside their programs.

python3 -m tools.icons
"""

import re
from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).parents[1] / "static"
SIDES = (192, 512)
# The drawing is lines along one axis, on a ground.
PATH = re.compile(r'<path stroke="([^"]+)" stroke-width="(\d+)" d="([^"]+)"/>')
GROUND = re.compile(r'<path fill="([^"]+)"')
LINE = re.compile(r"M(\d+) (\d+)([hv])(\d+)")
SVG_SIDE = 28


def drawn(svg: str, side: int) -> Image.Image:
    """Return the drawing as a picture with `side` pixels on each side."""
    ground = GROUND.findall(svg)[0]
    picture = Image.new("RGB", (side, side), ground)
    pen = ImageDraw.Draw(picture)
    scale = side / SVG_SIDE
    for colour, width, lines in PATH.findall(svg):
        half = int(width) / 2
        for x, y, way, length in LINE.findall(lines):
            left, top, far = int(x), int(y), int(length)
            box = (
                (left, top - half, left + far, top + half)
                if way == "h"
                else (left - half, top, left + half, top + far)
            )
            # The last pixel belongs to a rectangle, too.
            edges = [round(edge * scale) for edge in box]
            pen.rectangle((edges[0], edges[1], edges[2] - 1, edges[3] - 1), colour)
    return picture


def main() -> None:
    """Write the pictures that are committed."""
    svg = (STATIC / "icon.svg").read_text()
    (STATIC / "icons").mkdir(exist_ok=True)
    for side in SIDES:
        picture = drawn(svg, side).quantize(4)
        picture.save(STATIC / "icons" / f"{side}.png", optimize=True)


if __name__ == "__main__":
    main()
