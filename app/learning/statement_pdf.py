"""Turns the HTML of a statement on standard input into a PDF on standard output.

A program of its own, because WeasyPrint needs more memory than the whole server may
have: `python -m app.learning.statement_pdf`.
"""

import sys
from typing import NoReturn

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher


class NoFetcher(URLFetcher):  # type: ignore[misc] # the library has no types
    """Refuses every address: a statement needs no file and no network."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002 - its name is the interface
        """Stop the rendering."""
        raise FatalURLFetchingError(f"a statement may not load {url[:40]}")


def render(html: str) -> bytes:
    """Return the PDF of a page, readable by screen readers (PDF/UA-1)."""
    document = HTML(string=html, url_fetcher=NoFetcher())
    result = document.write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(result, bytes)  # noqa: S101 (without a target it is returned)
    return result


if __name__ == "__main__":
    sys.stdout.buffer.write(render(sys.stdin.buffer.read().decode()))
