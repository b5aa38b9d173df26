"""Captions that came with a pack: cues become units, other files translations."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.content.media_files import MediaGroup
from app.packs.models import Pack, PackCaptions
from app.platform.ids import text_hash
from app.texts.cues import cue_texts
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText
from app.texts.models import Document, Revision, Unit
from app.texts.queries import current_units
from app.texts.service import new_document, publish_text
from app.translation.catalogs import ORIGIN, CatalogEntry, UnitCatalog
from app.translation.exchange.taking_in import import_catalog
from app.translation.models import Translation


class CaptionsSet(Struct, frozen=True):
    """WebVTT texts by language of a pack's video or sound, spoken in `language`.

    `machine` names the languages that a machine made.
    """

    name: str
    language: str
    texts: Mapping[str, str]
    machine: Collection[str] = ()


def load_captions(session: Session, pack: Pack, group: MediaGroup) -> None:
    """Publish the captions that lie in a folder, as `publish_captions` does."""
    fields = group.fields
    texts = dict(_texts(group))
    found = CaptionsSet(group.name, fields.language, texts, fields.machine_translated)
    publish_captions(session, pack, found)


def publish_captions(session: Session, pack: Pack, found: CaptionsSet) -> None:
    """Publish the captions of a video or sound and take in their translations.

    A text with other cues than the source has is no translation of it, cue by cue:
    it is shown as it is.
    """
    source = found.texts.get(found.language)
    if source is None or not cue_texts(source):
        return
    document = _document(session, pack, found)
    publish_text(session, document, NewText(source, f"{pack.key}/{found.name}.vtt"))
    for language, text in sorted(found.texts.items()):
        is_same = len(cue_texts(source)) == len(cue_texts(text))
        if language != found.language and is_same:
            _take_in(session, document, found, (language, text))


def _texts(group: MediaGroup) -> Iterator[tuple[str, str]]:
    for path in group.captions:
        with path.open(encoding="utf-8", newline="") as file:
            yield path.name.split(".")[-2], file.read()


def _document(session: Session, pack: Pack, found: CaptionsSet) -> Document:
    known = session.scalar(
        select(Document)
        .join(PackCaptions, col(PackCaptions.document_id) == col(Document.id))
        .where(col(PackCaptions.pack_id) == pack.id)
        .where(col(PackCaptions.name) == found.name)
    )
    if known is not None:
        return known
    assert pack.id is not None  # noqa: S101 (flushed when made)
    document = _left_over(session, found.texts[found.language]) or new_document(
        session, DocumentKind.CAPTIONS, found.language
    )
    document.part_of_id = pack.document_id
    session.add(
        PackCaptions(pack_id=pack.id, name=found.name, document_id=document.number)
    )
    return document


def _left_over(session: Session, source: str) -> Document | None:
    """Return the captions that a schema of before these did not know the place of."""
    placed = select(col(PackCaptions.document_id))
    return session.scalars(
        select(Document)
        .join(Revision, col(Revision.document_id) == col(Document.id))
        .where(
            col(Document.kind) == DocumentKind.CAPTIONS,
            col(Document.id).not_in(placed),
            col(Revision.number) == col(Document.published_number),
            col(Revision.text_hash) == text_hash(source),
        )
    ).first()


def _take_in(
    session: Session, document: Document, found: CaptionsSet, file: tuple[str, str]
) -> None:
    language, text = file
    units = current_units(session, document.number)
    known = _known(session, document, language)
    entries = [
        CatalogEntry(unit.id, unit.text, cue.text)
        for unit, cue in zip(units, cue_texts(text), strict=True)
        if _is_news(known.get(unit.id, ()), cue.text)
    ]
    is_machine = language in found.machine
    headers = {ORIGIN: "machine"} if is_machine else {}
    catalog = UnitCatalog(language, headers, tuple(entries))
    import_catalog(session, {found.name: document}, catalog)


def _known(
    session: Session, document: Document, language: str
) -> dict[str, list[Translation]]:
    rows = session.scalars(
        select(Translation)
        .join(Unit, col(Unit.id) == col(Translation.unit_id))
        .where(col(Unit.document_id) == document.id)
        .where(col(Translation.language) == language)
        .order_by(col(Translation.id))
    )
    known: dict[str, list[Translation]] = {}
    for row in rows:
        known.setdefault(row.unit_id, []).append(row)
    return known


def _is_news(rows: Sequence[Translation], text: str) -> bool:
    """Tell whether a file says what nobody has said, and no person has translated."""
    is_persons = any(row.author_id or row.reviewer_id for row in rows)
    return not is_persons and all(row.text != text for row in rows)
