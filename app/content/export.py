"""Writes packs back as folders: the same bytes for everything nobody edited."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from app.content.pack_loading import PACK_SCOPE
from app.content.units_file import written_units
from app.media.models import MediaFile, MediaItem
from app.packs.models import Module, Pack
from app.platform.storage import Storage
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units, published_revision
from app.texts.service import RecordedUnit
from app.translation.catalogs import (
    DOCUMENT,
    ORIGIN,
    REVIEWED,
    CatalogEntry,
    UnitCatalog,
    write_catalog,
)
from app.translation.models import Origin, TranslationState
from app.translation.queries import (
    KEPT_STATES,
    Wording,
    best_wordings,
    wording_sources,
)


def export_pack(session: Session, storage: Storage, pack: Pack) -> dict[str, bytes]:
    """Return a pack's folder as file names and their bytes."""
    files = dict(_texts(session, pack))
    documents = dict(_documents(session, pack))
    units = {scope: _units(session, d) for scope, d in documents.items()}
    files["units.json"] = written_units(
        {
            scope: [RecordedUnit(u.id, u.kind, u.text_hash) for u in found]
            for scope, found in units.items()
        }
    ).encode()
    files.update(_catalogs(session, pack, documents, units))
    files.update(_media(session, storage, pack))
    return files


def write_folder(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Write the files that differ from what is there; return their names."""
    changed = []
    for name, data in sorted(files.items()):
        path = folder / name
        if path.is_file() and path.read_bytes() == data:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        changed.append(name)
    return changed


def _documents(session: Session, pack: Pack) -> Iterator[tuple[str, Document]]:
    yield PACK_SCOPE, session.get_one(Document, pack.document_id)
    for module in _live_modules(session, pack):
        yield module.key, session.get_one(Document, module.document_id)


def _live_modules(session: Session, pack: Pack) -> list[Module]:
    found = select(Module).where(
        col(Module.pack_id) == pack.id, col(Module.is_withdrawn).is_(False)
    )
    return list(session.scalars(found.order_by(col(Module.number))))


def _units(session: Session, document: Document) -> list[CurrentUnit]:
    assert document.id is not None  # noqa: S101 (loaded rows have one)
    return current_units(session, document.id)


def _texts(session: Session, pack: Pack) -> Iterator[tuple[str, bytes]]:
    document = session.get_one(Document, pack.document_id)
    revision = published_revision(session, document)
    if revision:
        yield "pack.toml", revision.text.encode()
    for module in _live_modules(session, pack):
        revision = published_revision(
            session, session.get_one(Document, module.document_id)
        )
        if revision:
            name = f"modules/{module.number:02}-{module.slug}.md"
            yield name, revision.text.encode()


def _catalogs(
    session: Session,
    pack: Pack,
    documents: dict[str, Document],
    units: dict[str, list[CurrentUnit]],
) -> Iterator[tuple[str, bytes]]:
    known = {
        scope: best_wordings(session, document.id, units[scope], states=KEPT_STATES)
        for scope, document in documents.items()
        if document.id
    }
    earlier = wording_sources(session, [d.id for d in documents.values() if d.id])
    languages = sorted({language for found in known.values() for language in found})
    for language in languages:
        entries = [
            _entry(scope, unit, known[scope].get(language, {}).get(unit.id), earlier)
            for scope, found in units.items()
            for unit in found
        ]
        shown = [
            w for found in known.values() for w in found.get(language, {}).values()
        ]
        catalog = UnitCatalog(language, _headers(pack, shown), tuple(entries))
        yield f"translations/{language}.po", write_catalog(catalog)


def _headers(pack: Pack, shown: list[Wording]) -> dict[str, str]:
    is_machine = any(w.origin == Origin.MACHINE for w in shown)
    is_reviewed = all(w.state == TranslationState.APPROVED for w in shown)
    headers = {DOCUMENT: f"pack {pack.key}"}
    if is_machine:
        headers[ORIGIN] = "machine"
    headers[REVIEWED] = "yes" if is_reviewed else "no"
    return headers


def _entry(
    scope: str,
    unit: CurrentUnit,
    wording: Wording | None,
    earlier: dict[int, str],
) -> CatalogEntry:
    context = f"{scope}/{unit.id}"
    if wording is None:
        return CatalogEntry(context, unit.text, "", comments=(unit.kind,))
    is_rough = wording.state == TranslationState.NEEDS_WORK
    is_outdated = wording.unit_version_id != unit.version_id
    return CatalogEntry(
        context,
        unit.text,
        wording.text,
        is_fuzzy=is_outdated or is_rough,
        # With an earlier wording it would come back as good, only outdated.
        previous=earlier[wording.unit_version_id]
        if is_outdated and not is_rough
        else "",
        comments=(unit.kind,),
    )


def empty_catalog(session: Session, pack: Pack, language: str) -> bytes:
    """Return a catalog to fill in, for a language that has none yet."""
    documents = dict(_documents(session, pack))
    entries = [
        _entry(scope, unit, None, {})
        for scope, document in documents.items()
        for unit in _units(session, document)
    ]
    headers = {DOCUMENT: f"pack {pack.key}", REVIEWED: "no"}
    return write_catalog(UnitCatalog(language, headers, tuple(entries)))


def _media(
    session: Session, storage: Storage, pack: Pack
) -> Iterator[tuple[str, bytes]]:
    described = select(col(MediaItem.name), col(MediaItem.text)).where(
        col(MediaItem.owner) == pack.key, col(MediaItem.text) != ""
    )
    for name, text in session.execute(described):
        yield f"media/{name}.toml", text.encode()
    rows = session.execute(
        select(col(MediaFile.file_name), col(MediaFile.key))
        .join(MediaItem, col(MediaItem.id) == col(MediaFile.item_id))
        .where(col(MediaItem.owner) == pack.key)
    )
    for file_name, key in rows:
        with storage.open(key) as file:
            yield f"media/{file_name}", file.read()
