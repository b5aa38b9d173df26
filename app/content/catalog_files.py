"""Reads what lies beside a text: its catalogs and the record of its units."""

import json
import re
from pathlib import Path

from app.content.folder_reader import AFTER_CODE, NO_LANGUAGE, SPLIT, FolderReader
from app.platform.i18n import N_
from app.platform.languages import find_language
from app.platform.told import Told
from app.texts.linking import RecordedUnit
from app.translation.catalogs import (
    DOCUMENT,
    MAX_CATALOG_BYTES,
    TOO_LARGE,
    CatalogError,
    UnitCatalog,
    longest_wording,
    read_catalog,
)

UNIT_ID = re.compile(r"[a-z0-9]{6,40}")
MAX_NAME = 120
MSGFMT = Told(N_("Run msgfmt -c on it"))
TOO_LONG = N_("a wording has %(count)s characters")
MAY_HAVE = N_("For a source of this length it may have %(count)s")
OTHER_TEXT = N_("the catalog is of another text: “%(name)s”")
NAME_IT = N_("Take it out, or name “%(name)s” in its head where the text is a copy")
OTHER_LANGUAGE = N_("the catalog says it is “%(code)s”")
NO_IDS = Told(N_("not readable as unit ids"))
TWICE = N_("the unit id %(name)s stands twice")
RESTORE = Told(N_("Restore the file, or delete it to renew it"))
HASH = re.compile(r"[0-9a-f]{64}")


def read_catalogs(
    reader: FolderReader, folder: Path, of: str = ""
) -> tuple[UnitCatalog, ...]:
    """Return the catalogs in a folder, noting problems of those that are broken.

    `of` is the text they have to be of, as their heads name it; "": any.
    """
    found = []
    for path in sorted(folder.glob("*.po")):
        if path.stat().st_size > MAX_CATALOG_BYTES:
            reader.report(path, 1, Told(TOO_LARGE), SPLIT)
            continue
        try:
            catalog = read_catalog(path.read_bytes())
        except CatalogError as error:
            reader.report(path, error.line, Told(error.reason, **error.params), MSGFMT)
            continue
        _check_lengths(reader, path, catalog)
        _check_text(reader, path, catalog, of)
        if _is_of_its_language(reader, path, catalog):
            found.append(catalog)
    return tuple(found)


def _check_lengths(reader: FolderReader, path: Path, catalog: UnitCatalog) -> None:
    for entry in catalog.entries:
        limit = longest_wording(entry.source)
        if len(entry.text) > limit:
            reason = Told(TOO_LONG, count=len(entry.text))
            mend = Told(MAY_HAVE, count=limit)
            reader.report(path, entry.line, reason, mend)


def _check_text(
    reader: FolderReader, path: Path, catalog: UnitCatalog, of: str
) -> None:
    said = catalog.headers.get(DOCUMENT, "")
    if of and said and said != of:
        line = _line_with(path.read_text(encoding="utf-8-sig"), DOCUMENT)
        reason = Told(OTHER_TEXT, name=said[:MAX_NAME])
        mend = Told(NAME_IT, name=of)
        reader.report(path, line, reason, mend)


def _is_of_its_language(reader: FolderReader, path: Path, catalog: UnitCatalog) -> bool:
    language = find_language(path.stem)
    if language is None or language.pseudo or language.code != path.stem:
        reader.report(path, 1, Told(NO_LANGUAGE, code=path.stem), AFTER_CODE)
        return False
    if catalog.language != path.stem:
        line = _line_with(path.read_text(encoding="utf-8-sig"), "Language: ")
        reason = Told(OTHER_LANGUAGE, code=catalog.language)
        reader.report(path, line, reason, AFTER_CODE)
        return False
    return True


def _line_with(text: str, words: str) -> int:
    place = text.find(words)
    return text.count("\n", 0, max(place, 0)) + 1


def read_recorded(
    reader: FolderReader, folder: Path
) -> dict[str, tuple[RecordedUnit, ...]]:
    """Return the unit ids a folder remembers, by the name of their document."""
    path = folder / "units.json"
    if not path.exists():
        return {}
    text = reader.text(path, MAX_CATALOG_BYTES)
    if text is None:
        return {}
    try:
        recorded = {
            name: tuple(_recorded(*unit) for unit in units)
            for name, units in json.loads(text).items()
        }
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        reader.report(path, line, NO_IDS, RESTORE)
        return {}
    seen: set[str] = set()
    for unit_id in (unit.id for units in recorded.values() for unit in units):
        if unit_id in seen:
            line = _line_with(text[text.find(unit_id) + 1 :], unit_id)
            line += text.count("\n", 0, text.find(unit_id))
            reader.report(path, line, Told(TWICE, name=unit_id), RESTORE)
        seen.add(unit_id)
    return recorded


def _recorded(unit_id: str, kind: str, text_hash: str) -> RecordedUnit:
    if not (UNIT_ID.fullmatch(unit_id) and HASH.fullmatch(text_hash)):
        raise ValueError
    return RecordedUnit(unit_id, kind, text_hash)
