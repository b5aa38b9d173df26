"""Keeping what a machine suggests beside a unit, where people judge it.

It is a suggestion of nobody with the machine as its origin: no reader gets it before
somebody has accepted it, and it says that a machine wrote it until one has approved it.
"""

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.errors import AppError, NotFound
from app.platform.i18n import N_
from app.texts.models import Document, UnitVersion
from app.texts.queries import join_published_units
from app.texts.variables import mask
from app.translation.judging import open_suggestions
from app.translation.models import (
    Origin,
    Translation,
    TranslationHead,
    TranslationState,
)
from app.translation.saving import Draft, save_translation


class NoSuggestion(AppError):
    """There is no machine, or it has nothing for this text."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_("No machine has a suggestion for this text now. Nothing was changed.")
        )


class UnitAsked(Struct, frozen=True):
    """A unit to translate from a language to another, by their codes."""

    unit_id: str
    source: str
    target: str


class TextAsked(Struct, frozen=True):
    """Today's text of a unit with variables, and the wording that it stands for."""

    text: str
    version_id: int


def text_asked(session: Session, asked: UnitAsked) -> TextAsked:
    """Return what to translate: the original, or its translation in force.

    Raise NotFound when there is no such text today.
    """
    today = join_published_units(
        select(
            col(UnitVersion.id), col(UnitVersion.text), col(Document.source_language)
        ).select_from(Document)
    ).where(col(UnitVersion.unit_id) == asked.unit_id)
    row = session.execute(today).first()
    if row is None or asked.target == row[2]:
        raise NotFound(N_("This piece of text is no longer there."))
    version_id, original, language = row
    if asked.source == language:
        return TextAsked(mask(original).text, version_id)
    head = (
        select(col(Translation.text))
        .join(
            TranslationHead, col(TranslationHead.translation_id) == col(Translation.id)
        )
        .where(
            col(TranslationHead.unit_id) == asked.unit_id,
            col(TranslationHead.language) == asked.source,
        )
    )
    text = session.scalar(head)
    if text is None:
        raise NotFound(N_("This piece of text is no longer there."))
    return TextAsked(text, version_id)


def keep_suggestion(
    session: Session, asked: UnitAsked, found: TextAsked, text: str
) -> None:
    """Keep a machine's text as an open suggestion, unless it is one already."""
    known = open_suggestions(session, asked.unit_id, asked.target)
    if any(row.text == text for row in known):
        return
    save_translation(
        session,
        Draft(
            unit_id=asked.unit_id,
            language=asked.target,
            text=text,
            shown_version_id=found.version_id,
            state=TranslationState.SUGGESTION,
            origin=Origin.MACHINE,
        ),
    )
