"""What converters read: the files of a folder, and what the importer says of them."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from app.authoring.importing.drafting import PackDraft
from app.authoring.importing.remarks import Lost, Remark

MAX_FILE_BYTES = 16 * 1024 * 1024
BINARY = frozenset(chr(n) for n in range(32) if chr(n) not in "\t\n\r\f")


class Wishes(Struct, frozen=True):
    """What whoever imports says, because the files may not.

    `address` is where the texts come from, `licence` what they are under there.
    """

    language: str = "en"
    skills: tuple[str, ...] = ()
    title: str = ""
    licence: str = ""
    address: str = ""


class Source(Struct):
    """A folder to read; `remarks` fills up with what cannot come in."""

    root: Path
    wishes: Wishes
    remarks: list[Remark] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """Return how a file is called in the report."""
        return path.relative_to(self.root).as_posix()

    def note(self, path: Path, kind: Lost, *, line: int = 0, about: str = "") -> None:
        """Note what does not come in."""
        self.remarks.append(Remark(self.name(path), line, kind, about))

    def text(self, path: Path) -> str | None:
        """Return a text file with line feeds, or None with the reason noted."""
        if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            self.note(path, Lost.BROKEN)
            return None
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self.note(path, Lost.BROKEN, line=line, about="UTF-8")
            return None
        if odd := next((n for n, sign in enumerate(text) if sign in BINARY), None):
            self.note(path, Lost.BROKEN, line=text.count("\n", 0, odd) + 1)
            return None
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def files(self, *endings: str) -> Iterator[Path]:
        """Yield the files with these endings, whatever folder they are in, by name."""
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and path.suffix.lower() in endings:
                yield path


class Found(Struct):
    """The packs a folder becomes."""

    kind: str
    packs: list[PackDraft] = field(default_factory=list)
