"""The languages a reader can use for what they are looking at."""

from collections.abc import Sequence

from starlette.requests import Request

from app.packs.models import PackLanguage
from app.platform.languages import Language, fallback_chain
from app.web.viewer import viewer_of

HREFLANG_PERCENT = 50


def reader_languages(request: Request, page: Language) -> tuple[str, ...]:
    """Return the language of the page, then the others this reader knows."""
    known = viewer_of(request).preferences.languages
    return tuple(dict.fromkeys((page.code, *known)))


def best_row(rows: Sequence[PackLanguage], order: Sequence[str]) -> PackLanguage | None:
    """Return how a card reads in the first of these languages that has a title."""
    titled = {row.language: row for row in rows if row.title}
    wanted = [*order, *fallback_chain(order[0])]
    found = (titled[code] for code in wanted if code in titled)
    return next(found, next(iter(titled.values()), None))


def row_in(rows: Sequence[PackLanguage], code: str) -> PackLanguage | None:
    """Return how far a pack is in one language."""
    return next((row for row in rows if row.language == code), None)


def by_progress(rows: Sequence[PackLanguage], source: str) -> list[PackLanguage]:
    """Return the languages of a pack, its own first, then the furthest."""
    return sorted(rows, key=lambda r: (r.language != source, -r.percent, r.language))
