"""What a page weighs, which its own footer says.

It is known when the page is written, so its place is kept free until then.
"""

import brotli
from markupsafe import Markup, escape

from app.platform.formats import format_bytes

# No text of anybody can hold it: comments are escaped, or taken out of Markdown.
PLACE = Markup("<!--weight-->")
# A tenth of a millisecond for a long page, and a sixth more than what is sent.
QUALITY = 1


def page_weight() -> Markup:
    """Return the place where a page says what it weighs."""
    return PLACE


def weighed(html: str) -> str:
    """Return a page that says how many bytes it is, packed, in the reader's words."""
    before, place, after = html.rpartition(PLACE)
    if not place:
        return html
    size = format_bytes(len(brotli.compress(html.encode(), quality=QUALITY)))
    # A translation, and so as hostile as any text.
    return f"{before}{escape(size)}{after}"
