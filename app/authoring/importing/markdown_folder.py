"""A folder of Markdown files, each with front matter or not: every file is a module."""

import re
from pathlib import Path
from typing import Any

from app.authoring.importing.drafting import Credit, ModuleDraft, PackDraft
from app.authoring.importing.foreign_markdown import (
    Cleaner,
    Resolver,
    sections,
    with_headings_from,
)
from app.authoring.importing.remarks import Lost
from app.authoring.importing.safe_yaml import YamlError, read_yaml
from app.authoring.importing.sources import Found, Source
from app.texts.segments import FrontMatterError, split_front_matter

_YAML_HEAD = re.compile(r"\A---[ \t]*\n(?P<head>.*?\n)?(?:---|\.\.\.)[ \t]*\n", re.S)
_NUMBERED = re.compile(r"^\d+[-_. ]+")
SKIPPED = frozenset({"license.md", "licence.md", "contributing.md", "changelog.md"})


def read_markdown_folder(source: Source) -> Found:
    """Return the pack that a folder of Markdown becomes."""
    files = [f for f in source.files(".md", ".markdown") if _is_text(source, f)]
    places = {source.name(path): f"m{n}" for n, path in enumerate(files, start=1)}
    modules, credits = [], []
    for path in files:
        read = _read(source, path)
        if read is None:
            places = {}
            continue
        fields, body, line = read
        cleaner = Cleaner(source.name(path), link_resolver(source.root, path, places))
        cleaned = cleaner.clean(body, first_line=line)
        source.remarks += cleaner.remarks
        modules.append(module_of(path, fields, cleaned))
        credits += [Credit(name) for name in names_in(fields)]
    title = source.wishes.title or (modules[0].title if modules else source.root.name)
    unique = tuple(dict.fromkeys(credits))
    return Found(
        "markdown",
        [PackDraft(title, source.wishes.language, modules, credits=unique)],
    )


def module_of(path: Path, fields: dict[str, Any], body: str) -> ModuleDraft:
    """Return a module, called as its head, its first heading or its file says."""
    parts = sections(body, deepest=1)
    first = next((part for part in parts if part.level == 1), None)
    title = str(fields.get("title") or (first.title if first else "")).strip()
    if first and first.title == title and sum(p.level == 1 for p in parts) == 1:
        body = "".join(part.body for part in parts)
    name = _NUMBERED.sub("", path.stem).replace("-", " ").replace("_", " ").strip()
    minutes = fields.get("minutes") or fields.get("duration")
    return ModuleDraft(
        title=title or name.capitalize() or path.stem,
        body=with_headings_from(body, 2).strip(),
        lead=str(fields.get("lead") or fields.get("description") or ""),
        kind="hands-on" if fields.get("kind") == "hands-on" else "training",
        minutes=minutes if isinstance(minutes, int) else 0,
        file=path.name,
    )


def names_in(fields: dict[str, Any]) -> list[str]:
    """Return who a head says wrote the text."""
    said = fields.get("authors") or fields.get("author") or []
    listed = said if isinstance(said, list) else [said]
    return [str(name).strip()[:300] for name in listed if str(name).strip()]


def _is_text(source: Source, path: Path) -> bool:
    is_hidden = any(
        part.startswith(".") for part in path.relative_to(source.root).parts
    )
    return not is_hidden and path.name.lower() not in SKIPPED


def _read(source: Source, path: Path) -> tuple[dict[str, Any], str, int] | None:
    """Return the fields of a file's head, its body, and the line that starts at."""
    text = source.text(path)
    if text is None:
        return None
    try:
        return _split(text)
    except (FrontMatterError, YamlError) as error:
        source.note(path, Lost.BROKEN, line=error.line, about=error.reason)
        return None


def _split(text: str) -> tuple[dict[str, Any], str, int]:
    if text.startswith("+++\n"):
        fields, body, line = split_front_matter(text)
        return dict(fields), body, line
    if head := _YAML_HEAD.match(text):
        said = read_yaml(head["head"] or "")
        fields = said if isinstance(said, dict) else {}
        return fields, text[head.end() :], text.count("\n", 0, head.end()) + 1
    return {}, text, 1


def link_resolver(root: Path, path: Path, places: dict[str, str]) -> Resolver:
    """Return what leads from a link between files to the module it becomes."""
    base = root.resolve()

    def resolve(target: str) -> str | None:
        name = target.partition("#")[0]
        wanted = (path.parent / name).resolve()
        if not name or not wanted.is_relative_to(base):
            return None
        found = places.get(wanted.relative_to(base).as_posix())
        return f"module:{found}" if found else None

    return resolve
