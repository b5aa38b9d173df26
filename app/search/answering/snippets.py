"""Words of a card: what matched marked, in a language of their own."""

import re
from functools import lru_cache

from markupsafe import Markup, escape

from app.platform.languages import get_language
from app.search.answering.results import Words
from app.search.answering.rows import Piece
from app.search.words.matching import Marker, shortened
from app.search.words.segmenting import MAX_PARTED

SUMMARY_CHARACTERS = 130
SECTION_CHARACTERS = 90
# Items of a list and cells of a table have nothing at their ends that parts them.
_UNPARTED = re.compile(r"(?<![.!?…:;,،؛؟。！？：；、।॥።])\n")


def title_of(piece: Piece, marker: Marker) -> Words:
    """Return a whole title."""
    return Words(marker.marked(piece.title), get_language(piece.language))


def summary_of(piece: Piece, marker: Marker) -> Words | None:
    """Return the first line of a text, or what says most about the query in it."""
    first, _, rest = piece.text.partition("\n")
    if not first:
        return None
    marked = marker.snippet(first, SUMMARY_CHARACTERS)
    if marked is None and rest:
        marked = marker.snippet(_spaced(rest), SUMMARY_CHARACTERS)
    html = marked or _plain(first, SUMMARY_CHARACTERS)
    return Words(html, get_language(piece.language))


def snippet_of(piece: Piece, marker: Marker) -> Words | None:
    """Return what says most about the query in a text; None when it says nothing."""
    marked = marker.snippet(_spaced(piece.text), SECTION_CHARACTERS)
    return Words(marked, get_language(piece.language)) if marked else None


# As many as are kept parted: a text that is shown again is the same object again.
@lru_cache(maxsize=MAX_PARTED)
def _spaced(text: str) -> str:
    return _UNPARTED.sub(" · ", text).replace("\n", " ")


def _plain(text: str, length: int) -> Markup:
    return escape(shortened(text, length))
