"""A pack as a handout: one PDF for printers and screens, questions as on paper.

All modules are one page of HTML; WeasyPrint makes it a PDF/UA in a process of its own,
within limits, so a job has to do it.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import IO

from starlette.requests import Request

from app.media.programs import Allowance, run_program
from app.takeout.archive import CHUNK, Content, Plain, StoredFile, Told
from app.takeout.edition import Edition
from app.takeout.pages import STATIC, carried_files, page_context
from app.takeout.places import places
from app.takeout.trees import as_html, lead, parsed
from app.web.templates import render_html

PROGRAM = Path(__file__).with_name("handout_pdf.py")
SOURCE, RESULT = "handout.html", "handout.pdf"
PDF_TYPE = "application/pdf"
ALLOWED = Allowance(cpu_seconds=600, wall_seconds=900, memory=3_000_000_000)


def handout_files(edition: Edition, request: Request) -> Iterator[tuple[str, Content]]:
    """Yield the page, its style sheet and the pictures it shows."""
    leads = places(edition, start="#", ending="", index="#top")
    tree = parsed(render_html(request, "takeout/handout.html", page_context(edition)))
    lead(tree, leads.led)
    yield SOURCE, as_html(tree)
    yield "style.css", (STATIC / "handout.css").read_bytes()
    yield from carried_files(edition, request)


def printed(files: Iterable[tuple[str, Content]], told: Told) -> tuple[IO[bytes], int]:
    """Return the PDF of a page among its files, and its size in bytes.

    Whoever gets it closes it. Raises Refused when it takes more than it may.
    """
    with TemporaryDirectory(prefix="handout-") as name:
        folder = Path(name)
        for path, content in files:
            _write(folder / path, content)
        words = (sys.executable, "-P", str(PROGRAM), name)
        # A word now and then: whoever makes it is alive.
        run_program(words, folder, ALLOWED, lambda _line: told(0))
        result = folder / RESULT
        # Open, it outlives its folder.
        return result.open("rb"), result.stat().st_size


def _write(path: Path, content: Content) -> None:
    path.parent.mkdir(exist_ok=True)
    if isinstance(content, StoredFile):
        with content.storage.open(content.key) as source, path.open("wb") as target:
            copyfileobj(source, target, CHUNK)
    else:
        path.write_bytes(content.data if isinstance(content, Plain) else content)
