"""How a text is called on pages about its files."""

from msgspec import Struct
from sqlmodel import Session

from app.platform.languages import Language, get_language
from app.translation.exchange.subjects import Subject, SubjectKind
from app.translation.queries import unit_texts


class SubjectTitle(Struct, frozen=True):
    """A title in the best language for a page, and where the text is."""

    text: str
    language: Language
    href: str


def title_of(session: Session, subject: Subject, page: Language) -> SubjectTitle:
    """Return how a text is called for readers of a page's language."""
    fields = next(iter(subject.documents.values()))
    [title] = unit_texts(session, fields, [page.code], limit=1)
    is_read = subject.kind != SubjectKind.INTERFACE
    place = f"{subject.kind.value}/{subject.slug}" if is_read else "translate"
    return SubjectTitle(
        title.text, get_language(title.language), f"/{page.code}/{place}"
    )
