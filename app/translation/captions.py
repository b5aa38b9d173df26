"""Captions in other languages: files made from translated cues, times as they are."""

import io

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.media.models import MediaFile, MediaItem, MediaRole
from app.packs.models import Pack, PackCaptions
from app.platform.storage import Storage, content_key
from app.texts.cues import cue_words, with_cue_texts
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units, published_revision
from app.texts.variables import fill, mask
from app.translation.wordings import Wording, wordings

CAPTIONS_TYPE = "text/vtt"
# With fewer cues translated, the captions of the source are the better help.
LEAST_SHARE = 0.5


class CaptionsText(Struct, frozen=True):
    """A video or sound of a pack whose cues are units."""

    name: str
    item: MediaItem
    document: Document


def captions_of(session: Session, pack: Pack) -> list[CaptionsText]:
    """Return the captions of a pack that can be translated, by the names of items."""
    rows = session.execute(
        select(col(PackCaptions.name), MediaItem, Document)
        .join(Document, col(Document.id) == col(PackCaptions.document_id))
        .join(
            MediaItem,
            (col(MediaItem.owner) == pack.key)
            & (col(MediaItem.name) == col(PackCaptions.name)),
        )
        .where(col(PackCaptions.pack_id) == pack.id)
        .order_by(col(PackCaptions.name))
    )
    return [CaptionsText(name, item, document) for name, item, document in rows]


def write_captions(
    session: Session, storage: Storage, pack: Pack, language: str | None = None
) -> bool:
    """Make the stored captions in a language, or in all, agree with translated cues.

    Return whether anything changed. Cues without a current translation are those of
    the source; where fewer than half have one, captions stay as they are.
    """
    changed = [
        _write(session, storage, captions, code)
        for captions in captions_of(session, pack)
        for code in ([language] if language else _languages(session, captions))
        if code != captions.document.source_language
    ]
    return any(changed)


def _languages(session: Session, captions: CaptionsText) -> list[str]:
    return sorted(wordings(session, captions.document.number))


def captions_in(
    session: Session, captions: CaptionsText, language: str
) -> tuple[str, bool] | None:
    """Return captions in a language and whether a machine made any of them, or None
    when too few cues are translated.
    """
    revision = published_revision(session, captions.document)
    units = current_units(session, captions.document.number)
    known = wordings(session, captions.document.number, [language]).get(language, {})
    texts = [_current(unit, known.get(unit.id)) for unit in units]
    done = sum(text is not None for text in texts)
    if revision is None or not units or done < LEAST_SHARE * len(units):
        return None
    is_machine = any(w.is_unread_machine for w in known.values() if w.is_current)
    return with_cue_texts(revision.text, texts), is_machine


def _current(unit: CurrentUnit, wording: Wording | None) -> str | None:
    if wording is None or not wording.is_current:
        return None
    return fill(wording.text, mask(unit.text))


def _write(
    session: Session, storage: Storage, captions: CaptionsText, language: str
) -> bool:
    made = captions_in(session, captions, language)
    if made is None:
        return False
    text, is_machine = made
    data = io.BytesIO(text.encode())
    name = f"{captions.name}.{language}.vtt"
    key = content_key(data, name)
    file = _file(session, captions.item, language) or MediaFile(
        item_id=captions.item.id or 0,
        role=MediaRole.CAPTIONS,
        position=0,
        key="",
        file_name=name,
        content_type=CAPTIONS_TYPE,
        bytes=0,
        language=language,
    )
    if file.key and _says(storage, file.key) == cue_words(text):
        # What came along may have notes and times of its own, which stay.
        return False
    if not storage.exists(key):
        storage.put(key, data)
    file.key, file.bytes = key, len(data.getvalue())
    file.is_machine_translated = is_machine
    session.add(file)
    session.flush()  # Whoever lists the files in this transaction sees it.
    return True


def _says(storage: Storage, key: str) -> list[str]:
    """Return the words of the cues of a stored file; nothing when it is not there."""
    try:
        with storage.open(key) as file:
            return cue_words(file.read().decode())
    except (OSError, ValueError):
        return []


def _file(session: Session, item: MediaItem, language: str) -> MediaFile | None:
    return session.scalars(
        select(MediaFile).where(
            col(MediaFile.item_id) == item.id,
            col(MediaFile.role) == MediaRole.CAPTIONS,
            col(MediaFile.language) == language,
        )
    ).first()
