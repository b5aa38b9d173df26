"""What texts are called: their first unit, in the reader's language where it is."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.languages import Language, get_language
from app.texts.models import Document, RevisionUnit, UnitVersion
from app.texts.queries import join_published_units
from app.translation.models import Translation, TranslationHead
from app.translation.wordings import SHOWN_STATES


class Title(Struct, frozen=True):
    """A title and the language it is in."""

    text: str
    language: Language


def titles_of(
    session: Session, document_ids: Sequence[int], language: str
) -> dict[int, Title]:
    """Return the titles of some documents, the original where there is no other."""
    statement = (
        select(
            col(Document.id),
            col(Document.source_language),
            col(UnitVersion.text),
            col(Translation.text),
        )
        .select_from(Document)
        .where(col(Document.id).in_(document_ids), col(RevisionUnit.position) == 0)
    )
    in_force = (col(Translation.id) == col(TranslationHead.translation_id)) & col(
        Translation.state
    ).in_(SHOWN_STATES)
    statement = (
        join_published_units(statement)
        .outerjoin(
            TranslationHead,
            (col(TranslationHead.unit_id) == col(UnitVersion.unit_id))
            & (col(TranslationHead.language) == language),
        )
        .outerjoin(Translation, in_force)
    )
    return {
        document_id: Title(text or original, get_language(language if text else source))
        for document_id, source, original, text in session.execute(statement)
    }
