"""Training modules as WikiEduDashboard keeps them: libraries, modules, slides in YAML.

The layout is that of `training_content` in
https://github.com/WikiEducationFoundation/WikiEduDashboard: a library becomes a pack,
each of its modules a module, each slide a part with its question; what stands under
`translations` becomes translations of the same units.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.authoring.importing.drafting import ModuleDraft, PackDraft
from app.authoring.importing.foreign_markdown import Cleaner, with_headings_from
from app.authoring.importing.pairing import fits, pairs
from app.authoring.importing.remarks import Lost, Remark
from app.authoring.importing.safe_yaml import YamlError, read_yaml
from app.authoring.importing.sources import Found, Source
from app.platform.languages import find_language

_NUMBER = re.compile(r"^\d+-")
_MINUTES = re.compile(r"\d{1,3}")
SUFFIXES = (".yml", ".yaml")
FEWEST_ANSWERS = 2

Texts = dict[str, dict[str, str]]


class Training:
    """The files of a folder by their kind and slug."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: dict[str, dict[str, Path]] = {}
        self.used: set[str] = set()
        for path in source.files(*SUFFIXES):
            folders = path.relative_to(source.root).parts[:-1]
            kind = next((f for f in folders if f in KINDS), "")
            slug = _NUMBER.sub("", path.stem) if kind == "slides" else path.stem
            self.found.setdefault(kind, {}).setdefault(slug, path)

    def read(self, kind: str, slug: str) -> tuple[Path, dict[str, Any]] | None:
        """Return what a file says, or None with the reason noted."""
        path = self.found.get(kind, {}).get(slug)
        self.used.add(slug)
        if path is None:
            remark = Remark(f"{kind}/{slug}.yml", 0, Lost.REFERENCE, slug)
            self.source.remarks.append(remark)
            return None
        text = self.source.text(path)
        if text is None:
            return None
        try:
            said = read_yaml(text)
        except YamlError as error:
            self.source.note(path, Lost.BROKEN, line=error.line, about=error.reason)
            return None
        if isinstance(said, dict):
            return path, said
        self.source.note(path, Lost.BROKEN)
        return None


KINDS = frozenset({"libraries", "modules", "slides"})


def is_training(folder: Path) -> bool:
    """Tell whether a folder has libraries and slides somewhere in it."""
    kinds = {path.parent.name for path in folder.rglob("*.yml")}
    kinds |= {path.parent.parent.name for path in folder.rglob("slides/*/*.yml")}
    return {"modules", "slides"} <= kinds


def read_wikiedu(source: Source) -> Found:
    """Return a pack for every library; or one with all modules where there is none."""
    training = Training(source)
    libraries = training.found.get("libraries", {})
    packs = [pack for slug in libraries if (pack := _library(training, slug))]
    if not libraries:
        slugs = training.found.get("modules", {})
        title = source.wishes.title or source.root.name
        packs = [_pack(training, title, "", slugs)]
    for slug in sorted(training.found.get("modules", {}).keys() - training.used):
        source.note(training.found["modules"][slug], Lost.OTHER_FILE)
    return Found("wikiedu", packs)


def _library(training: Training, slug: str) -> PackDraft | None:
    read = training.read("libraries", slug)
    if read is None:
        return None
    _, said = read
    slugs = [
        str(module.get("slug", ""))
        for category in _list(said, "categories")
        for module in _list(category, "modules")
    ]
    title, summary = _words(said.get("name")) or slug, _words(said.get("introduction"))
    draft = _pack(training, title, summary, dict.fromkeys(slugs))
    for language, other in _translations(training.source, read[0], said):
        _add(draft.wordings, language, title, _words(other.get("name")))
        _add(draft.wordings, language, summary, _words(other.get("introduction")))
    return draft


def _pack(
    training: Training, title: str, summary: str, slugs: Mapping[str, object]
) -> PackDraft:
    draft = PackDraft(title, training.source.wishes.language, summary=summary)
    for slug in slugs:
        read = training.read("modules", slug)
        if read is not None:
            module = _module(training, *read, draft.wordings)
            draft.modules.append(module)
    return draft


