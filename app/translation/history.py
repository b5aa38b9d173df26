"""What a unit said in a language before: looking back, restoring, thanking."""

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.platform import clock
from app.platform.errors import Invalid, NotFound
from app.platform.i18n import N_
from app.platform.upserts import insert_into
from app.texts.models import UnitVersion
from app.translation.judging import NO_TRANSLATION
from app.translation.models import (
    Translation,
    TranslationHead,
    TranslationState,
    TranslationThanks,
)
from app.translation.rows import append, hold

OWN = N_("You wrote this yourself.")
NOBODY = N_("Nobody is named as the author of this.")


class Past(Struct, frozen=True):
    """A row of a unit's history; `source` is the raw wording it was made from."""

    translation: Translation
    source: str
    thanks: int
    is_head: bool


def history(session: Session, unit_id: str, language: str) -> list[Past]:
    """Return every translation a unit has had in a language, newest first."""
    thanked = (
        select(func.count())
        .where(col(TranslationThanks.translation_id) == col(Translation.id))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Translation, col(UnitVersion.text), thanked)
        .join(UnitVersion, col(UnitVersion.id) == col(Translation.unit_version_id))
        .where(
            col(Translation.unit_id) == unit_id, col(Translation.language) == language
        )
        .order_by(col(Translation.id).desc())
    )
    head = session.get(TranslationHead, (unit_id, language))
    current = head.translation_id if head else None
    return [Past(row, source, n, row.id == current) for row, source, n in rows]


def restore(session: Session, translation_id: int, *, by: int | None) -> Translation:
    """Put an earlier text in force again, as a new row that names who restored it.

    It is pinned to the wording it was made from: if that is not today's, it is
    outdated. An approval is not restored.
    """
    row = session.get(Translation, translation_id)
    if row is None:
        raise NotFound(NO_TRANSLATION)
    place = hold(session, row.unit_id, row.language)
    before = place.translation
    if before is not None and before.id == row.id:
        return row
    restored = Translation(
        unit_id=row.unit_id,
        language=row.language,
        text=row.text,
        unit_version_id=row.unit_version_id,
        state=TranslationState.TRANSLATED,
        origin=row.origin,
        author_id=row.author_id,
        reviewer_id=by,
        supersedes_id=before.id if before else row.id,
    )
    return append(session, place, restored)


def thank(session: Session, translation_id: int, *, by: int) -> bool:
    """Thank the author of a translation; return False when done before.

    Raise Invalid for one's own text, or when no author is known.
    """
    row = session.get(Translation, translation_id)
    if row is None:
        raise NotFound(NO_TRANSLATION)
    if row.author_id is None:
        raise Invalid(NOBODY)
    if row.author_id == by:
        raise Invalid(OWN)
    statement = insert_into(session, TranslationThanks).values(
        translation_id=translation_id, user_id=by, created_at=clock.now()
    )
    first = statement.on_conflict_do_nothing().returning(
        col(TranslationThanks.translation_id)
    )
    return session.connection().execute(first).first() is not None
