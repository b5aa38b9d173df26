"""PDF files: a picture of each page, and what it says.

Drawn by PDFium (https://pdfium.googlesource.com/pdfium/) in a limited process. The file
itself stays as it came and is only ever sent to be kept, never shown in place.
"""

from collections.abc import Callable
from functools import partial
from math import sqrt
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.media.cues import ARROW, MAX_PAGE_LETTERS, Spoken
from app.media.drawing import drawn
from app.media.kinds import Refused, check_document_size
from app.media.made import Made, MadeFile
from app.media.models import MediaKind
from app.media.previewing import MAX_PREVIEW
from app.media.programs import broken
from app.platform.i18n import N_

PDF = "application/pdf"
MAX_PAGES = 200
# A phone, and a page or a dense screen.
WIDTHS = (640, 1280)
MAX_PAGE_PIXELS = 2_500_000
QUALITY = 70
# So many pages are drawn before the worker looks whether anybody still waits.
AT_ONCE = 8
# A page stands where captions have a second, so page 3 is found at 3.
PAGE_MS = 1000


class DrawnPage(Struct, frozen=True):
    """A page that was drawn: its number from 1, its words, and name and size in pixels
    of each picture, the smaller ones first.
    """

    number: int
    text: str
    pictures: tuple[tuple[str, int, int], ...]


def make_deck(path: Path, tell: Callable[[float], None]) -> Made:
    """Return the file, its pages beside it, and what they say; raise Refused.

    `tell` is called with the share that is done, 0 to 1, and ends the work with what
    it raises.
    """
    check_document_size(path)
    total = drawn(partial(tell, 0.0), partial(count_pages, str(path)))
    pages: list[DrawnPage] = []
    while len(pages) < total:
        still = partial(tell, len(pages) / total)
        still()
        pages += drawn(still, partial(draw_pages, str(path), len(pages)))
    pdf = path.rename(path.with_name("pdf"))
    made = Made(MediaKind.DOCUMENT, [MadeFile(pdf, PDF)])
    for page in pages:
        made.files += [
            MadeFile(
                path.with_name(name),
                "image/webp",
                width=width,
                height=height,
                page=page.number,
            )
            for name, width, height in page.pictures
        ]
    made.said = tuple(
        Spoken(page.number * PAGE_MS, (page.number + 1) * PAGE_MS, page.text)
        for page in pages
        if page.text
    )
    made.preview = "\n".join(page.text for page in pages)[:MAX_PREVIEW]
    return made


def count_pages(source: str) -> int:
    """Return how many pages a PDF has; raise Refused. Runs in a process of its own."""
    # Read in where it is used: only uploads need it.
    import pypdfium2  # noqa: PLC0415 - see above

    try:
        with pypdfium2.PdfDocument(source) as document:
            total = len(document)
    except pypdfium2.PdfiumError as error:
        raise Refused(
            N_("This PDF cannot be read: it is broken, or asks for a password.")
        ) from error
    if not 1 <= total <= MAX_PAGES:
        raise Refused(
            N_("The PDF has %(pages)s pages; from 1 to %(most)s are taken."),
            pages=total,
            most=MAX_PAGES,
        )
    return total


def draw_pages(source: str, first: int) -> list[DrawnPage]:
    """Write pictures of the next pages beside a PDF; `first` counts from 0.

    Runs in a process of its own.
    """
    import pypdfium2  # noqa: PLC0415 - as above

    folder = Path(source).parent
    try:
        with pypdfium2.PdfDocument(source) as document:
            last = min(first + AT_ONCE, len(document))
            return [_drawn(document, place, folder) for place in range(first, last)]
    except pypdfium2.PdfiumError as error:
        raise broken() from error


def _drawn(document: Any, place: int, folder: Path) -> DrawnPage:
    page = document[place]
    width, height = page.get_size()
    scale = min(WIDTHS[-1] / width, sqrt(MAX_PAGE_PIXELS / (width * height)))
    whole = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    number = place + 1
    pictures = []
    for most in sorted({min(most, whole.width) for most in WIDTHS}):
        size = (most, max(1, round(whole.height * most / whole.width)))
        name = f"p{number}-{most}.webp"
        small = whole if most == whole.width else whole.resize(size)
        small.save(folder / name, "WEBP", quality=QUALITY, method=4)
        pictures.append((name, *small.size))
    return DrawnPage(number, _words(page), tuple(pictures))


def _words(page: Any) -> str:
    said = page.get_textpage().get_text_bounded()
    return plain_words(said)[:MAX_PAGE_LETTERS].strip()


def plain_words(said: str) -> str:
    """Return words without what captions cannot hold: empty lines, arrows, signs that
    nobody sees.
    """
    seen = "".join(
        letter if letter.isprintable() or letter == "\n" else " "
        for letter in said.replace("\r", "\n")
    )
    lines = (" ".join(line.split()) for line in seen.replace(ARROW, "→").split("\n"))
    return "\n".join(line for line in lines if line)
