"""A pack as plain pages that open from a folder: no server, no requests.

Feedback of a question stands beside each answer and appears when it is chosen, by the
style sheet alone; a small script remembers what was done, where there is one.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.requests import Request

from app.takeout.archive import Content, StoredFile
from app.takeout.edition import Edition
from app.takeout.places import Places, places
from app.takeout.trees import as_html, lead, parsed
from app.web.templates import render_html

STATIC = Path(__file__).parents[2] / "static" / "takeout"


def page_files(edition: Edition, request: Request) -> Iterator[tuple[str, Content]]:
    """Yield the pages of a pack with style sheet, script, and what comes along."""
    leads = places(edition, ending=".html", index="index.html")
    stems = {chapter.number: chapter.stem for chapter in edition.chapters}
    context = page_context(edition) | {"stems": stems}
    yield "index.html", _page(request, "index", context, leads)
    for chapter in edition.chapters:
        more = context | {"chapter": chapter}
        yield f"{chapter.stem}.html", _page(request, "module", more, leads)
    yield "style.css", (STATIC / "pages.css").read_bytes()
    for name in ("code.js", "pack.js"):
        yield name, (STATIC / name).read_bytes()
    yield from carried_files(edition, request)


def page_context(edition: Edition) -> dict[str, Any]:
    """Return what every page of a copy shows."""
    opened = edition.opened
    return {
        "ready": edition,
        "edition": edition,
        "opened": opened,
        "view": opened.view,
        "page": opened.page,
    }


def carried_files(edition: Edition, request: Request) -> Iterator[tuple[str, Content]]:
    """Yield pictures, sheets, sounds and films, each once."""
    storage = request.app.state.storage
    for file in {file.file_name: file for file in edition.luggage.files}.values():
        yield (
            f"files/{file.file_name}",
            StoredFile(storage, file.key, file.content_type, file.bytes),
        )


def _page(request: Request, name: str, context: dict[str, Any], leads: Places) -> bytes:
    tree = parsed(render_html(request, f"takeout/{name}.html", context))
    lead(tree, leads.led)
    return as_html(tree)
