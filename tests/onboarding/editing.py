"""Publishing another text of a module, as the rooms below do."""

from sqlmodel import Session

from app.platform.states import CONTENT, bump
from app.texts.linking import NewText
from app.texts.models import Document
from app.texts.service import publish_text


def publish(session: Session, document: Document, text: str) -> None:
    """Make a text the one readers get, and let pages kept ready go."""
    publish_text(session, document, NewText(text, f"test/{document.number}"))
    bump(session, CONTENT, about="test")
