"""Writing the file that tells a pack about a piece of media."""

import json
from collections.abc import Sequence
from pathlib import Path

from tools.media.encode import PICTURES
from tools.media.script import SPOKEN, Script

TYPES = {
    ".webm": "video/webm",
    ".mp4": "video/mp4",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
}


def describe(
    script: Script, path: Path, files: Sequence[Path], *, length: float
) -> None:
    """Write `<name>.toml`: title, author, licence, note, and the files, best first."""
    kind = "video" if any(file.suffix == ".webm" for file in files) else "audio"
    rows = [
        f"title = {_quoted(script.title)}",
        f"kind = {_quoted(kind)}",
        'author = "Passalong contributors"',
        f"licence = {_quoted(script.licence)}",
        f"note = {_quoted(script.note)}",
        f"language = {_quoted(SPOKEN)}",
        f"duration = {length:.1f}",
        f"machine_translated = {_quoted(script.machine_translated)}",
    ]
    for file in files:
        rows += ["", "[[files]]", f"file = {_quoted(file.name)}"]
        rows.append(f"type = {_quoted(TYPES[file.suffix])}")
        for picture in PICTURES:
            if f".{picture.height}p." in file.name:
                rows += [f"width = {picture.width}", f"height = {picture.height}"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _quoted(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
