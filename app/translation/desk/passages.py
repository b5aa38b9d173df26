"""Leading to the words of a unit on the page readers get, which has no anchors for it.

Source: https://wicg.github.io/scroll-to-text-fragment/. A browser that does not know
text fragments opens the page at its top.
"""

import re
from urllib.parse import quote

MOST_WORDS = 8
# What is no word on the page, or may be written another way there.
_MARK_UP = re.compile(r"(?:\{\d+\}|https?://\S+|[\\`*_\[\]<>{}|~#!()\n])+")


def passage(text: str) -> str:
    """Return the part of an address that leads to where Markdown is shown; "" for none.

    The words are the longest that stand together without mark-up.
    """
    runs = [run.strip() for run in _MARK_UP.split(text)]
    words = max(runs, key=len, default="").split()[:MOST_WORDS]
    if not words:
        return ""
    # A hyphen and a comma mean something there.
    return f"#:~:text={quote(' '.join(words), safe='').replace('-', '%2D')}"
