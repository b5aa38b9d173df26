"""Reading a script: what is said, by whom, with which picture, in every language."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SPOKEN = "en"


@dataclass(frozen=True)
class Line:
    """One caption's worth of speech."""

    texts: dict[str, str]
    voice: str
    pause: float
    heading: str
    number: int
    picture: str
    words: str


@dataclass(frozen=True)
class Script:
    """A piece: its title, the languages of its captions, and its lines."""

    title: str
    note: str
    licence: str
    machine_translated: list[str]
    lines: tuple[Line, ...]

    @property
    def languages(self) -> list[str]:
        """Return the caption languages, the spoken one first."""
        return list(self.lines[0].texts)


def read_script(path: Path) -> Script:
    """Read a script and stop when a line lacks a language."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    wanted = [SPOKEN, *data["translations"]]
    lines = [_line(row, wanted) for row in data["lines"]]
    return Script(
        title=data["title"],
        note=data["note"],
        licence=data["licence"],
        machine_translated=data["machine_translated"],
        lines=tuple(lines),
    )


def _line(row: dict[str, Any], wanted: list[str]) -> Line:
    missing = [code for code in wanted if not row.get(code)]
    if missing:
        raise ValueError(f"“{row.get(SPOKEN)}” has no text in {', '.join(missing)}")
    return Line(
        texts={code: row[code] for code in wanted},
        voice=row.get("voice", "narrator"),
        pause=row.get("pause", 0.45),
        heading=row.get("heading", ""),
        number=row.get("number", 0),
        picture=row.get("picture", ""),
        words=row.get("words", ""),
    )
