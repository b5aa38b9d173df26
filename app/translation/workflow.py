"""How far a text is in a language, in one word: derived, but for "published"."""

from enum import StrEnum

from msgspec import Struct
from sqlmodel import Session

from app.platform import clock
from app.platform.errors import Conflict
from app.platform.i18n import N_
from app.texts.models import Document
from app.translation.coverage import Coverage, coverage_of
from app.translation.documents import documents_of
from app.translation.models import DocumentLanguage

NOTHING_YET = N_("Nothing is translated yet, so there is nothing to publish.")


class Workflow(StrEnum):
    """Where a text stands in a language."""

    NOT_STARTED = "not-started"
    STARTED = "started"
    IN_PROGRESS = "in-progress"
    NEEDS_UPDATE = "needs-update"
    COMPLETE = "complete"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


WORKFLOW_NAMES = {
    Workflow.NOT_STARTED: N_("Not started"),
    Workflow.STARTED: N_("Begun, nothing translated yet"),
    Workflow.IN_PROGRESS: N_("In progress"),
    Workflow.NEEDS_UPDATE: N_("Needs an update"),
    Workflow.COMPLETE: N_("Complete"),
    Workflow.REVIEWED: N_("Reviewed"),
    Workflow.PUBLISHED: N_("Published"),
}


class Progress(Struct, frozen=True):
    """How far a whole text is in a language, and what people decided about it."""

    language: str
    counted: Coverage
    state: Workflow
    decided: DocumentLanguage | None


def progress(session: Session, whole: Document, language: str) -> Progress:
    """Return how far a whole document is, captions included."""
    ids = [document.number for document in documents_of(session, whole)]
    counted = coverage_of(session, ids, [language]).get(language, Coverage())
    decided = session.get(DocumentLanguage, (whole.number, language))
    return Progress(language, counted, workflow_state(counted, decided), decided)


def workflow_state(counted: Coverage, decided: DocumentLanguage | None) -> Workflow:
    """Return the state that counts and decisions give, the first that is true.

    Published stays so while it is complete; a change of the source makes it one that
    needs an update again, until it is complete again.
    """
    is_whole = counted.units > 0 and counted.current == counted.units
    states = (
        (counted.outdated > 0, Workflow.NEEDS_UPDATE),
        (not counted.current and decided is None, Workflow.NOT_STARTED),
        (not counted.current, Workflow.STARTED),
        (decided is not None and decided.published_at is not None, Workflow.PUBLISHED),
        (not is_whole, Workflow.IN_PROGRESS),
        (counted.reviewed == counted.units, Workflow.REVIEWED),
    )
    return next((state for is_so, state in states if is_so), Workflow.COMPLETE)


def start_language(
    session: Session, whole: Document, language: str, *, by: int | None
) -> DocumentLanguage:
    """Say that a text is going to be translated to a language; twice does nothing."""
    found = session.get(DocumentLanguage, (whole.number, language))
    if found is None:
        found = DocumentLanguage(
            document_id=whole.number, language=language, started_by_id=by
        )
        session.add(found)
        session.flush()  # It is read again in the same request.
    return found


def set_coordinator(
    session: Session, whole: Document, language: str, *, coordinator: int | None
) -> DocumentLanguage:
    """Name who looks after a text in a language, or nobody."""
    row = start_language(session, whole, language, by=coordinator)
    row.coordinator_id = coordinator
    session.add(row)
    return row


def publish_language(
    session: Session, whole: Document, language: str, *, by: int | None
) -> DocumentLanguage:
    """Say by hand that a text is published in a language; raise Conflict when there
    is nothing to publish.
    """
    if not progress(session, whole, language).counted.current:
        raise Conflict(NOTHING_YET)
    row = start_language(session, whole, language, by=by)
    row.published_at, row.published_by_id = clock.now(), by
    session.add(row)
    return row


def withdraw_language(session: Session, whole: Document, language: str) -> None:
    """Take back that a text is published in a language; its texts stay."""
    row = session.get(DocumentLanguage, (whole.number, language))
    if row is not None:
        row.published_at, row.published_by_id = None, None
        session.add(row)
