"""What has changed in the documents of a group, and what they say that is new."""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Row

from app.search.index import IndexDocument


class Changes(Struct, frozen=True):
    """What an index has to hear: rows that are new or different, ids that are gone.

    `added` are those rows with only the lines that were not there before.
    """

    written: tuple[IndexDocument, ...] = ()
    added: tuple[IndexDocument, ...] = ()
    removed: tuple[int, ...] = ()
    version: int = 0


def newly_said(document: IndexDocument, before: Row[Any] | None) -> IndexDocument:
    """Return a document with only the lines that its row did not have before."""
    if before is None:
        return document
    return replace(
        document,
        title=_new_lines(document.title, before.title),
        context=_new_lines(document.context, before.context),
        text=_new_lines(document.text, before.text),
    )


def _new_lines(text: str, before: str) -> str:
    known = set(before.split("\n"))
    return "\n".join(line for line in text.split("\n") if line not in known)
