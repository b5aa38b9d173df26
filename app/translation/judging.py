"""Judging translations: approving, sending back, accepting and refusing suggestions."""

from collections.abc import Sequence

from msgspec import Struct, field
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.platform.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from app.platform.i18n import N_
from app.texts.models import UnitVersion
from app.texts.queries import current_meaning
from app.texts.structure import refusal
from app.translation.models import Origin, Translation, TranslationState
from app.translation.policy import may_approve
from app.translation.rows import Place, append, hold
from app.translation.saving import SECOND_PERSON

NO_TRANSLATION = N_("There is no such translation.")
MOVED_ON = N_("Somebody has changed this translation meanwhile. Look at it again.")
NO_SUGGESTION = N_("Somebody has dealt with this suggestion already.")
OUTDATED = N_("The original changed after this was translated. Update it first.")


class Approved(Struct):
    """What became of several that were to be approved: ids, and why not, by id."""

    done: list[int] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)


def set_state(
    session: Session,
    translation_id: int,
    state: TranslationState,
    *,
    by: int | None,
    note: str = "",
) -> Translation:
    """Judge the translation in force; its text and author stay.

    Raise Conflict when it is not in force any more, Forbidden when its author would
    approve it and may not, Invalid when it cannot be approved as it is.
    """
    place, row = _held(session, translation_id)
    if place.translation is None or place.translation.id != row.id:
        raise Conflict(MOVED_ON)
    if state == row.state:
        return row
    if state == TranslationState.APPROVED:
        _check_approval(session, row, by)
    return append(session, place, _judged(row, state, by=by, note=note))


def approve_all(
    session: Session, translation_ids: Sequence[int], *, by: int | None
) -> Approved:
    """Approve several; those that may not be are told and left as they are."""
    result = Approved()
    # Always in the same order, so that two who do this at once do not wait in a ring.
    for translation_id in sorted(translation_ids):
        try:
            set_state(session, translation_id, TranslationState.APPROVED, by=by)
        except AppError as refused:
            result.left[translation_id] = refused.message
        else:
            result.done.append(translation_id)
    return result


def accept(
    session: Session, suggestion_id: int, *, by: int | None, approve: bool = False
) -> Translation:
    """Put a suggestion in force, as its author's text; raise Conflict when it is not
    open any more, Invalid when it would change the page.
    """
    place, row = _open_suggestion(session, suggestion_id)
    version = session.get_one(UnitVersion, row.unit_version_id)
    if reason := refusal(version.kind, row.text):
        raise Invalid(reason)
    if approve:
        _check_approval(session, row, by)
    state = TranslationState.APPROVED if approve else TranslationState.TRANSLATED
    accepted = _judged(row, state, by=by)
    if accepted.origin == Origin.MACHINE and by is not None:
        # Somebody has read it, which is what the mark of a machine warns of.
        accepted.origin = Origin.HUMAN if approve else Origin.MACHINE
    accepted.was_head = True
    return append(session, place, accepted)


def refuse(
    session: Session, suggestion_id: int, *, by: int | None, note: str = ""
) -> Translation:
    """Put a suggestion aside; it stays in the history. Raise Conflict when it is not
    open any more.
    """
    place, row = _open_suggestion(session, suggestion_id)
    refused = _judged(row, TranslationState.REJECTED, by=by, note=note)
    refused.was_head = False
    return append(session, place, refused)


def is_open() -> ColumnElement[bool]:
    """Return the condition that a row is a suggestion nobody has dealt with."""
    answer = aliased(Translation, name="answer")
    answered = exists().where(col(answer.supersedes_id) == col(Translation.id))
    return (col(Translation.state) == TranslationState.SUGGESTION) & ~answered


def open_suggestions(
    session: Session, unit_id: str, language: str
) -> list[Translation]:
    """Return the suggestions nobody has dealt with, newest first."""
    found = select(Translation).where(
        col(Translation.unit_id) == unit_id,
        col(Translation.language) == language,
        is_open(),
    )
    return list(session.scalars(found.order_by(col(Translation.id).desc())))


def _held(session: Session, translation_id: int) -> tuple[Place, Translation]:
    row = session.get(Translation, translation_id)
    if row is None:
        raise NotFound(NO_TRANSLATION)
    return hold(session, row.unit_id, row.language), row


def _open_suggestion(session: Session, suggestion_id: int) -> tuple[Place, Translation]:
    place, row = _held(session, suggestion_id)
    answered = select(col(Translation.id)).where(
        col(Translation.supersedes_id) == suggestion_id
    )
    is_handled = session.scalars(answered).first() is not None
    if row.state != TranslationState.SUGGESTION or is_handled:
        raise Conflict(NO_SUGGESTION)
    return place, row


def _check_approval(session: Session, row: Translation, by: int | None) -> None:
    if not may_approve(session, row, by):
        raise Forbidden(SECOND_PERSON)
    version = session.get_one(UnitVersion, row.unit_version_id)
    if version.meaning_hash != current_meaning(session, row.unit_id):
        raise Invalid(OUTDATED)
    if reason := refusal(version.kind, row.text):
        raise Invalid(reason)


def _judged(
    row: Translation, state: TranslationState, *, by: int | None, note: str = ""
) -> Translation:
    return Translation(
        unit_id=row.unit_id,
        language=row.language,
        text=row.text,
        unit_version_id=row.unit_version_id,
        state=state,
        origin=row.origin,
        author_id=row.author_id,
        reviewer_id=by,
        supersedes_id=row.id,
        note=note,
    )
