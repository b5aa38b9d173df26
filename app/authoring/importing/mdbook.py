"""A Markdown book as mdBook keeps it: `SUMMARY.md`, and catalogs in `po/`.

The layout is that of https://rust-lang.github.io/mdBook/format/summary.html; the
catalogs are those of mdbook-i18n-helpers, keyed by source text. Each chapter of the
first level becomes a module, with the chapters below it as its parts.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from app.authoring.importing.drafting import Credit, ModuleDraft, PackDraft
from app.authoring.importing.foreign_markdown import (
    Cleaner,
    sections,
    with_headings_from,
)
from app.authoring.importing.markdown_folder import link_resolver
from app.authoring.importing.pairing import pieces
from app.authoring.importing.remarks import Lost
from app.authoring.importing.source_catalogs import match, read_source_catalogs
from app.authoring.importing.sources import Found, Source
from app.platform.languages import find_language

_ENTRY = re.compile(
    r"^(?P<indent>[ \t]*)(?:[-*+][ \t]+)?"
    r"\[(?P<title>(?:[^\[\]]|\\.)+)\]\((?P<file>[^()\s]*)\)"
)
_TAB = 4


class Chapter(Struct):
    """An entry of the summary with those below it; `file` is "" for a draft."""

    title: str
    file: str
    indent: int
    below: list["Chapter"] = field(default_factory=list)

    def files(self) -> Iterator[str]:
        """Yield its file and those of all chapters below it, in order."""
        yield self.file
        for chapter in self.below:
            yield from chapter.files()


def summary_of(folder: Path) -> Path | None:
    """Return where a folder's book has its summary, or None when it is no book."""
    for path in (folder / "SUMMARY.md", folder / "src" / "SUMMARY.md"):
        if path.is_file():
            return path
    return None


def read_mdbook(source: Source) -> Found:
    """Return the pack that a book becomes."""
    summary = summary_of(source.root)
    assert summary is not None  # noqa: S101 (recognised by it)
    chapters = chapters_of(source.text(summary) or "")
    places = {
        (summary.parent / file).relative_to(source.root).as_posix(): f"m{number}"
        for number, chapter in enumerate(chapters, start=1)
        for file in chapter.files()
        if file and (summary.parent / file).resolve().is_relative_to(source.root)
    }
    modules = [_module(source, summary.parent, one, places) for one in chapters]
    book = _book(source)
    said = find_language(str(book.get("language", "")))
    draft = PackDraft(
        title=source.wishes.title or str(book.get("title") or source.root.name),
        language=said.code if said else source.wishes.language,
        modules=modules,
        summary=str(book.get("description") or ""),
        credits=tuple(Credit(str(name)[:300]) for name in book.get("authors") or ()),
    )
    _translate(source, draft)
    return Found("mdbook", [draft])


def chapters_of(summary: str) -> list[Chapter]:
    """Return the chapters of the first level with those below them."""
    top: list[Chapter] = []
    above: list[Chapter] = []
    for line in summary.splitlines():
        entry = _ENTRY.match(line)
        if entry is None:
            continue
        indent = len(entry["indent"].expandtabs(_TAB))
        chapter = Chapter(entry["title"], entry["file"].removeprefix("./"), indent)
        above = [one for one in above if one.indent < indent]
        (above[-1].below if above else top).append(chapter)
        above.append(chapter)
    return top


def _module(
    source: Source, folder: Path, chapter: Chapter, places: dict[str, str]
) -> ModuleDraft:
    text = "".join(_text(source, folder, chapter, places, is_top=True))
    body = with_headings_from(text, 2)
    return ModuleDraft(chapter.title, body, file=chapter.file)


def _text(
    source: Source,
    folder: Path,
    chapter: Chapter,
    places: dict[str, str],
    *,
    is_top: bool = False,
) -> Iterator[str]:
    """Yield the text of a chapter and of those below it, each under its heading."""
    path = folder / chapter.file
    is_inside = path.resolve().is_relative_to(source.root.resolve())
    text = source.text(path) if chapter.file and is_inside else ""
    if text is None or not is_inside:
        text = ""
    cleaner = Cleaner(
        source.name(path) if is_inside else chapter.title,
        link_resolver(source.root, path, places),
    )
    parts = sections(cleaner.clean(text), deepest=1)
    source.remarks += cleaner.remarks
    heading = next((part.title for part in parts if part.level), chapter.title)
    body = "\n".join(part.body.strip("\n") + "\n" for part in parts)
    yield f"{body}\n" if is_top else f"# {heading}\n\n{body}\n"
    for below in chapter.below:
        yield from _text(source, folder, below, places)


def _book(source: Source) -> dict[str, Any]:
    path = source.root / "book.toml"
    text = source.text(path) if path.is_file() else None
    try:
        book = tomllib.loads(text or "").get("book", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        source.note(path, Lost.BROKEN, about=str(error))
        return {}
    return book if isinstance(book, dict) else {}


def _translate(source: Source, draft: PackDraft) -> None:
    """Give a draft the translations that catalogs have of its words."""
    paths = sorted((source.root / "po").glob("*.po"))
    texts = dict.fromkeys([draft.title, *(module.title for module in draft.modules)])
    for module in draft.modules:
        texts |= dict.fromkeys(piece.text for piece in pieces(module.body))
    for catalog in read_source_catalogs(source, paths):
        matched = match(catalog, texts)
        source.remarks += matched.remarks
        if catalog.language != draft.language and matched.wordings:
            draft.wordings[catalog.language] = matched.wordings
            draft.rough[catalog.language] = matched.rough
