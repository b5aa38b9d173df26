"""Counting how far all packs together are in a language."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import Integer, Select, func, select
from sqlmodel import Session, col

from app.packs.models import Pack, PackLanguage, PublicState
from app.platform.languages import Language, find_language
from app.texts.models import Document
from app.translation.coverage import Coverage

IS_LIVE = col(Pack.state) == PublicState.PUBLISHED
_CURRENT = func.sum(col(PackLanguage.current), type_=Integer)


class Counts(Coverage, frozen=True):
    """How far texts are in a language, with what is left to do."""

    @property
    def left(self) -> int:
        """How many units are missing or outdated."""
        return self.units - self.current

    @property
    def to_review(self) -> int:
        """How many current translations nobody has approved."""
        return self.current - self.reviewed

    @property
    def bar(self) -> tuple[int, int, int]:
        """Reviewed, translated and outdated units as whole percentages, floored."""
        whole = self.units or 1
        reviewed = 100 * self.reviewed // whole
        translated = 100 * self.current // whole - reviewed
        return reviewed, translated, 100 * self.outdated // whole


class LanguageTotal(Struct, frozen=True):
    """How far all packs are in a language; originals count as reviewed."""

    language: Language
    packs: int
    counts: Counts


def language_totals(session: Session) -> list[LanguageTotal]:
    """Return every language that has anything, the furthest first."""
    rows = session.execute(
        _totals()
        .group_by(col(PackLanguage.language))
        .order_by(_CURRENT.desc(), col(PackLanguage.language))
    )
    whole = _all_units(session)
    known = ((find_language(code), rest) for code, *rest in rows)
    return [_total(one, whole, rest) for one, rest in known if one]


def language_total(session: Session, language: Language) -> LanguageTotal:
    """Return how far one language is."""
    rows = _totals().where(col(PackLanguage.language) == language.code)
    found = session.execute(rows.group_by(col(PackLanguage.language))).first()
    rest = found[1:] if found else (0, 0, 0, 0)
    return _total(language, _all_units(session), rest)


def _totals() -> Select[str, int, int, int, int]:
    return (
        select(
            col(PackLanguage.language),
            func.count(),
            _CURRENT,
            func.sum(col(PackLanguage.outdated), type_=Integer),
            func.sum(col(PackLanguage.reviewed), type_=Integer),
        )
        .join(Pack, col(Pack.id) == col(PackLanguage.pack_id))
        .where(IS_LIVE)
    )


def _all_units(session: Session) -> int:
    """Return how many units all packs have; each has its own language whole."""
    own = (
        select(func.sum(col(PackLanguage.units), type_=Integer))
        .join(Pack, col(Pack.id) == col(PackLanguage.pack_id))
        .join(Document, col(Document.id) == col(Pack.document_id))
        .where(IS_LIVE, col(PackLanguage.language) == col(Document.source_language))
    )
    return session.scalar(own) or 0


def _total(language: Language, units: int, row: Sequence[int]) -> LanguageTotal:
    packs, *counts = row
    return LanguageTotal(language, packs, Counts(units, *counts))
