"""A content folder in which every text is a payload, and a database that holds it.

`content check` would refuse most of it, so it is loaded without being checked: what
readers get must be harmless on its own.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, cycle
from pathlib import Path

import polib

from app.content.export import empty_pack_catalog
from app.content.library import Library
from app.content.loading import load_library
from app.content.reading import FolderReader, read_catalogs, read_pack
from app.content.schemas import CourseFields, OrganisationFields, ProjectFields
from app.content.shelves import CourseFolder, OrganisationFile, ProjectFile
from app.packs.queries import get_pack
from app.platform.db import Database
from app.platform.storage import Storage
from app.texts.lesson import lesson_parser
from tests.security.payloads import PAYLOADS, batches, one_line

PACKS = [f"hostile-{number}" for number in range(10)]
# The pack whose first module has every payload in every kind of block.
FULL = PACKS[0]
PROJECT, ORGANISATION, COURSE = "hostile-project", "hostile-organisation", "hostile"
ADDRESS = "https://evil.example/\"'><img/src=x/onerror=alert(1)>"
TEXTS = batches(280)
LONG_TEXTS = batches(1_900)
LINES = [one_line(payload) for payload in PAYLOADS]
TRANSLATED = "ar"


def toml(fields: Mapping[str, object]) -> str:
    """Return fields as TOML: values first, then tables."""
    lines, tables = [], []
    for key, value in fields.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            tables += [f"\n[[{key}]]\n{toml(entry)}" for entry in value]
        else:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(lines + tables).replace("\x7f", "")


def write_hostile_library(root: Path) -> Path:
    """Write the folder and return it."""
    texts = cycle(TEXTS)
    for number, slug in enumerate(PACKS):
        _write_pack(root / "learning_packs" / slug, number, texts)
    _write(root / "organisations" / f"{ORGANISATION}.toml", toml(_organisation()))
    _write(root / "projects" / f"{PROJECT}.toml", toml(_project()))
    _write(root / "courses" / COURSE / "course.toml", toml(_course(texts)))
    return root


def load_hostile(database: Database, storage: Storage, root: Path) -> None:
    """Load the folder, then again with hostile translations."""
    load_library(database, storage, read_unchecked(root))
    with database.open_session() as session:
        for slug in PACKS:
            catalog = empty_pack_catalog(session, get_pack(session, slug), TRANSLATED)
            _write(
                root / f"learning_packs/{slug}/translations/{TRANSLATED}.po",
                _translated(catalog.decode()),
            )
    load_library(database, storage, read_unchecked(root))


def read_unchecked(root: Path) -> Library:
    """Return the folder's library without looking at what the texts hold."""
    reader = FolderReader(root)
    library = Library(root)
    for path in (root / "learning_packs").iterdir():
        library.packs[path.name] = read_pack(path, root)
    path = root / "courses" / COURSE / "course.toml"
    if read := reader.fields(path, CourseFields):
        catalogs = read_catalogs(reader, path.parent / "translations")
        library.courses[COURSE] = CourseFolder(COURSE, *read, catalogs, (), "1")
    if project := reader.fields(root / f"projects/{PROJECT}.toml", ProjectFields):
        library.projects[PROJECT] = ProjectFile(PROJECT, *project, hash="1")
    path = root / f"organisations/{ORGANISATION}.toml"
    if organisation := reader.fields(path, OrganisationFields):
        found = OrganisationFile(ORGANISATION, *organisation, hash="1")
        library.organisations[ORGANISATION] = found
    assert not reader.problems, reader.problems
    return library


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _translated(text: str) -> str:
    catalog = polib.pofile(text)
    for number, entry in enumerate(catalog):
        is_single = entry.msgctxt.startswith("m")
        entry.msgstr = LINES[number % len(LINES)] if is_single else TEXTS[number % 40]
    return str(catalog)


def _sources(texts: Sequence[str]) -> list[dict[str, object]]:
    return [
        {"id": f"s{n}", "title": text, "url": ADDRESS, "shows": text, "accessed": DAY}
        for n, text in enumerate(texts)
    ]


DAY = "2026-11-20"


def _organisation() -> dict[str, object]:
    return {
        "id": "hostio",
        "language": "en",
        "name": TEXTS[0],
        "kind": "affiliate",
        "place": TEXTS[1],
        "website": ADDRESS,
        "about": LONG_TEXTS[0],
        "source_title": TEXTS[2],
        "source_url": ADDRESS,
    }


def _project() -> dict[str, object]:
    cited = [{"text": text, "source": "s0"} for text in LONG_TEXTS]
    people = [{"name": text, "role": text, "source": "s0"} for text in TEXTS]
    return {
        "id": "hostip",
        "language": "en",
        "title": TEXTS[3],
        "summary": LONG_TEXTS[1],
        "place": TEXTS[4],
        "report_title": TEXTS[5],
        "report_url": ADDRESS,
        "organisations": [{"slug": ORGANISATION, "role": "lead"}],
        "people": people,
        "worked": cited,
        "failed": cited,
        "numbers": [{"label": t, "value": t, "source": "s0"} for t in TEXTS],
        "sources": _sources(LONG_TEXTS),
    }


def _course(texts: Iterator[str]) -> dict[str, object]:
    return {
        "id": "hostic",
        "source_language": "en",
        "title": next(texts),
        "summary": LONG_TEXTS[2],
        "audience": LONG_TEXTS[3],
        "organisation": ORGANISATION,
        "licence": "CC-BY-SA-4.0",
        "packs": [{"slug": slug, "note": next(texts)} for slug in PACKS],
    }


