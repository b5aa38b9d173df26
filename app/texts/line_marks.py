"""Which line of the source an element of a page comes from, for those who write it."""

import re

from markupsafe import Markup

_FIRST_TAG = re.compile(r"(<[a-z][a-z0-9]*)")


def with_line(html: Markup, line: int) -> Markup:
    """Return HTML whose first element says as `data-line` where its source begins."""
    marked = _FIRST_TAG.sub(rf'\1 data-line="{line}"', str(html), count=1)
    return Markup(marked)  # noqa: S704 - a number was put into what is HTML already
