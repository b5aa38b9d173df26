"""A pack as a book: EPUB 3.3, for phones and readers without a network.

Written by hand, as it is little: a package document, contents, a page a module. Its
questions are as on paper, because few programs for books let anybody tap on answers.
"""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request

from app.takeout.archive import Content, Plain
from app.takeout.edition import Edition
from app.takeout.pages import STATIC, carried_files, page_context
from app.takeout.places import places
from app.takeout.trees import as_xhtml, as_xml, lead, parsed
from app.web.templates import render_html

CONTAINER = b"""<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""
# Which programs for books must play it is said by the codec; we make no other.
SAID = {"audio/ogg": "audio/ogg; codecs=opus"}
MODES = {"video/": ("visual", "auditory"), "audio/": ("auditory",)}


def book_files(edition: Edition, request: Request) -> Iterator[tuple[str, Content]]:
    """Yield the files of a book; the first has to be the first in its archive."""
    leads = places(edition, ending=".xhtml", index="title.xhtml")
    context = page_context(edition)

    def page(name: str, **more: object) -> bytes:
        html = render_html(request, f"takeout/book/{name}.html", context | more)
        tree = parsed(html)
        lead(tree, leads.led)
        return as_xhtml(tree)

    yield "mimetype", Plain(b"application/epub+zip")
    yield "META-INF/container.xml", CONTAINER
    package = render_html(
        request, "takeout/book/package.opf.html", context | _manifest(edition)
    )
    yield "EPUB/package.opf", as_xml(package)
    for name in ("contents", "title", "colophon"):
        yield f"EPUB/{name}.xhtml", page(name)
    for chapter in edition.chapters:
        yield f"EPUB/{chapter.stem}.xhtml", page("chapter", chapter=chapter)
    yield "EPUB/style.css", (STATIC / "book.css").read_bytes()
    for name, content in carried_files(edition, request):
        yield f"EPUB/{name}", content


def _manifest(edition: Edition) -> dict[str, Any]:
    files = {file.file_name: file.content_type for file in edition.luggage.files}
    modes = {"visual"} if edition.luggage.read else set()
    for start, needed in MODES.items():
        if any(kind.startswith(start) for kind in files.values()):
            modes.update(needed)
    return {
        "stems": ["title", *(one.stem for one in edition.chapters), "colophon"],
        "files": [
            (f"files/{name}", SAID.get(kind, kind)) for name, kind in files.items()
        ],
        "modes": sorted(modes),
        "modified": f"{edition.changed_on}T00:00:00Z",
    }
