"""Reads a pack's folder into checked fields; collects every problem on the way."""

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from app.content.catalog_files import read_catalogs as read_catalogs
from app.content.catalog_files import read_recorded
from app.content.folder_reader import ADD, HOW_TO, folder_hash
from app.content.folder_reader import FolderReader as FolderReader
from app.content.media_files import MediaGroup, read_media
from app.content.module_files import ModuleFile
from app.content.problems import ContentError
from app.content.schemas import ModuleFields, PackFields
from app.platform.i18n import N_
from app.platform.markdown import MAX_MARKDOWN_BYTES
from app.platform.told import Told
from app.texts.linking import RecordedUnit
from app.texts.segments import FrontMatterError, split_front_matter
from app.translation.catalogs import UnitCatalog
from app.translation.exchange.subjects import PACK_SCOPE

NOT_ABOUT_THIS = Told(N_("the catalog is of another text: no entry is about this one"))
TAKE_OUT, NO_MODULES = Told(N_("Take it out")), Told(N_("there are no modules"))
ID_TWICE = N_("the id %(name)s is also in %(file)s")
NEXT_NUMBER = Told(N_("Give the newer module the next number"))
NO_PLACE = N_("the file name does not begin with its place, %(name)s")
CALL_IT = N_("Call it %(name)swhat-it-is-about.md")
_MODULE_NAME = re.compile(r"(?P<number>[0-9]{2})-(?P<slug>.+)")


class PackFolder(Struct, frozen=True):
    """A pack as it stands in its folder."""

    slug: str
    folder: Path
    text: str
    fields: PackFields
    modules: tuple[ModuleFile, ...]
    catalogs: tuple[UnitCatalog, ...]
    media: tuple[MediaGroup, ...]
    recorded: dict[str, tuple[RecordedUnit, ...]]
    hash: str


def read_pack(folder: Path, root: Path) -> PackFolder:
    """Read a pack's folder; raise ContentError with every problem of its files."""
    reader = FolderReader(root)
    reader.check_name(folder / "pack.toml", folder.name)
    head = reader.fields(folder / "pack.toml", PackFields)
    modules = _modules(reader, folder)
    of = f"pack {head[1].id}" if head else ""
    catalogs = read_catalogs(reader, folder / "translations", of)
    _check_scopes(reader, folder, catalogs, {file.fields.id for file in modules})
    media = read_media(reader, folder / "media")
    recorded = read_recorded(reader, folder)
    if reader.problems or head is None:
        raise ContentError(reader.problems)
    text, fields = head
    return PackFolder(
        slug=folder.name,
        folder=folder,
        text=text,
        fields=fields,
        modules=modules,
        catalogs=catalogs,
        media=media,
        recorded=recorded,
        hash=folder_hash(folder),
    )


def _check_scopes(
    reader: FolderReader,
    folder: Path,
    catalogs: Sequence[UnitCatalog],
    modules: set[str],
) -> None:
    """Note the catalogs that name texts, and none of them is of this pack."""
    for catalog in catalogs:
        contexts = {entry.context for entry in catalog.entries if entry.context}
        scopes = {context.partition("/")[0] for context in contexts}
        if scopes and not scopes & {PACK_SCOPE, *modules}:
            path = folder / "translations" / f"{catalog.language}.po"
            reader.report(path, 1, NOT_ABOUT_THIS, TAKE_OUT)


def _modules(reader: FolderReader, folder: Path) -> tuple[ModuleFile, ...]:
    paths = sorted((folder / "modules").glob("*.md"))
    if not paths:
        reader.report(folder / "modules", 1, NO_MODULES, ADD)
    found = []
    seen: dict[str, str] = {}
    for place, path in enumerate(paths, start=1):
        module = _module(reader, path, place)
        if module is None:
            continue
        key = module.fields.id
        if key in seen:
            reason = Told(ID_TWICE, name=key, file=seen[key])
            reader.report(path, _line_with(module.text, key), reason, NEXT_NUMBER)
        seen.setdefault(key, module.file)
        found.append(module)
    return tuple(found)


def _line_with(text: str, key: str) -> int:
    return text.count("\n", 0, max(text.find(f'"{key}"'), 0)) + 1


def _module(reader: FolderReader, path: Path, place: int) -> ModuleFile | None:
    text = reader.text(path, MAX_MARKDOWN_BYTES)
    if text is None:
        return None
    try:
        raw, body, body_line = split_front_matter(text)
    except FrontMatterError as error:
        reader.report(path, error.line, error.reason, HOW_TO)
        return None
    fields = reader.checked(path, ModuleFields, raw, text)
    name = _MODULE_NAME.fullmatch(path.stem)
    if name is None or int(name["number"]) != place:
        reason, mend = (Told(text, name=f"{place:02}-") for text in (NO_PLACE, CALL_IT))
        reader.report(path, 1, reason, mend)
        return None
    reader.check_name(path, name["slug"])
    if fields is None:
        return None
    return ModuleFile(reader.name(path), name["slug"], text, fields, body, body_line)
