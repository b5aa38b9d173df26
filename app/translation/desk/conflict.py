"""Two people saved the same unit: both texts, and any mix of them can be saved."""

from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session

from app.accounts.models import User
from app.texts.differences import Span, word_diff
from app.translation.saving import Clash


class Conflicting(Struct, frozen=True):
    """What the page of a conflict shows. `settles` is the suggestion that was kept."""

    mine: str
    theirs: str
    writer: str
    differences: Sequence[Span]
    base: int
    settles: int


def conflicting(session: Session, clash: Clash) -> Conflicting:
    """Return both texts of a clash, and how one differs from the other."""
    author_id = clash.theirs.author_id
    author = session.get(User, author_id) if author_id else None
    return Conflicting(
        mine=clash.mine.text,
        theirs=clash.theirs.text,
        writer=author.name if author else "",
        differences=word_diff(clash.theirs.text, clash.mine.text),
        base=clash.row_version,
        settles=clash.mine.id or 0,
    )
