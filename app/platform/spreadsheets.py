"""Tables for spreadsheets, in which nothing that somebody wrote is a formula."""

import csv
import io
import re
from collections.abc import Iterable

# A spreadsheet takes these for the beginning of a formula and would run it.
_FORMULA = re.compile(r"^'*[=+\-@\t\r]")


def as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows of cells as CSV in UTF-8; a mark of order tells that it is that.

    What a spreadsheet would run gets an apostrophe in front, as its users write it.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows(map(_harmless, row) for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def meant(cell: str) -> str:
    """Return what a cell that `as_csv` wrote says, without its apostrophe."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
