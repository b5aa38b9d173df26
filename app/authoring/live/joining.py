"""The beginning of a live draft: made once, of the draft as it stands."""

from sqlmodel import Session

from app.authoring.drafts import caught_up, settled_text
from app.authoring.live.models import LiveDraft
from app.authoring.live.permits import open_documents
from app.authoring.live.saving import begin
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.texts.models import Document


def open_live(session: Session, document_id: int) -> LiveDraft:
    """Return the live draft of a module; raise NotFound.

    Call it first in a transaction, as `drafts.save`.
    """
    document = session.get(Document, document_id)
    if document is None or not open_documents(session, [document_id]):
        raise NotFound(N_("There is no such module, or it was taken out of its pack."))
    working = settled_text(session, document)
    merged = caught_up(session, document, working)
    if merged is None or merged.clashes:
        return begin(session, document, working.text, working.base_number)
    return begin(session, document, merged.mine_first, document.published_number)