def _write_pack(folder: Path, number: int, texts: Iterator[str]) -> None:
    fields = {
        "id": f"host{number:02}",
        "source_language": "en",
        "title": next(texts),
        "summary": LONG_TEXTS[number % len(LONG_TEXTS)],
        "goals": [next(texts) for _ in range(3)],
        "skills": ["events-organisation", "edit-a-thon"],
        "level": "beginner",
        "licence": next(texts),
        "projects": [PROJECT],
        "organisations": [ORGANISATION],
        "authors": [{"name": next(texts), "role": next(texts)} for _ in range(4)],
        "sources": _sources(LONG_TEXTS),
    }
    bodies = (every_block(), quizzes()) if folder.name == FULL else (quizzes(8),)
    _write(folder / "pack.toml", toml(fields))
    for place, body in enumerate(bodies, 1):
        head = {
            "id": f"m{place}",
            "title": next(texts),
            "kind": "training",
            "minutes": 10,
            "lead": LONG_TEXTS[place],
        }
        text = f"+++\n{toml(head)}+++\n\n{body}"
        _write(folder / "modules" / f"0{place}-step.md", text)
    if folder.name == FULL:
        _write_media(folder / "media")


def every_block() -> str:
    """Return Markdown with every payload in every place that holds text."""
    quoted = [f"> {payload}".replace("\n", "\n> ") for payload in PAYLOADS]
    parts = [
        *quoted,
        *(f"- {line}" for line in LINES),
        *(f"## {line}" for line in LINES[::2]),
        *(f"[{line}](https://other.example/)" for line in LINES[1::2]),
        *(f"**{line}** *{line}* `{line}`" for line in LINES[::3]),
        "| a |\n|---|\n" + "\n".join(f"| {line} |" for line in LINES),
        "\n".join(f"a[^{n}]\n" for n in range(len(LINES[::3]))),
        "\n\n".join(f"[^{n}]: Note {line}" for n, line in enumerate(LINES[::3])),
        _block("goals", (f"- Goal {line}" for line in LINES[::4])),
        _block("checklist", (f"- Tick {line}" for line in LINES[1::2])),
        _block("checklist repeat", (f"- Tick {line}" for line in LINES[:9])),
        _block("evidence source=s0", (f"Fact {line}\n" for line in LINES[::2])),
        _block("callout tip", (f"Tip {line}\n" for line in LINES[1::2])),
        _block("try-it result=sheet.html", (f"Do {line}\n" for line in LINES[::3])),
        _block("video file=clip", (f"See {line}\n" for line in LINES[:40])),
        _block("worksheet file=sheet.html", ["Fill it in"]),
        *(
            _block("figure", [_picture(line), "", f"Seen: {line}"])
            for line in LINES[::5]
            if _is_picture(_picture(line))
        ),
    ]
    return "\n\n".join(parts)


def _picture(alternative: str) -> str:
    return f"![A {alternative}](media:pic.svg)"


def _is_picture(text: str) -> bool:
    [inline] = lesson_parser().parseInline(text)
    return [child.type for child in inline.children or []] == ["image"]


def quizzes(most: int = len(LINES)) -> str:
    """Return a question of each kind with payloads as options and feedback."""
    lines = LINES[:most]
    many = [f"- [x] Is {line}\n  > Because {line}" for line in lines]
    one = [many[0], *(m.replace("[x] ", "[ ] ", 1) for m in many[1:7])]
    steps = [f"1. Step {line}\n   > Then {line}" for line in lines[:8]]
    return "\n\n".join(
        _block(f"quiz {kind}", [f"Which {line}", "", *answers])
        for kind, line, answers in (
            ("many", lines[0], many),
            ("one", lines[1], one),
            ("order", lines[2], steps),
            ("text", lines[3], many[:4]),
        )
    )


def _block(head: str, lines: Iterable[str]) -> str:
    return f"::: {head}\n" + "\n".join(lines) + "\n:::"


def _write_media(folder: Path) -> None:
    cues = []
    for number, line in zip(count(), LINES, strict=False):
        minutes, seconds = divmod(number, 60)
        start = f"00:{minutes:02}:{seconds:02}"
        cues.append(f"{start}.000 --> {start}.900\n{line.replace('-->', '--')}\n")
    for language in ("en", TRANSLATED):
        _write(folder / f"clip.{language}.vtt", "WEBVTT\n\n" + "\n".join(cues))
    svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)"
    _write(folder / "pic.svg", f"{svg}</script></svg>")
    _write(folder / "sheet.html", "<script>alert(1)</script>")
    _write(folder / "clip.webm", "not a video")
    (folder / "clip.poster.png").write_bytes(_png())
    for name, kind, file, content_type in (
        ("clip", "video", "clip.webm", "video/webm"),
        ("pic", "image", "pic.svg", "image/svg+xml"),
        ("sheet", "document", "sheet.html", "text/html"),
    ):
        fields: dict[str, object] = {
            "title": TEXTS[7],
            "kind": kind,
            "author": TEXTS[8],
            "licence": TEXTS[9],
            "source": ADDRESS,
            "note": TEXTS[10],
            "language": "en",
            "duration": 9,
            "files": [{"file": file, "type": content_type}],
        }
        _write(folder / f"{name}.toml", toml(fields))


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    signature = b"\x89PNG\r\n\x1a\n"
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return signature + b"".join(parts)
