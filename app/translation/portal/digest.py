"""What changed in the originals since they were translated to a language."""

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.packs.models import Pack
from app.platform.db import UTCDateTime
from app.texts.differences import Span, word_diff
from app.texts.models import Document, Revision, RevisionUnit, UnitVersion
from app.texts.queries import join_published_units
from app.texts.variables import mask
from app.translation.models import Translation, TranslationHead, TranslationState
from app.translation.portal.counts import IS_LIVE
from app.translation.wordings import fits_again

SHOWN = (TranslationState.TRANSLATED, TranslationState.APPROVED)
_then = aliased(UnitVersion)


class Asked(Struct, frozen=True):
    """Which translations: those to a language, all or only of one author's texts."""

    language: str
    author_id: int | None = None


class ChangedUnit(Struct, frozen=True):
    """A unit whose original means something else now than when it was translated.

    `spans` are what changed in the original, with variables for what links lead to.
    """

    pack_key: str
    slug: str
    source_language: str
    unit_id: str
    spans: tuple[Span, ...]
    translation: str
    translated_at: datetime
    changed_at: datetime


def changed_units(
    session: Session, asked: Asked, *, limit: int, offset: int = 0
) -> list[ChangedUnit]:
    """Return the outdated translations of packs, the newest change first."""
    changed_at = _first_seen()
    rows = session.execute(
        _outdated(asked)
        .with_only_columns(
            col(Pack.key),
            col(Pack.slug),
            col(Document.source_language),
            col(UnitVersion.unit_id),
            col(_then.text),
            col(UnitVersion.text),
            col(Translation.text),
            col(Translation.created_at),
            changed_at,
        )
        .order_by(changed_at.desc(), col(Pack.id), col(RevisionUnit.position))
        .limit(limit)
        .offset(offset)
    )
    return [_changed(*row) for row in rows]


def _changed(key: str, slug: str, source: str, unit: str, *rest: Any) -> ChangedUnit:
    was, now, translation, translated_at, changed_at = rest
    return ChangedUnit(
        pack_key=key,
        slug=slug,
        source_language=source,
        unit_id=unit,
        spans=word_diff(mask(was).text, mask(now).text),
        translation=translation,
        translated_at=translated_at,
        changed_at=changed_at,
    )


def count_changed(session: Session, asked: Asked) -> int:
    """Count what `changed_units` would return without a limit."""
    return session.scalar(_outdated(asked).with_only_columns(func.count())) or 0


def _outdated(asked: Asked) -> Select[int | None]:
    statement = (
        join_published_units(select(col(Document.id)).select_from(Document))
        .join(
            Pack,
            col(Pack.document_id)
            == func.coalesce(col(Document.part_of_id), col(Document.id)),
        )
        .join(TranslationHead, col(TranslationHead.unit_id) == col(UnitVersion.unit_id))
        .join(Translation, col(Translation.id) == col(TranslationHead.translation_id))
        .join(_then, col(_then.id) == col(Translation.unit_version_id))
        .where(
            IS_LIVE,
            col(TranslationHead.language) == asked.language,
            col(Translation.state).in_(SHOWN),
            col(_then.meaning_hash) != col(UnitVersion.meaning_hash),
            ~fits_again(asked.language),
        )
    )
    if asked.author_id is not None:
        statement = statement.where(col(Translation.author_id) == asked.author_id)
    return statement


def _first_seen() -> ScalarSelect[datetime]:
    """When today's wording of a unit was first published."""
    held, revision = aliased(RevisionUnit), aliased(Revision)
    return (
        select(func.min(col(revision.created_at), type_=UTCDateTime))
        .join(held, col(held.revision_id) == col(revision.id))
        .where(col(held.unit_version_id) == col(UnitVersion.id))
        .correlate(UnitVersion)
        .scalar_subquery()
    )
