"""A Starlette application that searches with nothing but SQLite's FTS5.

The yardstick of the search page: the ten best by BM25, each with a snippet, as a bare
list. It knows one language of each page, no filters, no counts and no typing errors.
"""

import os
import re
import sqlite3
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

# In the order of the columns: a title says more than a text.
FOUND = (
    "SELECT title, snippet(page, 1, char(2), char(3), '…', 24) FROM page"
    " WHERE page MATCH ? ORDER BY bm25(page, 10, 1) LIMIT 10"
)
ASKED = re.compile(r'(-?)(?:"([^"]+)"|([^\s"]+))')

pages = sqlite3.connect(os.environ["BARE_PAGES"])


async def search(request: Request) -> HTMLResponse:
    """Return the ten best pages that have all the words, without the excluded ones."""
    wanted: list[str] = []
    excluded: list[str] = []
    for minus, phrase, word in ASKED.findall(request.query_params["q"]):
        (excluded if minus else wanted).append(f'"{phrase or word}"')
    asked = " NOT ".join([f"({' '.join(wanted)})", *excluded])
    hits = "".join(
        f"<li><h2>{escape(title)}</h2><p>{_marked(snippet)}</p></li>"
        for title, snippet in pages.execute(FOUND, (asked,))
    )
    return HTMLResponse(f"<!doctype html><ol>{hits}</ol>")


def _marked(snippet: str) -> str:
    return escape(snippet).replace("\x02", "<mark>").replace("\x03", "</mark>")


app = Starlette(routes=[Route("/search", search)])
