"""Build the editor's script from `tools/editor/` and the packages of the lock file.

`python3 -m tools.bundle` writes `static/editor/`: the script, the licences of what is
in it, and a table of both. The same sources and lock file give the same bytes.
"""

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = "node_modules/"
ESBUILD = Path("node_modules/.bin/esbuild")
SOURCE = Path("tools/editor/main.js")
TARGET = Path("static/editor")
SCRIPT, LICENCES, TABLE = "editor.js", "licences.txt", "README.md"
OPTIONS = (
    "--bundle",
    "--minify",
    "--format=iife",
    "--target=es2022",
    "--alias:style-mod=./tools/editor/styles.js",
    "--legal-comments=none",
    "--banner:js=/* AGPL-3.0-or-later; what is in it: editor/licences.txt */",
    "--log-level=warning",
)
HEAD = """# The editor of drafts

Built from `tools/editor/` by `make bundle`; do not change it here. The SHA-256 of
`editor.js` is `{digest}`. The texts of the licences are in `licences.txt`.

| package | version | licence |
|---|---|---|
"""


@dataclass(frozen=True)
class Package:
    """A package of which something is in the script."""

    name: str
    version: str
    licence: str
    text: str


def main() -> None:
    """Build into the folder that is served."""
    build(TARGET)
    print(f"{TARGET / SCRIPT}: {(TARGET / SCRIPT).stat().st_size} bytes")


def build(target: Path) -> None:
    """Write the script, the licences and the table into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        told = Path(folder, "told.json")
        places = (f"--outfile={target / SCRIPT}", f"--metafile={told}")
        subprocess.run([ESBUILD, SOURCE, *OPTIONS, *places], check=True)
        packages = _packages(json.loads(told.read_text())["inputs"])
    texts = (f"{p.name} {p.version}\n\n{p.text.strip()}\n" for p in packages)
    (target / LICENCES).write_text(f"\n{'-' * 72}\n\n".join(texts))
    rows = (f"| `{p.name}` | {p.version} | {p.licence} |\n" for p in packages)
    digest = hashlib.sha256((target / SCRIPT).read_bytes()).hexdigest()
    (target / TABLE).write_text(HEAD.format(digest=digest) + "".join(rows))


def _packages(inputs: dict[str, object]) -> list[Package]:
    names = {_name(path) for path in inputs if FOLDER in path}
    return [_package(Path("node_modules", name)) for name in sorted(names)]


def _name(path: str) -> str:
    parts = path.rpartition(FOLDER)[2].split("/")
    return "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]


def _package(folder: Path) -> Package:
    about = json.loads((folder / "package.json").read_text())
    text = next(path for path in sorted(folder.iterdir()) if _is_licence(path))
    return Package(about["name"], about["version"], about["license"], text.read_text())


def _is_licence(path: Path) -> bool:
    return path.stem.upper() in {"LICENSE", "LICENCE"}


if __name__ == "__main__":
    main()
