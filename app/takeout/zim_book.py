"""Turns pages in a folder into `book.zim` beside them, for Kiwix.

A program of its own, since libzim is a large library under GPL that a server need not
have: `python -P zim_book.py FOLDER`. `about.json` in the folder says what it is called,
its language by ISO 639-3, and its type of each file by name.
"""

import json
import re
import sys
from html import unescape
from pathlib import Path

from libzim.writer import (  # type: ignore[import-untyped] # the library has no types
    Compression,
    Creator,
    FileProvider,
    Hint,
    Item,
    StringProvider,
)

ABOUT, RESULT, SIGN = "about.json", "book.zim", "sign.png"
MAIN = "index.html"
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
HTML = "text/html"


class Page(Item):  # type: ignore[misc] # the library has no types
    """A file of the folder, under its own name."""

    def __init__(self, folder: Path, name: str, kind: str) -> None:
        super().__init__()
        self.folder, self.name, self.kind = folder, name, kind

    def get_path(self) -> str:
        """Return what it is called inside."""
        return self.name

    def get_title(self) -> str:
        """Return what people find it by; only pages have a title."""
        if self.kind != HTML:
            return ""
        found = TITLE.search((self.folder / self.name).read_text())
        return unescape(found[1]).strip() if found else self.name

    def get_mimetype(self) -> str:
        """Return its type."""
        return self.kind

    def get_contentprovider(self) -> FileProvider | StringProvider:
        """Return where its bytes come from."""
        path = self.folder / self.name
        if self.kind == HTML:
            return StringProvider(path.read_text())
        return FileProvider(str(path))

    def get_hints(self) -> dict[Hint, bool]:
        """Say that pages come first, and that films are packed already."""
        is_page = self.kind == HTML
        return {Hint.FRONT_ARTICLE: is_page, Hint.COMPRESS: is_page}


def write(folder: Path) -> None:
    """Write the book, with an index of every word in it."""
    about = json.loads((folder / ABOUT).read_text())
    creator = Creator(folder / RESULT)
    creator.config_compression(Compression.zstd)
    creator.config_indexing(True, about["language"])
    with creator as book:
        book.set_mainpath(MAIN)
        for name, kind in about["files"].items():
            book.add_item(Page(folder, name, kind))
        for name, text in about["metadata"].items():
            book.add_metadata(name, text)
        book.add_illustration(48, (folder / SIGN).read_bytes())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
