"""Catalogs keyed by source text, as mdBook's tools write them: no contexts at all."""

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from app.authoring.importing.foreign_markdown import Cleaner
from app.authoring.importing.pairing import fits, folded
from app.authoring.importing.remarks import Lost, Remark
from app.authoring.importing.sources import MAX_FILE_BYTES, Source
from app.platform.languages import find_language
from app.platform.told import Told
from app.translation.catalogs import CatalogEntry, CatalogError, read_catalog

_LINK = re.compile(
    r"(?<!!)\[(?P<words>(?:[^\[\]]|\\.)*)\](?:\((?P<target>[^()\s]*)\)|\[[^\[\]]*\])?"
)


class SourceCatalog(Struct, frozen=True):
    """What a catalog says in a language, by how its sources read without links."""

    language: str
    entries: dict[str, CatalogEntry]
    file: str


def read_source_catalogs(source: Source, paths: Iterable[Path]) -> list[SourceCatalog]:
    """Return the catalogs that can be read; the reason is noted for the others."""
    found = []
    for path in paths:
        language = find_language(path.stem)
        if language is None or language.pseudo:
            source.note(path, Lost.LANGUAGE, about=path.stem)
            continue
        if path.stat().st_size > MAX_FILE_BYTES:
            source.note(path, Lost.BROKEN)
            continue
        try:
            catalog = read_catalog(path.read_bytes())
        except CatalogError as error:
            source.note(
                path,
                Lost.BROKEN,
                line=error.line,
                about=Told(error.reason, **error.params),
            )
            continue
        cleaner = Cleaner(source.name(path), resolve=lambda target: target)
        entries = {
            key: entry
            for entry in catalog.entries
            if entry.text and (key := _key(cleaner.words(entry.source)))
        }
        found.append(SourceCatalog(language.code, entries, source.name(path)))
    return found


class Matched(Struct):
    """What a catalog says of the pieces of a text; `rough` still needs a look."""

    wordings: dict[str, str]
    rough: set[str]
    remarks: list[Remark]


def match(catalog: SourceCatalog, pieces: Iterable[str]) -> Matched:
    """Return the translations of pieces; their links lead where they do here."""
    matched = Matched({}, set(), [])
    cleaner = Cleaner(catalog.file, resolve=lambda target: target)
    used, too_long = set(), 0
    for piece in pieces:
        key = _key(piece)
        entry = catalog.entries.get(key)
        if entry is None:
            continue
        used.add(key)
        text = _translated(cleaner, entry, piece)
        if not fits(piece, text):
            too_long += 1
            continue
        matched.wordings[piece] = text
        if entry.is_fuzzy:
            matched.rough.add(piece)
    left = len(catalog.entries) - len(used)
    for kind, count in ((Lost.UNMATCHED, left), (Lost.TOO_LONG, too_long)):
        if count:
            matched.remarks.append(Remark(catalog.file, 0, kind, "", count))
    return matched


def _key(text: str) -> str:
    return folded(_LINK.sub(lambda found: found["words"], text))


def _translated(cleaner: Cleaner, entry: CatalogEntry, piece: str) -> str:
    here = {folded(one["words"]): one["target"] for one in _LINK.finditer(piece)}
    leads = {
        one["target"]: here.get(folded(one["words"]))
        for one in _LINK.finditer(cleaner.words(entry.source))
    }

    def lead_here(found: re.Match[str]) -> str:
        target = leads.get(found["target"])
        return f"[{found['words']}]({target})" if target else found["words"]

    return " ".join(_LINK.sub(lead_here, cleaner.words(entry.text)).split())
