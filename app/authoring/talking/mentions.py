"""Who is meant by `@name` in what somebody writes. Names may have spaces in them."""

import re
from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User

MAX_MENTIONS = 10
MAX_WORDS = 4
_AT = re.compile(r"(?<!\S)@(\S[^\n@]{0,160})")
_END = ".,;:!?)]}»”'\""


def mentioned(session: Session, text: str) -> set[int]:
    """Return the ids of those a text mentions, ten at the most."""
    wanted = [list(_names(found[1])) for found in _AT.finditer(text)][:MAX_MENTIONS]
    names = {name for group in wanted for name in group}
    if not names:
        return set()
    found = select(col(User.name), col(User.id)).where(
        col(User.name).in_(names), col(User.vanished_at).is_(None)
    )
    known = dict(session.execute(found).all())
    # The longest name wins: "@Ama Serwaa" is not Ama.
    hits = (next((known[n] for n in group if n in known), None) for group in wanted)
    return {number for number in hits if number is not None}


def _names(words: str) -> Iterator[str]:
    parts = words.split()[:MAX_WORDS]
    for count in range(len(parts), 0, -1):
        name = " ".join(parts[:count])
        yield name
        if name.rstrip(_END) != name:
            yield name.rstrip(_END)
