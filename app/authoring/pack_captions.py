"""Captions that were written beside the player, as a pack shows them."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.content.captions_loading import CaptionsSet, publish_captions
from app.media.captioning import CAPTIONS_TYPE, all_captions
from app.media.models import Captions, MediaFile, MediaItem, MediaRole
from app.media.queries import MediaGroup, get_item
from app.packs.models import Pack


def take_captions(session: Session, pack: Pack, placed: MediaItem) -> None:
    """Give readers the newest captions of a file, in every language there are.

    Their cues become units to translate, and what search finds. Captions that were
    translated cue by cue stay.
    """
    rows = written_captions(session, placed)
    if not rows:
        return
    shown = select(MediaFile).where(
        col(MediaFile.item_id) == placed.id,
        col(MediaFile.role) == MediaRole.CAPTIONS,
    )
    known = {file.language: file for file in session.scalars(shown)}
    for language, row in rows.items():
        old = known.get(language)
        # What a machine made and nobody changed is still known as that.
        if old is not None and old.key == row.key:
            continue
        if old is not None:
            session.delete(old)
        session.add(_file(placed, row))
    session.flush()  # What is made of them lists the files.
    texts = {language: row.text for language, row in rows.items()}
    publish_captions(session, pack, CaptionsSet(placed.name, placed.language, texts))


def _file(placed: MediaItem, row: Captions) -> MediaFile:
    return MediaFile(
        item_id=placed.id or 0,
        role=MediaRole.CAPTIONS,
        position=0,
        key=row.key,
        file_name=f"{placed.name}.{row.language}.vtt",
        content_type=CAPTIONS_TYPE,
        bytes=row.bytes,
        language=row.language,
        version=placed.version,
    )


def written_captions(session: Session, placed: MediaItem) -> dict[str, Captions]:
    """Return the captions of what a pack has of an upload, by language."""
    if not placed.placed_from:
        return {}
    rows = all_captions(session, get_item(session, placed.placed_from).id)
    return {language: row for language, row in rows.items() if row.text}


def is_captions_newer(session: Session, group: MediaGroup) -> bool:
    """Tell whether there are captions of a file that its pack does not show."""
    known = {file.key for file in group.captions}
    rows = written_captions(session, group.item)
    return any(row.key not in known for row in rows.values())


def has_captions(session: Session, group: MediaGroup) -> bool:
    """Tell whether a film has captions in the language that is spoken in it."""
    spoken = group.item.language
    files = {file.language for file in group.captions}
    return spoken in files or spoken in written_captions(session, group.item)
