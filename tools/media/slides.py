"""Drawing slides: one picture a line, photographed by Chromium and cut apart."""

import html
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from tools.media.script import Line

WIDTH, HEIGHT = 854, 480
CHECKS = 5
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def draw(lines: Sequence[Line], pictograms: Path, folder: Path) -> list[Path]:
    """Draw one slide for each line, and return the image files in order."""
    page, sheet = folder / "slides.html", folder / "slides.png"
    page.write_text(_page(lines, pictograms), encoding="utf-8")
    subprocess.run(
        [
            _browser(),
            "--headless=new",
            "--no-sandbox",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            f"--window-size={WIDTH},{HEIGHT * len(lines)}",
            f"--screenshot={sheet}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )
    return _cut(sheet, len(lines))


def _browser() -> str:
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    if not found:
        raise FileNotFoundError("install chromium: it draws the slides")
    return found[0]


def _cut(sheet: Path, count: int) -> list[Path]:
    paths = []
    with Image.open(sheet) as image:
        for number in range(count):
            top = number * HEIGHT
            path = sheet.with_name(f"slide-{number:02}.png")
            box = (0, top, WIDTH, top + HEIGHT)
            image.convert("RGB").crop(box).save(path)
            paths.append(path)
    return paths


def _page(lines: Sequence[Line], pictograms: Path) -> str:
    style = pictograms.with_name("slides.css").read_text(encoding="utf-8")
    slides = "\n".join(_slide(line) for line in lines)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Slides</title>'
        f"<style>{style}</style>{pictograms.read_text(encoding='utf-8')}{slides}</html>"
    )


def _slide(line: Line) -> str:
    number = f"<b>{line.number}</b>" if 1 <= line.number <= CHECKS else ""
    kind = "check" if number else "cover"
    return (
        f'<section class="{kind}"><div class="band"></div>'
        '<svg class="picture" viewBox="0 0 360 320">'
        f'<use href="#{line.picture}"/></svg>'
        f"<div><h1>{number}{html.escape(line.heading)}</h1>"
        f"<p>{html.escape(line.words)}</p></div>{_thread(line.number)}</section>"
    )


def _thread(number: int) -> str:
    """Return the row of stations: done, now, still to come."""
    kinds = ["done", "now", "later"]
    stations = [
        kinds[(check > number) + (check >= number)] for check in range(1, CHECKS + 1)
    ]
    marks = "".join(f'<i class="{kind}"></i>' for kind in stations)
    return f'<div class="thread">{marks}</div>'
