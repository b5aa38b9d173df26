"""Turns `handout.html` in a folder into `handout.pdf` beside it.

A program of its own, because WeasyPrint needs more memory than the whole server may
have: `python -P handout_pdf.py FOLDER`. It reads files of that folder and nothing else.
"""

import sys
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SOURCE, RESULT = "handout.html", "handout.pdf"


class FolderFetcher(URLFetcher):  # type: ignore[misc] # the library has no types
    """Opens files of one folder; refuses every other address."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder.resolve()

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - its name is the interface
        """Return a file of the folder; stop the rendering for anything else."""
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or not path.is_relative_to(self.folder):
            raise FatalURLFetchingError(f"a handout may not load {url[:40]}")
        # What is not called a style sheet is read as none.
        kind = guess_type(path.name)[0] or "application/octet-stream"
        told = {"Content-Type": kind}
        return URLFetcherResponse(path.as_uri(), path.read_bytes(), told)


def render(folder: Path) -> None:
    """Write the PDF, readable by screen readers (PDF/UA-1)."""
    document = HTML(
        filename=folder / SOURCE,
        base_url=folder.resolve().as_uri() + "/",
        encoding="utf-8",
        url_fetcher=FolderFetcher(folder),
    )
    document.write_pdf(folder / RESULT, pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    render(Path(sys.argv[1]))
