"""Reads content folders into checked fields; collects every problem on the way."""

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from app.content.problems import ContentError, Problem
from app.content.schemas import Fields, MediaFields, ModuleFields, PackFields
from app.platform.markdown import MAX_MARKDOWN_BYTES
from app.texts.segments import FrontMatterError, split_front_matter
from app.texts.service import RecordedUnit
from app.translation.catalogs import (
    MAX_CATALOG_BYTES,
    CatalogError,
    UnitCatalog,
    read_catalog,
)

MAX_FIELDS_BYTES = 256 * 1024
MAX_MEDIA_BYTES = 200 * 1024 * 1024

F = TypeVar("F", bound=Fields)


@dataclass(frozen=True)
class ModuleFile:
    """A module as it stands in its file. `body_line` is where the Markdown begins."""

    file: str
    slug: str
    text: str
    fields: ModuleFields
    body: str
    body_line: int


@dataclass(frozen=True)
class MediaGroup:
    """A media item of a pack: its fields and the folder its files are in."""

    name: str
    folder: Path
    fields: MediaFields


@dataclass(frozen=True)
class PackFolder:
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


@dataclass
class FolderReader:
    """Reads the files of one folder; `problems` fills up instead of stopping."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """Return how a file is called in messages."""
        return path.relative_to(self.root).as_posix()

    def report(self, path: Path, line: int, reason: str, mend: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.name(path), line, reason, mend))

    def text(self, path: Path, limit: int) -> str | None:
        """Return a text file, or None with the problem noted."""
        if not path.is_file():
            self.report(path, 1, "the file is missing", "Add it")
            return None
        if path.stat().st_size > limit:
            cap = limit // 1024
            self.report(path, 1, f"the file is larger than {cap} kB", "Split it")
            return None
        data = path.read_bytes()
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self.report(path, line, "the file is not UTF-8", "Save it as UTF-8")
            return None
        if "\x00" in text or "\r" in text:
            self.report(
                path,
                1,
                "the file has other line ends or binary data",
                "Save it as plain text with line feeds",
            )
            return None
        return text

    def fields(self, path: Path, kind: type[F]) -> tuple[str, F] | None:
        """Return a TOML file and its checked fields, or None with problems noted."""
        text = self.text(path, MAX_FIELDS_BYTES)
        if text is None:
            return None
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = _line_in(str(error))
            self.report(path, line, f"not readable as TOML: {error}", "Mend the line")
            return None
        checked = self.checked(path, kind, raw, text)
        return (text, checked) if checked else None

    def checked(
        self, path: Path, kind: type[F], raw: dict[str, Any], text: str
    ) -> F | None:
        """Return checked fields, or None with a problem for each wrong one."""
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            for item in error.errors():
                where = ".".join(str(part) for part in item["loc"])
                reason = item["msg"].removeprefix("Value error, ")
                prefix = f"{where}: " if where else ""
                line = _line_of(text, item["loc"])
                self.report(path, line, prefix + reason, "See docs/pack-format.md")
            return None


def read_pack(folder: Path, root: Path) -> PackFolder:
    """Read a pack's folder; raise ContentError with every problem of its files."""
    reader = FolderReader(root)
    head = reader.fields(folder / "pack.toml", PackFields)
    modules = _modules(reader, folder)
    catalogs = _catalogs(reader, folder)
    media = _media(reader, folder)
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


