"""The interface in the workbench: its sentences are units like all others.

What is approved there is written to the catalogs in `translations/` by a command, and
comes into use with the next start: no page's words change while it is running.
"""

from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.languages import get_language
from app.texts.interface import PLURAL
from app.texts.kinds import DocumentKind
from app.texts.models import Document

# What addresses and files call it.
KEY = "passalong"

Forms = tuple[str, ...]


def find_interface(session: Session) -> Document | None:
    """Return the text of the interface, if it was offered to translators."""
    found = select(Document).where(col(Document.kind) == DocumentKind.INTERFACE)
    return session.scalar(found)


def forms_of(kind: str, text: str) -> Forms:
    """Return a translation's plural forms; one for a sentence without a number."""
    return tuple(text.split("\n")) if kind == PLURAL else (text,)


def wanted_forms(kind: str, language: str) -> int:
    """Return how many forms a translation has to have."""
    return get_language(language).plural_count if kind == PLURAL else 1
