"""Looks for words in titles and summaries, in every language there is."""

import re
from collections.abc import Sequence

from sqlalchemy import and_, case, func, or_, select
from sqlmodel import Session, col

from app.packs.models import Pack, PackLanguage, PublicState

MAX_WORDS = 8
MAX_QUERY_CHARACTERS = 200
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the words somebody asks for, without the rest of what they typed."""
    return _WORD.findall(text[:MAX_QUERY_CHARACTERS].casefold())[:MAX_WORDS]


def found_pack_slugs(
    session: Session, words: Sequence[str], language: str, *, limit: int
) -> list[str]:
    """Return packs whose title or summary has all words, in any one language.

    Words in the title count before those in the summary, the reader's language
    before others.
    """
    title, summary = (
        func.lower(col(PackLanguage.title)),
        func.lower(col(PackLanguage.summary)),
    )

    def has(word: str) -> tuple[object, object]:
        escaped = f"%{word}%"
        return title.like(escaped), or_(title.like(escaped), summary.like(escaped))

    pairs = [has(word) for word in words]
    in_title = and_(*(pair[0] for pair in pairs))  # type: ignore[arg-type] - SQL conditions
    anywhere = and_(*(pair[1] for pair in pairs))  # type: ignore[arg-type] - SQL conditions
    rank = case((in_title, 0), else_=1) * 2
    rank += case((col(PackLanguage.language) == language, 0), else_=1)
    best = func.min(rank)
    rows = session.execute(
        select(col(Pack.slug), best)
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(col(Pack.state) == PublicState.PUBLISHED, anywhere)
        .group_by(col(Pack.slug))
        .order_by(best, col(Pack.slug))
        .limit(limit)
    )
    return [slug for slug, _ in rows]