def folder_hash(folder: Path) -> str:
    """Return a hash of every file in a folder and its name."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\x00")
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def _modules(reader: FolderReader, folder: Path) -> tuple[ModuleFile, ...]:
    paths = sorted((folder / "modules").glob("*.md"))
    if not paths:
        reader.report(folder / "modules", 1, "there are no modules", "Add one")
    found = [module for path in paths if (module := _module(reader, path))]
    seen: dict[str, str] = {}
    for module in found:
        if module.fields.id in seen:
            path = folder / "modules" / f"{Path(module.file).name}"
            reader.report(
                path,
                1,
                f"the id {module.fields.id} is also in {seen[module.fields.id]}",
                "Give the newer module the next number",
            )
        seen.setdefault(module.fields.id, module.file)
    return tuple(found)


def _module(reader: FolderReader, path: Path) -> ModuleFile | None:
    text = reader.text(path, MAX_MARKDOWN_BYTES)
    if text is None:
        return None
    try:
        raw, body, body_line = split_front_matter(text)
    except FrontMatterError as error:
        reader.report(path, error.line, str(error), "See docs/pack-format.md")
        return None
    fields = reader.checked(path, ModuleFields, raw, text)
    if fields is None:
        return None
    number, _, slug = path.stem.partition("-")
    if not number.isdecimal() or not slug:
        reader.report(
            path, 1, "the file name has no number", "Call it 01-what-it-is-about.md"
        )
        return None
    return ModuleFile(reader.name(path), slug, text, fields, body, body_line)


def _catalogs(reader: FolderReader, folder: Path) -> tuple[UnitCatalog, ...]:
    return read_catalogs(reader, folder / "translations")


def read_catalogs(reader: FolderReader, folder: Path) -> tuple[UnitCatalog, ...]:
    """Return the catalogs in a folder, noting problems of those that are broken."""
    found = []
    for path in sorted(folder.glob("*.po")):
        if path.stat().st_size > MAX_CATALOG_BYTES:
            reader.report(path, 1, "the file is larger than 16 MB", "Split it")
            continue
        try:
            catalog = read_catalog(path.read_bytes())
        except CatalogError as error:
            reader.report(path, error.line, str(error), "Run msgfmt -c on it")
            continue
        if catalog.language != path.stem:
            reader.report(
                path,
                1,
                f"the catalog says it is “{catalog.language}”",
                "Name the file after its language",
            )
            continue
        found.append(catalog)
    return tuple(found)


def _media(reader: FolderReader, folder: Path) -> tuple[MediaGroup, ...]:
    groups = []
    for path in sorted((folder / "media").glob("*.toml")):
        read = reader.fields(path, MediaFields)
        if read is None:
            continue
        for variant in read[1].files:
            file = path.parent / variant.file
            if not file.is_file():
                reader.report(path, 1, f"{variant.file} is missing", "Add the file")
            elif file.stat().st_size > MAX_MEDIA_BYTES:
                reader.report(path, 1, f"{variant.file} is too large", "Make it less")
        groups.append(MediaGroup(path.stem, path.parent, read[1]))
    return tuple(groups)


def read_recorded(
    reader: FolderReader, folder: Path
) -> dict[str, tuple[RecordedUnit, ...]]:
    """Return the unit ids a folder remembers, by the name of their document."""
    path = folder / "units.json"
    if not path.exists():
        return {}
    text = reader.text(path, MAX_CATALOG_BYTES)
    try:
        raw = json.loads(text or "")
        recorded = {
            name: tuple(RecordedUnit(*map(str, unit)) for unit in units)
            for name, units in raw.items()
        }
    except (ValueError, TypeError, AttributeError):
        reader.report(
            path, 1, "not readable as unit ids", "Restore it, or delete it to renew"
        )
        return {}
    ids = [unit.id for units in recorded.values() for unit in units]
    if len(ids) != len(set(ids)):
        reader.report(path, 1, "a unit id stands twice", "Restore the file")
    return recorded


def _line_of(text: str, location: tuple[int | str, ...]) -> int:
    names = [part for part in location if isinstance(part, str)]
    for name in reversed(names):
        for number, line in enumerate(text.splitlines(), start=1):
            if line.replace(" ", "").startswith((f"{name}=", f"[[{name}", f"[{name}")):
                return number
    return 1


def _line_in(message: str) -> int:
    _, _, rest = message.partition("at line ")
    digits = rest.split(",")[0].strip()
    return int(digits) if digits.isdecimal() else 1
