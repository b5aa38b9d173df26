"""How a document's words begin, read from the file of an office program or from text.

OpenDocument: ISO/IEC 26300; Office Open XML: ISO/IEC 29500. Both are ZIP archives of
XML, of which only the words are read, in a limited process.
"""

import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

from app.media.drawing import drawing, drawn
from app.media.kinds import Refused, check_document_size
from app.media.made import Made, MadeFile
from app.media.models import MediaKind
from app.media.programs import broken
from app.platform.i18n import N_
from app.platform.limited import TookTooLong

MAX_PREVIEW = 4_000
MAX_ENTRIES = 3_000
MAX_PART_BYTES = 50_000_000
MAX_SHARED = 20_000
_ODF = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "odt": f"{_ODF}text",
    "ods": f"{_ODF}spreadsheet",
    "odp": f"{_ODF}presentation",
    "docx": f"{_OOXML}wordprocessingml.document",
    "xlsx": f"{_OOXML}spreadsheetml.sheet",
    "pptx": f"{_OOXML}presentationml.presentation",
}
_SUFFIXES = {kind: suffix for suffix, kind in TYPES.items()}
# Where a macro is kept, in either family.
_MACROS = ("vbaproject.bin", "basic/", "scripts/")


class Previewed(Struct, frozen=True):
    """An office file: its suffix without a dot, and how its words begin."""

    suffix: str
    text: str


def make_worksheet(path: Path, tell: Callable[[], None]) -> Made:
    """Return an office file as it came, with how its words begin; raise Refused.

    `tell` is called every second, and ends the work with what it raises.
    """
    check_document_size(path)
    found = drawn(tell, partial(read_office, str(path)))
    kept = path.rename(path.with_name(found.suffix))
    files = [MadeFile(kept, TYPES[found.suffix])]
    return Made(MediaKind.DOCUMENT, files, preview=found.text)


def preview_of(path: Path, content_type: str) -> str:
    """Return how a document's words begin; nothing where that cannot be told."""
    if content_type.startswith("text/"):
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(MAX_PREVIEW)
    if content_type not in _SUFFIXES:
        return ""
    try:
        return drawing.run(read_office, str(path)).text
    except (Refused, TookTooLong):
        return ""


def read_office(source: str) -> Previewed:
    """Return what an office file is and says; raise Refused.

    Runs in a process of its own.
    """
    from defusedxml import DefusedXmlException  # noqa: PLC0415 - in the child only
    from defusedxml.ElementTree import ParseError  # noqa: PLC0415 - as above

    try:
        with zipfile.ZipFile(source) as archive:
            suffix = _suffix(archive)
            words = _WORDS[suffix](archive)
            text = "\n".join(_up_to(MAX_PREVIEW, words))
    except Refused:
        raise
    # Archives are broken in as many ways as pictures are.
    except (
        *(zipfile.BadZipFile, ParseError, DefusedXmlException, KeyError, ValueError),
        *(EOFError, NotImplementedError, RuntimeError, IndexError, OSError),
    ) as error:
        raise broken() from error
    return Previewed(suffix, text)


def _suffix(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if len(names) > MAX_ENTRIES:
        raise broken()
    if any(name.lower().endswith(_MACROS[0]) for name in names) or any(
        name.lower().startswith(_MACROS[1:]) for name in names
    ):
        raise Refused(
            N_("There are macros in this file. Save it without them, and send that.")
        )
    if "mimetype" in names:
        with _part(archive, "mimetype") as file:
            kind = file.read(200).decode("ascii").strip()
        found = _SUFFIXES.get(kind)
    else:
        with _part(archive, "[Content_Types].xml") as file:
            told = file.read(MAX_ENTRIES * 300).decode()
        found = next((s for s in _OFFICE if f"{TYPES[s]}.main+xml" in told), None)
    if found is None:
        raise Refused(
            N_("This archive is no document that we know. Save it as ODF or PDF.")
        )
    return found


def _part(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    if archive.getinfo(name).file_size > MAX_PART_BYTES:
        raise broken()
    return archive.open(name)


def _elements(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the elements of a part as they end, each with its name."""
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415 - in the child only

    with _part(archive, name) as file:
        for _, element in iterparse(file, events=("end",), forbid_dtd=True):
            yield str(element.tag).rpartition("}")[2], element


def _odf_lines(archive: zipfile.ZipFile) -> Iterator[str]:
    for name, element in _elements(archive, "content.xml"):
        if name in {"p", "h"}:
            yield "".join(element.itertext())
            element.clear()


def _odf_rows(archive: zipfile.ZipFile) -> Iterator[str]:
    cells: list[str] = []
    for name, element in _elements(archive, "content.xml"):
        if name == "table-cell":
            cells.append(" ".join("".join(element.itertext()).split()))
        elif name == "table-row":
            yield _row(cells)
            cells = []
            element.clear()


def _paragraphs(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    words: list[str] = []
    for name, element in _elements(archive, part):
        if name == "t":
            words.append(element.text or "")
        elif name in {"tab", "br"}:
            words.append(" ")
        elif name == "p":
            yield "".join(words)
            words = []
            element.clear()


def _docx(archive: zipfile.ZipFile) -> Iterator[str]:
    return _paragraphs(archive, "word/document.xml")


def _pptx(archive: zipfile.ZipFile) -> Iterator[str]:
    for part in _numbered(archive, "ppt/slides/slide"):
        yield from _paragraphs(archive, part)


def _xlsx(archive: zipfile.ZipFile) -> Iterator[str]:
    shared = list(_shared(archive))
    for part in _numbered(archive, "xl/worksheets/sheet"):
        cells: list[str] = []
        for name, element in _elements(archive, part):
            if name == "c":
                cells.append(_cell(element, shared))
            elif name == "row":
                yield _row(cells)
                cells = []
                element.clear()


def _shared(archive: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return
    count = 0
    for name, element in _elements(archive, "xl/sharedStrings.xml"):
        if name == "si":
            yield " ".join("".join(element.itertext()).split())
            element.clear()
            count += 1
        if count >= MAX_SHARED:
            return


def _cell(element: Any, shared: list[str]) -> str:
    value = "".join(
        "".join(child.itertext())
        for child in element
        if str(child.tag).rpartition("}")[2] in {"v", "is"}
    )
    if element.get("t") != "s":
        return value
    place = int(value or -1)
    return shared[place] if 0 <= place < len(shared) else ""


def _row(cells: list[str]) -> str:
    return " | ".join(cells).rstrip(" |")


def _numbered(archive: zipfile.ZipFile, stem: str) -> list[str]:
    found = {
        int(number): name
        for name in archive.namelist()
        if name.startswith(stem)
        and (number := name[len(stem) :].removesuffix(".xml")).isdecimal()
    }
    return [found[number] for number in sorted(found)]


def _up_to(most: int, lines: Iterator[str]) -> Iterator[str]:
    left = most
    for line in lines:
        words = "".join(c if c.isprintable() else " " for c in line).strip()
        if not words:
            continue
        yield words[:left]
        left -= len(words) + 1
        if left <= 0:
            return


_WORDS: dict[str, Callable[[zipfile.ZipFile], Iterator[str]]] = {
    "odt": _odf_lines,
    "odp": _odf_lines,
    "ods": _odf_rows,
    "docx": _docx,
    "pptx": _pptx,
    "xlsx": _xlsx,
}
_OFFICE = ("docx", "xlsx", "pptx")
