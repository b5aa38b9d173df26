"""Writing translations: rows are appended, heads move, nothing is overwritten."""

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.platform import clock
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.outbox import announce
from app.texts.models import Document, Unit
from app.translation.documents import documents_of, whole_of
from app.translation.effects import show_changes
from app.translation.events import TranslationSaved
from app.translation.models import (
    LanguageVersion,
    Translation,
    TranslationHead,
    TranslationState,
)

NO_UNIT = N_("This piece of text is no longer there.")
_VERSIONS = "language_versions"


class Place(Struct, frozen=True):
    """A unit in a language, held until the transaction ends: nobody else moves it."""

    document: Document
    unit: Unit
    language: str
    head: TranslationHead | None
    translation: Translation | None

    @property
    def row_version(self) -> int:
        """How often the head has moved; 0 when there is none."""
        return self.head.row_version if self.head else 0

    @property
    def is_approved(self) -> bool:
        """Whether what is in force is approved."""
        found = self.translation
        return found is not None and found.state == TranslationState.APPROVED


def hold(session: Session, unit_id: str, language: str) -> Place:
    """Return a unit's place in a language for writing; raise NotFound."""
    # The unit, since the first translation has no head that could be held.
    unit = session.get(Unit, unit_id, with_for_update={"key_share": True})
    if unit is None:
        raise NotFound(NO_UNIT)
    head = session.get(TranslationHead, (unit_id, language), populate_existing=True)
    return Place(
        document=session.get_one(Document, unit.document_id),
        unit=unit,
        language=language,
        head=head,
        translation=session.get_one(Translation, head.translation_id) if head else None,
    )


def append(session: Session, place: Place, row: Translation) -> Translation:
    """Add a row; move the head to it when it is in force, and tell who must know."""
    row.unit_id, row.language = place.unit.id, place.language
    is_approved = row.state == TranslationState.APPROVED
    if row.was_head and (is_approved or place.is_approved):
        actor = row.reviewer_id or row.author_id
        row.version_number = version_number(session, place, actor)
    session.add(row)
    session.flush()  # Its head and the event refer to its id.
    assert row.id is not None  # noqa: S101 (just flushed)
    announce(session, TranslationSaved(place.unit.id, place.language, row.id))
    if row.was_head:
        place.document.version += 1
        session.add(place.document)
        _move_head(session, place, row.id)
        show_changes(session, place.document, place.language)
    return row


def _move_head(session: Session, place: Place, translation_id: int) -> None:
    head = place.head or TranslationHead(
        unit_id=place.unit.id, language=place.language, translation_id=0, row_version=0
    )
    head.translation_id = translation_id
    head.row_version += 1
    session.add(head)
    session.flush()  # What is counted in the same transaction sees it.


def version_number(session: Session, place: Place, actor: int | None) -> int:
    """Return the number of the language version that this transaction makes."""
    whole = whole_of(session, place.document)
    made = _made_now(session)
    key = (whole.number, place.language)
    if key not in made:
        made[key] = _new_version(session, whole, place.language, actor)
    return made[key]


def _made_now(session: Session) -> dict[tuple[int, str], int]:
    """Return the numbers this transaction has given, by whole text and language."""
    now = session.get_transaction()
    seen, made = session.info.get(_VERSIONS, (None, {}))
    if seen is not now:
        made = {}
        session.info[_VERSIONS] = (now, made)
    return made  # type: ignore[no-any-return]  # what the line above put there


def _new_version(
    session: Session, whole: Document, language: str, actor: int | None
) -> int:
    # Held, so that two who approve at a time get numbers of their own.
    session.refresh(whole, with_for_update={"key_share": True})
    newest = select(func.max(col(LanguageVersion.number))).where(
        col(LanguageVersion.document_id) == whole.number,
        col(LanguageVersion.language) == language,
    )
    number = (session.scalar(newest) or 0) + 1
    session.add(
        LanguageVersion(
            document_id=whole.number,
            language=language,
            number=number,
            revisions={
                str(document.number): document.published_number
                for document in documents_of(session, whole)
            },
            author_id=actor,
            created_at=clock.now(),
        )
    )
    return number