def _module(
    training: Training, path: Path, said: dict[str, Any], wordings: Texts
) -> ModuleDraft:
    title = _words(said.get("name")) or path.stem
    lead = _words(said.get("description"))
    for language, other in _translations(training.source, path, said):
        _add(wordings, language, title, _words(other.get("name")))
        _add(wordings, language, lead, _words(other.get("description")))
    parts = [
        _slide(training, *read, wordings)
        for slide in _list(said, "slides")
        if (read := training.read("slides", str(slide.get("slug", ""))))
    ]
    minutes = _MINUTES.search(str(said.get("estimated_ttc", "")))
    return ModuleDraft(
        title=title,
        body=with_headings_from("\n\n".join(parts), 2),
        lead=lead,
        minutes=int(minutes[0]) if minutes else 0,
        kind="hands-on" if said.get("kind") == "exercise" else "training",
        file=training.source.name(path),
    )


def _slide(
    training: Training, path: Path, said: dict[str, Any], wordings: Texts
) -> str:
    name = training.source.name(path)
    cleaner = Cleaner(name)
    written = _written(cleaner, said)
    quiz = _quiz(cleaner, said.get("assessment"))
    if said.get("assessment") and not quiz:
        training.source.note(path, Lost.QUIZ)
    training.source.remarks += cleaner.remarks
    for language, other in _translations(training.source, path, said):
        quiet = Cleaner(name)
        translated = (
            f"{_written(quiet, other)}\n{_quiz(quiet, other.get('assessment'))}"
        )
        # A translation of the words alone is one of the words alone.
        whole = f"{written}\n{quiz}" if other.get("assessment") else written
        found, left = pairs(whole, translated)
        for piece, text in found.items():
            _add(wordings, language, piece, text)
        if left:
            training.source.remarks.append(
                Remark(name, 0, Lost.STRUCTURE, language, left)
            )
    return f"{written}\n{quiz}"


def _written(cleaner: Cleaner, said: Mapping[str, Any]) -> str:
    title = _words(said.get("title"))
    content = cleaner.clean(str(said.get("content") or ""))
    # What a slide has of headings stands below its title.
    return f"# {title}\n\n" + with_headings_from(content, 2)


def _quiz(cleaner: Cleaner, said: object) -> str:
    """Return a question as a block of ours, or nothing where it is not one."""
    if not isinstance(said, dict):
        return ""
    question = _line(cleaner, said.get("question"))
    right = str(said.get("correct_answer_id", ""))
    rows, is_right = [], False
    for answer in _list(said, "answers"):
        text = _line(cleaner, answer.get("text"))
        why = _line(cleaner, answer.get("explanation"))
        is_this = str(answer.get("id", "")) == right
        is_right |= is_this
        if text and why:
            rows += [f"- [{'x' if is_this else ' '}] {text}", f"  > {why}"]
    if not question or not is_right or len(rows) < FEWEST_ANSWERS * 2:
        return ""
    return "\n".join(["::: quiz one", question, "", *rows, ":::", ""])


def _line(cleaner: Cleaner, said: object) -> str:
    return " ".join(cleaner.clean(str(said or "")).split())


def _words(said: object) -> str:
    """Return a title or description as plain words in one line."""
    return " ".join(str(said or "").split())


def _list(said: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    value = said.get(name)
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one


def _translations(
    source: Source, path: Path, said: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    value = said.get("translations")
    for code, other in (value if isinstance(value, dict) else {}).items():
        language = find_language(str(code))
        if language is None or language.pseudo:
            source.note(path, Lost.LANGUAGE, about=str(code))
        elif isinstance(other, dict):
            yield language.code, other


def _add(wordings: Texts, language: str, source: str, text: str) -> None:
    if source and source != text and fits(source, text):
        wordings.setdefault(language, {}).setdefault(source, text)
