"""What parsers say of a text they cannot read, as sentences of ours.

A parser's message is English and made for programmers. Each reader has a table of the
common ones: what they begin with or hold, and what is wrong and how it is mended.
"""

from collections.abc import Sequence

from app.platform.i18n import N_
from app.platform.told import Told

# Beginnings or pieces of messages, each with its sentence; the first that fits counts.
Faults = Sequence[tuple[str, str]]
MAX_RAW = 120
SOMETHING = N_("something there is not as this format wants it")


def raw_of(reason: object) -> str:
    """Return the message of a parser that stands behind a sentence; "" for none."""
    detail = reason.values.get("detail") if isinstance(reason, Told) else None
    return str(detail.values.get("raw", "")) if isinstance(detail, Told) else ""


def fault(raw: object, known: Faults) -> Told:
    """Return what a parser's message means; `raw` among its values is the message."""
    text = " ".join(str(raw).split())
    sentence = next((said for piece, said in known if piece in text), SOMETHING)
    return Told(sentence, raw=text[:MAX_RAW])
