"""Saving what a translator wrote: it is kept, whoever else saved meanwhile."""

from msgspec import Struct
from sqlmodel import Session

from app.platform.errors import Forbidden, Invalid
from app.platform.i18n import N_
from app.texts.models import UnitVersion
from app.texts.structure import refusal
from app.texts.variables import mask, mask_like
from app.translation.catalogs import longest_wording
from app.translation.models import (
    Origin,
    Translation,
    TranslationState,
)
from app.translation.policy import policy_of
from app.translation.rows import Place, append, hold

EMPTY = N_("Write a translation first.")
TOO_LONG = N_("This is much longer than the original. Make it shorter than %(most)s.")
OTHER_UNIT = N_("This wording belongs to another piece of text. Open the page again.")
SECOND_PERSON = N_("In this language a second person approves what somebody wrote.")


class Draft(Struct, frozen=True, kw_only=True):
    """What a translator sends.

    `shown_version_id` is the source wording they saw, `base_row_version` the version
    of the translation they saw, 0 when there was none. `text` may have variables or
    what they stand for.
    """

    unit_id: str
    language: str
    text: str
    shown_version_id: int
    author_id: int | None = None
    base_row_version: int = 0
    state: TranslationState = TranslationState.TRANSLATED
    origin: Origin = Origin.HUMAN
    note: str = ""


class Saved(Struct, frozen=True):
    """What became of a draft.

    `refused` is a message id when the text would change the page: then it is kept as
    needing work, and no reader gets it.
    """

    translation: Translation
    row_version: int
    refused: str = ""


class Clash(Struct, frozen=True):
    """Somebody saved meanwhile: theirs is in force, mine is kept as a suggestion."""

    theirs: Translation
    mine: Translation
    row_version: int


def save_translation(session: Session, draft: Draft) -> Saved | Clash:
    """Keep a translation; raise Invalid, NotFound, or Forbidden when it is approved
    by its author where a second person has to.
    """
    place = hold(session, draft.unit_id, draft.language)
    version = session.get(UnitVersion, draft.shown_version_id)
    if version is None or version.unit_id != draft.unit_id:
        raise Invalid(OTHER_UNIT)
    row = _row(draft, version)
    if draft.state == TranslationState.APPROVED and _needs_second(session, place):
        raise Forbidden(SECOND_PERSON)
    refused = refusal(version.kind, row.text)
    if refused and row.state != TranslationState.SUGGESTION:
        row.state = TranslationState.NEEDS_WORK
    if draft.state == TranslationState.SUGGESTION:
        if place.translation is not None and place.translation.text == row.text:
            return _saved(place, place.translation, refused)
        return Saved(_suggest(session, place, row), place.row_version, refused=refused)
    before = place.translation
    if before is not None and _is_same(before, row):
        return _saved(place, before, refused)
    if before is not None and place.row_version != draft.base_row_version:
        return Clash(before, _suggest(session, place, row), place.row_version)
    row.supersedes_id = before.id if before else None
    return _saved(place, append(session, place, row), refused)


def _row(draft: Draft, version: UnitVersion) -> Translation:
    written = draft.text.replace("\r\n", "\n").strip()
    if not written:
        raise Invalid(EMPTY)
    text = mask_like(written, mask(version.text))
    most = longest_wording(version.text)
    if len(text) > most:
        raise Invalid(TOO_LONG, most=most)
    assert version.id is not None  # noqa: S101 (loaded rows have one)
    return Translation(
        unit_id=draft.unit_id,
        language=draft.language,
        text=text,
        unit_version_id=version.id,
        state=draft.state,
        origin=draft.origin,
        author_id=draft.author_id,
        note=draft.note,
    )


def _needs_second(session: Session, place: Place) -> bool:
    return policy_of(session, place.language).needs_second_person


def _suggest(session: Session, place: Place, row: Translation) -> Translation:
    row.state, row.was_head = TranslationState.SUGGESTION, False
    return append(session, place, row)


def _is_same(before: Translation, row: Translation) -> bool:
    """Tell whether a draft says nothing new; it does not take an approval back."""
    is_judged = (before.state, row.state) == (
        TranslationState.APPROVED,
        TranslationState.TRANSLATED,
    )
    return (
        before.text == row.text
        and before.unit_version_id == row.unit_version_id
        and (before.state == row.state or is_judged)
    )


def _saved(place: Place, row: Translation, refused: str) -> Saved:
    # The head that was read has moved; where there was none, it is the first.
    return Saved(row, place.row_version or 1, refused)
