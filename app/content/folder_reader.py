"""Reads the files of a content folder one by one and notes what is wrong with them."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field
from pydantic import ValidationError

from app.content.field_faults import field_fault
from app.content.problems import Problem
from app.content.schemas import SLUG, Fields
from app.platform.i18n import N_
from app.platform.told import Told
from app.texts.segments import FrontMatterError, read_toml

MAX_FIELDS_BYTES = 256 * 1024
HOW_TO = Told(N_("See docs/pack-format.md"))
NO_ADDRESS = N_("“%(name)s” cannot be part of an address")
SIMPLE_NAME = Told(N_("Use lower-case words of a to z and 0 to 9 with hyphens"))
MISSING = Told(N_("the file is missing"))
TOO_LARGE = N_("the file is larger than %(count)s kB")
NOT_UTF8 = Told(N_("the file is not UTF-8"))
BINARY = Told(N_("the file has other line ends or binary data"))
ADD, SPLIT = Told(N_("Add it")), Told(N_("Split it"))
AS_UTF8 = Told(N_("Save it as UTF-8"))
AS_PLAIN = Told(N_("Save it as plain text with line feeds"))
NO_LANGUAGE = N_("there is no language “%(code)s”")
AFTER_CODE = Told(N_("Name the file after the code of its language"))
MEND_LINE = Told(N_("Mend the line"))

F = TypeVar("F", bound=Fields)


class FolderReader(Struct):
    """Reads the files of one folder; `problems` fills up instead of stopping."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """Return how a file is called in messages."""
        return path.relative_to(self.root).as_posix()

    def report(self, path: Path, line: int, reason: str, mend: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.name(path), line, reason, mend))

    def check_name(self, path: Path, name: str) -> None:
        """Note a problem when a name cannot be part of an address."""
        if not re.fullmatch(SLUG, name) or len(name) > 80:
            self.report(path, 1, Told(NO_ADDRESS, name=name), SIMPLE_NAME)

    def text(self, path: Path, limit: int) -> str | None:
        """Return a text file, or None with the problem noted."""
        if not path.is_file():
            self.report(path, 1, MISSING, ADD)
            return None
        if path.stat().st_size > limit:
            self.report(path, 1, Told(TOO_LARGE, count=limit // 1024), SPLIT)
            return None
        data = path.read_bytes()
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self.report(path, line, NOT_UTF8, AS_UTF8)
            return None
        if odd := re.search("[\x00\r]", text):
            line = text.count("\n", 0, odd.start()) + 1
            self.report(path, line, BINARY, AS_PLAIN)
            return None
        return text

    def fields(self, path: Path, kind: type[F]) -> tuple[str, F] | None:
        """Return a TOML file and its checked fields, or None with problems noted."""
        text = self.text(path, MAX_FIELDS_BYTES)
        if text is None:
            return None
        try:
            raw = read_toml(text)
        except FrontMatterError as error:
            self.report(path, error.line, error.reason, MEND_LINE)
            return None
        checked = self.checked(path, kind, raw, text)
        return (text, checked) if checked else None

    def checked(
        self, path: Path, kind: type[F], raw: Mapping[str, object], text: str
    ) -> F | None:
        """Return checked fields, or None with a problem for each wrong one."""
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            for item in error.errors():
                self.report(path, line_of(text, item["loc"]), field_fault(item), HOW_TO)
            return None


def folder_hash(folder: Path) -> str:
    """Return a hash of every file in a folder and its name."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\x00")
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def line_of(text: str, location: tuple[int | str, ...]) -> int:
    """Return the line of a TOML text where a field is, or the closest above it.

    `("sources", 2, "url")` is the `url` in the third `[[sources]]`.
    """
    lines = text.split("\n")
    found = 0
    for place, part in enumerate(location):
        following = location[place + 1] if place + 1 < len(location) else None
        if not isinstance(part, str):
            continue
        heads = [n for n, row in enumerate(lines) if row.startswith(f"[[{part}]]")]
        if heads and isinstance(following, int) and following < len(heads):
            found = heads[following]
            continue
        end = next((n for n in _tables(lines) if n > found), len(lines))
        keys = (n for n in range(found, end) if _is_key(lines[n], part))
        found = next(keys, heads[0] if heads else found)
    return found + 1


def _tables(lines: list[str]) -> list[int]:
    return [n for n, row in enumerate(lines) if row.startswith("[")]


def _is_key(row: str, name: str) -> bool:
    return row.partition("=")[0].strip().strip("\"'") == name and "=" in row
