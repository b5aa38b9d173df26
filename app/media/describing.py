"""What a picture shows, in words."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.media.models import AltText, MediaItem


def set_alt_text(session: Session, item: MediaItem, language: str, text: str) -> None:
    """Say in a language what a picture shows; an empty text takes it away."""
    assert item.id is not None  # noqa: S101 - a stored item
    known = session.scalar(
        select(AltText).where(
            col(AltText.item_id) == item.id, col(AltText.language) == language
        )
    )
    if known is None and text:
        session.add(AltText(item_id=item.id, language=language, text=text))
    elif known is not None and text:
        known.text = text
    elif known is not None:
        session.delete(known)
