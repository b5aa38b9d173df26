"""People who translate, and what they save."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units
from app.translation.models import Translation, TranslationHead
from app.translation.saving import Clash, Draft, Saved, save_translation


def person(session: Session, name: str) -> int:
    """Make an account; return its number."""
    user = User(name=name, name_skeleton=name, name_shape=name)
    session.add(user)
    session.flush()
    return user.number


def unit_saying(session: Session, document: Document, text: str) -> CurrentUnit:
    """Return the unit of a document that reads like this today."""
    units = current_units(session, document.number)
    return next(unit for unit in units if unit.text == text)


def draft_for(
    session: Session, unit: CurrentUnit, text: str, language: str = "fr", **more: object
) -> Draft:
    """Return what somebody sends who sees a unit as it stands now."""
    head = session.get(TranslationHead, (unit.id, language))
    values: dict[str, object] = {
        "unit_id": unit.id,
        "language": language,
        "text": text,
        "shown_version_id": unit.version_id,
        "base_row_version": head.row_version if head else 0,
    }
    return Draft(**(values | more))  # type: ignore[arg-type]


def try_to_save(
    session: Session, unit: CurrentUnit, text: str, **more: object
) -> Saved | Clash:
    """Save a translation, whatever becomes of it."""
    return save_translation(session, draft_for(session, unit, text, **more))  # type: ignore[arg-type]


def save(session: Session, unit: CurrentUnit, text: str, **more: object) -> Saved:
    """Save a translation that nobody else is working on."""
    saved = try_to_save(session, unit, text, **more)
    assert isinstance(saved, Saved)
    return saved


def all_rows(session: Session) -> list[Translation]:
    """Return every translation, oldest first."""
    return list(session.scalars(select(Translation).order_by(col(Translation.id))))
