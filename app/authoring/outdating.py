"""What publishing a text does to its translations, and edits that change no meaning."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.reading.loading import OpenModule
from app.texts.differences import Span, word_diff
from app.texts.linking import NewText
from app.texts.meanings import mark_equivalent
from app.texts.models import Document
from app.texts.preview import publish_preview
from app.texts.queries import current_units
from app.translation.effects import changing_meanings
from app.translation.models import TranslationHead


class OutdatedUnit(Struct, frozen=True):
    """A unit whose translations become outdated: the words that go and come."""

    unit_id: str
    spans: Sequence[Span]


class Outdating(Struct, frozen=True):
    """Which units become outdated, and in how many languages somebody sees it."""

    units: tuple[OutdatedUnit, ...] = ()
    languages: int = 0


def outdating(
    session: Session, opened: OpenModule, document: Document, text: str
) -> Outdating:
    """Return what publishing this text makes outdated; nothing is written."""
    key = f"{opened.opened.view.pack.key}/{opened.station.module.key}"
    changes = publish_preview(session, document, NewText(text, key)).outdating
    ids = [change.unit_id for change in changes if change.unit_id]
    languages = select(func.count(col(TranslationHead.language).distinct())).where(
        col(TranslationHead.unit_id).in_(ids)
    )
    units = (
        OutdatedUnit(change.unit_id or "", word_diff(change.before, change.after))
        for change in changes
    )
    return Outdating(tuple(units), session.scalar(languages) or 0)


def wordings_now(session: Session, document: Document) -> dict[str, int]:
    """Return the wording each unit has today, by id."""
    return {u.id: u.version_id for u in current_units(session, document.number)}


def call_harmless(
    session: Session,
    document: Document,
    unit_ids: Collection[str],
    before: Mapping[str, int],
    *,
    by: int,
) -> None:
    """Say that what was just published changed no meaning of these units."""
    now = wordings_now(session, document)
    changed = [u for u in unit_ids if u in now and u in before and now[u] != before[u]]
    if not changed:
        return
    with changing_meanings(session, document, changed):
        for unit_id in changed:
            mark_equivalent(session, now[unit_id], before[unit_id], by=by)
