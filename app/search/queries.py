"""Looks for words in titles and summaries, in every language there is."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col

from app.packs.models import Pack, PackLanguage, PublicState

MAX_WORDS = 8
MAX_QUERY_CHARACTERS = 200
# Inside words of Persian and Hindi, though they are no letters.
_JOINERS = "\u200c\u200d"


def words_of(text: str) -> list[str]:
    """Return the words somebody asks for, without the rest of what they typed.

    Letters, digits and the marks that belong to them; an apostrophe or a hyphen
    parts words, as it may be written in more than one way.
    """
    asked = unicodedata.normalize("NFC", text[:MAX_QUERY_CHARACTERS]).lower()
    kept = (c if _is_of_a_word(c) else " " for c in asked)
    return list(dict.fromkeys("".join(kept).split()))[:MAX_WORDS]


def _is_of_a_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in _JOINERS


def found_pack_slugs(
    session: Session, words: Sequence[str], language: str, *, limit: int
) -> list[str]:
    """Return packs whose title or summary has all words, in any one language.

    Words in the title count before those in the summary, the reader's language
    before others.
    """
    title = func.lower(col(PackLanguage.title))
    summary = func.lower(col(PackLanguage.summary))

    def in_title(word: str) -> ColumnElement[bool]:
        return title.contains(word, autoescape=True)

    def anywhere(word: str) -> ColumnElement[bool]:
        return or_(in_title(word), summary.contains(word, autoescape=True))

    by_place = case((and_(*map(in_title, words)), 0), else_=2)
    by_language = case((col(PackLanguage.language) == language, 0), else_=1)
    best = func.min(by_place + by_language)
    rows = session.execute(
        select(col(Pack.slug), best)
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(col(Pack.state) == PublicState.PUBLISHED, *map(anywhere, words))
        .group_by(col(Pack.slug))
        .order_by(best, col(Pack.slug))
        .limit(limit)
    )
    return [slug for slug, _ in rows]
