"""Loads one pack's folder into the database, all of it or nothing."""

from collections.abc import Iterator, Mapping

from sqlmodel import Session

from app.content.captions_loading import load_captions
from app.content.making_room import make_room
from app.content.media_loading import load_media
from app.content.module_files import ModuleFile, update_module
from app.content.pack_details import set_details
from app.content.publishing import publish_file
from app.content.reading import PackFolder
from app.content.units_file import with_wordings
from app.packs.events import PackLoaded, PackWithdrawn
from app.packs.models import (
    Module,
    Pack,
    PublicState,
)
from app.packs.queries import find_pack_by_key, modules_of
from app.packs.renaming import rename_pack
from app.platform import clock
from app.platform.i18n import N_
from app.platform.outbox import announce
from app.platform.storage import Storage
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText, RecordedUnit
from app.texts.models import Document, OutdatedPolicy
from app.texts.service import new_document
from app.translation.captions import write_captions
from app.translation.exchange.folders import take_folder_catalog
from app.translation.exchange.subjects import PACK_SCOPE, pack_id

REPLACED = N_("Another pack took its place.")


def load_pack(session: Session, storage: Storage, folder: PackFolder) -> bool:
    """Make the database agree with a folder; return False when it already did."""
    pack = find_pack_by_key(session, folder.fields.id)
    if (
        pack is not None
        and pack.folder_hash == folder.hash
        and pack.slug == folder.slug
        and (pack.is_withdrawn_here or pack.state == _state(folder))
    ):
        return False
    make_room(session, Pack, folder.slug, folder.fields.id)
    if pack is None:
        pack = _new_pack(session, folder)
    _update_pack(session, pack, folder)
    documents = dict(_publish_modules(session, pack, folder))
    documents[PACK_SCOPE] = _publish_fields(session, pack, folder)
    for catalog in folder.catalogs:
        take_folder_catalog(session, pack_id(pack.key), documents, catalog)
    pack.media_bytes = load_media(session, storage, folder)
    for group in folder.media:
        load_captions(session, pack, group)
    write_captions(session, storage, pack)
    pack.folder_hash = folder.hash
    is_open = pack.state == PublicState.PUBLISHED
    announce(session, PackLoaded(pack.key) if is_open else PackWithdrawn(pack.key))
    return True


def _state(folder: PackFolder) -> PublicState:
    """Return whether readers get the pack: not when another took its place."""
    has_successor = bool(folder.fields.successor)
    return PublicState.WITHDRAWN if has_successor else PublicState.PUBLISHED


def _recorded(folder: PackFolder, scope: str) -> tuple[RecordedUnit, ...]:
    """Return the record of a document, with the wordings that catalogs still know."""
    return with_wordings(folder.recorded.get(scope, ()), folder.catalogs, scope)


def _new_pack(session: Session, folder: PackFolder) -> Pack:
    language = folder.fields.source_language
    document = new_document(session, DocumentKind.PACK, language)
    assert document.id is not None  # noqa: S101 (just flushed)
    pack = Pack(
        key=folder.fields.id,
        slug=folder.slug,
        document_id=document.id,
        level=folder.fields.level,
        licence=folder.fields.licence,
    )
    session.add(pack)
    session.flush()  # Everything about the pack refers to its id.
    return pack


def _update_pack(session: Session, pack: Pack, folder: PackFolder) -> None:
    fields = folder.fields
    rename_pack(session, pack, folder.slug)
    if not pack.is_withdrawn_here:
        pack.state = _state(folder)
        pack.withdrawn_reason = REPLACED if fields.successor else ""
        pack.successor_slug = fields.successor or None
    pack.updated_at = clock.now()
    pack.minutes = sum(module.fields.minutes for module in folder.modules)
    set_details(session, pack, fields)


def _publish_fields(session: Session, pack: Pack, folder: PackFolder) -> Document:
    document = session.get_one(Document, pack.document_id)
    new = NewText(
        folder.text, f"{pack.key}/{PACK_SCOPE}", _recorded(folder, PACK_SCOPE)
    )
    publish_file(session, document, new)
    return document


def _publish_modules(
    session: Session, pack: Pack, folder: PackFolder
) -> Iterator[tuple[str, Document]]:
    assert pack.id is not None  # noqa: S101 (flushed when made)
    known = {module.key: module for module in modules_of(session, pack.id)}
    numbers = _numbers(pack, folder, known)
    pack.module_count = len(numbers)
    for file in folder.modules:
        key = file.fields.id
        if key not in numbers:
            # It was joined to another one here.
            known.pop(key)
            continue
        number = numbers[key]
        module = known.pop(key, None) or _new_module(session, pack, folder, file)
        update_module(module, file, number)
        document = session.get_one(Document, module.document_id)
        document.outdated_policy = OutdatedPolicy(folder.fields.outdated)
        scope = f"{pack.key}/{key}"
        publish_file(
            session,
            document,
            NewText(file.text, scope, _recorded(folder, key)),
        )
        yield key, document
    for removed in known.values():
        if not removed.is_arranged_here:
            removed.is_withdrawn = True
        elif not removed.is_withdrawn:
            removed.number = numbers[removed.key]


def _numbers(
    pack: Pack, folder: PackFolder, known: Mapping[str, Module]
) -> dict[str, int]:
    """Return the place of each module: as the folder says, or people on the site."""
    here = {key: module for key, module in known.items() if module.is_arranged_here}
    gone = {key for key, module in here.items() if module.is_withdrawn}
    keys = [f.fields.id for f in folder.modules if f.fields.id not in gone]
    keys += [key for key in here if key not in gone and key not in keys]
    if pack.is_ordered_here:
        # New ones come last, in the order of the folder.
        keys.sort(key=lambda key: known[key].number if key in known else len(keys) + 1)
    return {key: number for number, key in enumerate(keys, start=1)}


def _new_module(
    session: Session, pack: Pack, folder: PackFolder, file: ModuleFile
) -> Module:
    language = folder.fields.source_language
    document = new_document(
        session, DocumentKind.MODULE, language, part_of=pack.document_id
    )
    assert document.id is not None and pack.id is not None  # noqa: S101, PT018 - both were flushed when they were made
    module = Module(
        pack_id=pack.id,
        key=file.fields.id,
        number=0,
        slug=file.slug,
        kind=file.fields.kind,
        minutes=file.fields.minutes,
        document_id=document.id,
    )
    session.add(module)
    return module
