"""Looks in titles and summaries in the database, while the search engine is away."""

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col

from app.search.answering.results import Asked
from app.search.index import Match
from app.search.models import SearchDocument
from app.search.words.query import Query

MAX_WORDS = 8
MAX_MATCHES = 200


def titled_matches(session: Session, query: Query, asked: Asked) -> tuple[Match, ...]:
    """Return things whose title or summary has all words, in any one language.

    Words in titles count before others, the reader's languages before the rest.
    """
    title = func.lower(col(SearchDocument.title))
    text = func.lower(col(SearchDocument.text))
    words = query.raw.lower().replace('"', " ").split()[:MAX_WORDS]

    def in_title(word: str) -> ColumnElement[bool]:
        return title.contains(word, autoescape=True)

    def anywhere(word: str) -> ColumnElement[bool]:
        return or_(in_title(word), text.contains(word, autoescape=True))

    is_titled = case((and_(*map(in_title, words)), 0), else_=1)
    is_read = case(
        (col(SearchDocument.language).in_(asked.reader_languages), 0), else_=1
    )
    rows = session.scalars(
        select(SearchDocument)
        .where(
            col(SearchDocument.position) == 0,
            ~col(SearchDocument.is_removed),
            *map(anywhere, words),
        )
        .order_by(is_titled, is_read, col(SearchDocument.id))
        .limit(MAX_MATCHES)
    )
    return tuple(
        Match(
            id=row.id or 0,
            entity=row.entity,
            group=row.group_entity,
            kind=row.kind,
            language=row.language,
            version=row.version,
            score=-place,
        )
        for place, row in enumerate(rows)
    )
