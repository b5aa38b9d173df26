"""A pack as a handout: one PDF for printers and screens, questions as on paper.

All modules are one page of HTML; WeasyPrint makes it a PDF/UA in a process of its own,
within limits, so a job has to do it.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element

from starlette.requests import Request

from app.takeout.archive import Content
from app.takeout.edition import Edition
from app.takeout.outside import made_outside
from app.takeout.pages import STATIC, carried_files, page_context
from app.takeout.places import places
from app.takeout.trees import as_html, lead, parsed
from app.web.templates import render_html

PROGRAM = Path(__file__).with_name("handout_pdf.py")
SOURCE, RESULT = "handout.html", "handout.pdf"
PDF_TYPE = "application/pdf"

printed = partial(made_outside, PROGRAM, RESULT)


def handout_files(edition: Edition, request: Request) -> Iterator[tuple[str, Content]]:
    """Yield the page, its style sheet and the pictures it shows."""
    leads = places(edition, start="#", ending="", index="#top")
    tree = parsed(render_html(request, "takeout/handout.html", page_context(edition)))
    lead(tree, leads.led)
    _flatten_links(tree)
    yield SOURCE, as_html(tree)
    yield "style.css", (STATIC / "handout.css").read_bytes()
    yield from carried_files(edition, request)


def _flatten_links(tree: Element) -> None:
    """Leave nothing but words in a link: else WeasyPrint 70 tags it as no link."""
    for link in tree.iter("a"):
        link.text = "".join(link.itertext())
        for child in list(link):
            link.remove(child)
