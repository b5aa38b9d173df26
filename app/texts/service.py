"""Publishing a revision: the text is stored, its units are found and keep their ids."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.platform.ids import derived_id, text_hash
from app.texts.alignment import OldUnit, align
from app.texts.kinds import DocumentKind
from app.texts.models import Document, Revision
from app.texts.queries import (
    current_units,
    earlier_wordings,
    known_unit_ids,
    used_unit_ids,
)
from app.texts.segments import Segment, segments
from app.texts.storing import store_units


@dataclass(frozen=True)
class RecordedUnit:
    """A unit as `units.json` remembers it: its id, kind and the hash of its text.

    `text` is the wording itself, when something that came along still has it.
    """

    id: str
    kind: str
    text_hash: str
    text: str = ""


@dataclass(frozen=True)
class NewText:
    """A text to publish.

    `scope` (pack id and module id) makes the ids of new units the same on every
    installation; `recorded` are the ids that came with the text and win over them.
    """

    text: str
    scope: str
    recorded: Sequence[RecordedUnit] = ()
    message: str = ""
    author_id: int | None = None


def new_document(
    session: Session,
    kind: DocumentKind,
    language: str,
    *,
    part_of: int | None = None,
) -> Document:
    """Make an empty document, as a part of another one or not, and give it an id."""
    document = Document(kind=kind, source_language=language, part_of_id=part_of)
    session.add(document)
    session.flush()  # The units need the id of their document.
    return document


def publish_text(session: Session, document: Document, new: NewText) -> bool:
    """Make the text the published revision; return False when it already is."""
    digest = text_hash(new.text)
    known = select(col(Revision.text_hash)).where(
        col(Revision.document_id) == document.id,
        col(Revision.number) == document.published_number,
    )
    if session.scalar(known) == digest:
        return False
    found = segments(document.kind, new.text)
    unit_ids = _unit_ids(session, document, found, new)
    revision = _add_revision(session, document, new, digest)
    store_units(session, document, revision, list(zip(unit_ids, found, strict=True)))
    document.published_number = revision.number
    document.version += 1
    session.flush()  # Readers of this session look the units up by the number.
    return True


def _add_revision(
    session: Session, document: Document, new: NewText, digest: str
) -> Revision:
    assert document.id is not None  # noqa: S101 (documents are flushed when made)
    revision = Revision(
        document_id=document.id,
        number=document.published_number + 1,
        parent_number=document.published_number or None,
        text=new.text,
        text_hash=digest,
        message=new.message,
        author_id=new.author_id,
    )
    session.add(revision)
    session.flush()  # The rows of its units need its id.
    return revision


def _unit_ids(
    session: Session, document: Document, found: Sequence[Segment], new: NewText
) -> list[str]:
    assert document.id is not None  # noqa: S101 (documents are flushed when made)
    recorded = _own_record(session, document.id, new.recorded)
    if [unit.text_hash for unit in recorded] == [segment.hash for segment in found]:
        return [unit.id for unit in recorded]
    old = [OldUnit(u.id, u.segment) for u in current_units(session, document.id)]
    linked = align(
        old or _remembered(recorded, found),
        found,
        earlier_wordings(session, document.id),
    )
    used = known_unit_ids(session, document.id) | {u for u in linked if u}
    fresh = [s for u, s in zip(linked, found, strict=True) if u is None]
    new_ids = iter(_fresh_ids(session, new.scope, fresh, used))
    return [unit_id or next(new_ids) for unit_id in linked]


def _own_record(
    session: Session, document_id: int, recorded: Sequence[RecordedUnit]
) -> Sequence[RecordedUnit]:
    """Return the record, or nothing when some of its ids are another text's.

    That happens when a folder was copied to begin a pack with.
    """
    used = used_unit_ids(session, (unit.id for unit in recorded))
    return recorded if set(used.values()) <= {document_id} else ()


def _remembered(
    recorded: Sequence[RecordedUnit], found: Sequence[Segment]
) -> list[OldUnit]:
    """Return the units of the record whose wording is known."""
    texts = {segment.hash: segment.text for segment in found}
    known = ((u, texts.get(u.text_hash, u.text)) for u in recorded)
    return [OldUnit(u.id, Segment(u.kind, text)) for u, text in known if text]


def _fresh_ids(
    session: Session, scope: str, found: Sequence[Segment], used: set[str]
) -> list[str]:
    """Return ids that no unit has, neither here nor in another document."""
    ids: list[str] = []
    for segment in found:
        ids.append(_new_id(scope, segment, used))
        used.add(ids[-1])
    while taken := used_unit_ids(session, ids):
        for place, segment in enumerate(found):
            if ids[place] in taken:
                ids[place] = _new_id(scope, segment, used)
                used.add(ids[place])
    return ids


def _new_id(scope: str, segment: Segment, used: set[str]) -> str:
    count = 0
    while True:
        unit_id = derived_id(scope, segment.kind, segment.text, str(count))
        if unit_id not in used:
            return unit_id
        count += 1
