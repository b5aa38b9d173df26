"""The draft of a module: what stands in it now, and saving without overwriting."""

from collections.abc import Iterator

from msgspec import Struct
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.accounts.models import User
from app.authoring.live.saving import bring_down, carry_in, unsaved_text
from app.authoring.models import DraftSave
from app.texts.history import get_version
from app.texts.merging import Merge, merge
from app.texts.models import Document
from app.texts.queries import published_revision


class Working(Struct, frozen=True):
    """What an editor begins with.

    `save` is None when nothing was changed since readers got it. `is_behind` when
    another version was published since the draft began.
    """

    text: str
    published: str
    base_number: int
    published_number: int
    save: DraftSave | None = None
    author: str | None = None

    @property
    def seen(self) -> int:
        """What a form remembers of what it showed: the save, 0 for none."""
        return self.save.number if self.save else 0

    @property
    def is_behind(self) -> bool:
        """Whether readers got another version since."""
        return self.base_number != self.published_number


class Seen(Struct, frozen=True):
    """What an author had before them: a save (0: none), and the published version."""

    save: int
    base_number: int


class Edit(Struct, frozen=True):
    """A text to save, and what its author began with; None: nobody signed in."""

    text: str
    seen: Seen
    author_id: int | None
    message: str = ""


class Saved(Struct, frozen=True):
    """The text is kept; `is_merged` with what somebody else saved meanwhile."""

    save: DraftSave
    is_merged: bool = False


class Clash(Struct, frozen=True):
    """Two people changed the same lines: nothing is saved, both texts are here.

    `seen` is what the merged text holds: what was published meanwhile may be missing.
    """

    merge: Merge
    seen: Seen


def working_text(session: Session, document: Document) -> Working:
    """Return the draft as it stands, or what readers have when there is none."""
    revision = published_revision(session, document)
    published = revision.text if revision else ""
    number = document.published_number
    found = session.execute(
        select(DraftSave, col(User.name))
        .outerjoin(User, col(User.id) == col(DraftSave.author_id))
        .where(col(DraftSave.document_id) == document.id)
        .order_by(col(DraftSave.id).desc())
        .limit(1)
    ).first()
    typed = unsaved_text(session, document, found[0].text if found else published)
    if found is None or found[0].text == published:
        return Working(typed or published, published, number, number)
    save, author = found
    text = typed or save.text
    return Working(text, published, save.base_number, number, save, author)


def settled_text(session: Session, document: Document) -> Working:
    """Return the draft after what people type has become a save of it.

    Call it first in a transaction, as `save`.
    """
    hold_document(session, document)
    bring_down(session, document)
    return working_text(session, document)


def save(session: Session, document: Document, edit: Edit) -> Saved | Clash:
    """Keep a text as the newest save of the draft, merged with what came meanwhile.

    Call it first in a transaction: savers of one draft come one after the other.
    """
    working = settled_text(session, document)
    text = edit.text
    for base, theirs, seen in _meanwhile(session, document, edit.seen, working):
        merged = merge(base, text, theirs)
        if merged.clashes:
            return Clash(merged, seen)
        text = merged.mine_first
    if working.save and working.text == text:
        # Saved twice, or somebody else wrote the same.
        return Saved(working.save)
    kept = DraftSave(
        document_id=working_id(document),
        base_number=document.published_number,
        text=text,
        author_id=edit.author_id,
        message=edit.message,
    )
    session.add(kept)
    session.flush()  # The page that is shown next names it.
    carry_in(session, kept)
    return Saved(kept, is_merged=text != edit.text)


def save_version(
    session: Session, document: Document, *, by: int, message: str = ""
) -> Saved:
    """Keep what stands in the live draft as a version that somebody wished for.

    The author has seen all of it as it was typed, so there is nothing to merge. Call
    it first in a transaction, as `save`.
    """
    working = settled_text(session, document)
    kept = DraftSave(
        document_id=document.number,
        base_number=working.base_number,
        text=working.text,
        author_id=by,
        message=message,
    )
    session.add(kept)
    session.flush()  # The page that is shown next names it.
    return Saved(kept)


def caught_up(session: Session, document: Document, working: Working) -> Merge | None:
    """Return a draft merged with what was published since it began, or None."""
    if not working.is_behind:
        return None
    base = get_version(session, working_id(document), working.base_number)
    return merge(base.text, working.text, working.published)


def working_id(document: Document) -> int:
    """Return the id of a stored document."""
    assert document.id is not None  # noqa: S101 (documents are flushed when made)
    return document.id


def began_with(session: Session, document: Document, seen: Seen) -> str:
    """Return the text that a form showed: a save, else what readers had."""
    found = session.get(DraftSave, seen.save) if seen.save else None
    if found is not None and found.document_id == document.id:
        return found.text
    return get_version(session, working_id(document), seen.base_number).text


def _meanwhile(
    session: Session, document: Document, seen: Seen, working: Working
) -> Iterator[tuple[str, str, Seen]]:
    """Yield what came since the author began.

    What it was made from, what it is, and what an author who took it over has seen.
    """
    if seen.save != working.seen:
        caught = Seen(working.seen, seen.base_number)
        yield began_with(session, document, seen), working.text, caught
    if seen.base_number != document.published_number:
        base = get_version(session, working_id(document), seen.base_number)
        caught = Seen(working.seen, document.published_number)
        yield base.text, working.published, caught


def hold_document(session: Session, document: Document) -> None:
    """Have a document for oneself until the transaction ends."""
    # Writing to the row, even what it holds already, makes the next one wait.
    session.execute(
        update(Document)
        .where(col(Document.id) == document.id)
        .values(version=col(Document.version))
        .execution_options(synchronize_session=False)
    )
    session.refresh(document)
