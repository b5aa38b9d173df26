"""Between a live draft and the saves of the draft: each gets what the other has.

Whoever calls one of these holds the document (`drafts.hold_document`) and writes:
then the text, the log and the save change together or not at all.
"""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.live.log import append, authors_after, find_live, hold, whole_log
from app.authoring.live.models import LiveDraft
from app.authoring.models import DraftCoauthor, DraftSave, Review
from app.authoring.source import head_values, with_live
from app.platform.ids import short_id
from app.texts.history import get_version
from app.texts.merging import merge
from app.texts.models import Document
from app.texts.queries import published_revision
from app.texts.segments import split_front_matter

if TYPE_CHECKING:
    from app.authoring.live.documents import Written


def begin(session: Session, document: Document, text: str, base: int) -> LiveDraft:
    """Return a document's live draft; make it of this text when there is none yet.

    `base` is the published version the text builds on. The epoch is random, so that a
    database that was put back from a copy never gives one name to two histories.
    """
    # In all of these: a server that is only read has no need of the library.
    from app.authoring.live import documents  # noqa: PLC0415

    found = hold(session, document.number)
    if found is not None:
        return found
    live = LiveDraft(document_id=document.number, epoch=short_id(12), base_number=base)
    session.add(live)
    session.flush()
    seed = documents.write(documents.new_document(), _written(text))
    live.saved_seq = append(session, live, seed, ())
    return live


def unsaved_text(session: Session, document: Document, saved: str) -> str | None:
    """Return the text of a live draft that is newer than the last save, or None."""
    live = find_live(session, document.number)
    if live is None or live.last_seq == live.saved_seq:
        return None
    return _live_text(session, live, saved)


def bring_down(session: Session, document: Document) -> None:
    """Make a save of what was typed since the last one, with what was published since.

    Does nothing where there is no live draft, or nothing new.
    """
    live = hold(session, document.number)
    if live is None:
        return
    last = _last_save(session, document)
    revision = published_revision(session, document)
    published = revision.text if revision else ""
    before = last.text if last else published
    authors = authors_after(session, live.document_id, live.saved_seq)
    text = before
    if live.last_seq > live.saved_seq:
        text = _live_text(session, live, before)
    typed = text
    if live.base_number != document.published_number:
        text = _caught_up(session, document, live, text, published)
    if text != before:
        _keep(session, live, text, authors)
    live.saved_seq = live.last_seq
    if text != typed:
        _carry(session, live, text, ())


def carry_in(session: Session, save: DraftSave) -> None:
    """Give a live draft the text of a save by changing what differs, if there is one.

    What others type in that moment stays.
    """
    live = hold(session, save.document_id)
    if live is not None:
        live.base_number = save.base_number
        _carry(session, live, save.text, (save.author_id or 0,))


def _live_text(session: Session, live: LiveDraft, before: str) -> str:
    from app.authoring.live import documents  # noqa: PLC0415

    log = whole_log(session, live.document_id)
    written = documents.read(documents.load_document(log.updates))
    return with_live(before, written.head, written.body)


def _carry(
    session: Session, live: LiveDraft, text: str, authors: tuple[int, ...]
) -> None:
    from app.authoring.live import documents  # noqa: PLC0415

    log = whole_log(session, live.document_id)
    update = documents.write(documents.load_document(log.updates), _written(text))
    if update != documents.EMPTY:
        append(session, live, update, [author for author in authors if author])
    live.saved_seq = live.last_seq


def _caught_up(
    session: Session, document: Document, live: LiveDraft, text: str, published: str
) -> str:
    """Return a text with what was published since; as it was where the two clash."""
    if not _is_from_here(session, document):
        base = get_version(session, document.number, live.base_number).text
        merged = merge(base, text, published)
        if merged.clashes:
            return text
        text = merged.mine_first
    live.base_number = document.published_number
    return text


def _is_from_here(session: Session, document: Document) -> bool:
    """Tell whether readers have what was once in this draft: nothing is missing."""
    found = select(col(Review.id)).where(
        col(Review.document_id) == document.id,
        col(Review.published_number) == document.published_number,
    )
    return session.scalar(found.limit(1)) is not None


def _keep(session: Session, live: LiveDraft, text: str, authors: list[int]) -> None:
    save = DraftSave(
        document_id=live.document_id,
        base_number=live.base_number,
        text=text,
        author_id=authors[-1] if authors else None,
        is_automatic=True,
    )
    session.add(save)
    session.flush()  # Co-authors refer to it.
    session.add_all(
        DraftCoauthor(save_id=save.number, user_id=author) for author in authors[:-1]
    )


def _last_save(session: Session, document: Document) -> DraftSave | None:
    found = select(DraftSave).where(col(DraftSave.document_id) == document.id)
    return session.scalar(found.order_by(col(DraftSave.id).desc()).limit(1))


def _written(text: str) -> "Written":
    """Return of a file what editors show."""
    from app.authoring.live import documents  # noqa: PLC0415

    body = split_front_matter(text)[1].strip("\n") + "\n"
    return documents.Written(body, head_values(text))
