"""A pack for Kiwix: one file with search inside, for phones and school servers.

The pages are those that open from a folder; libzim makes the file in a program of
its own (`zim_book.py`), where it is installed.
"""

import json
from collections.abc import Iterator
from functools import cache, partial
from mimetypes import guess_type
from pathlib import Path

from starlette.requests import Request

from app.platform.languages import Language
from app.takeout.archive import Content, StoredFile
from app.takeout.edition import Edition
from app.takeout.outside import made_outside
from app.takeout.pages import STATIC, page_files

ABOUT, RESULT, SIGN = "about.json", "book.zim", "sign.png"
ZIM_TYPE = "application/x-zim"
HERE = Path(__file__).parent
# So long the specification lets them be.
MAX_TITLE, MAX_DESCRIPTION = 30, 80
UNKNOWN = "mul"

bound = partial(made_outside, HERE / "zim_book.py", RESULT)


def zim_files(edition: Edition, request: Request) -> Iterator[tuple[str, Content]]:
    """Yield the pages and what comes along, and at last what the book is called."""
    types: dict[str, str] = {}
    for name, content in page_files(edition, request):
        known = content.content_type if isinstance(content, StoredFile) else ""
        types[name] = known or guess_type(name)[0] or "application/octet-stream"
        yield name, content
    yield SIGN, (STATIC / SIGN).read_bytes()
    yield ABOUT, json.dumps(_about(edition) | {"files": types}).encode()


def three_letters(language: Language) -> str:
    """Return the code of a language by ISO 639-3, which is how Kiwix knows them."""
    return (
        language.base
        if len(language.base) == 3
        else _known().get(language.base, UNKNOWN)
    )


def _about(edition: Edition) -> dict[str, object]:
    opened = edition.opened
    view, page = opened.view, opened.page
    code = three_letters(page)
    metadata = {
        "Name": f"passalong_{page.code}_{edition.slug}",
        "Title": view.title.text[:MAX_TITLE],
        "Description": view.summary.text[:MAX_DESCRIPTION],
        "Creator": ", ".join(credit.name for credit in view.credits) or "Passalong",
        "Publisher": "Passalong",
        "Date": edition.changed_on,
        "Language": code,
        "License": view.pack.licence,
        "Source": edition.link,
    }
    return {"language": code, "metadata": metadata}


@cache
def _known() -> dict[str, str]:
    lines = (HERE / "three_letters.txt").read_text().splitlines()
    words = (line.split() for line in lines if not line.startswith("#"))
    return {pair[0]: pair[1] for pair in words}
