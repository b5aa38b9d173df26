"""Pages of a wiki: wikitext or HTML files, with translated subpages (`Page/es.wiki`).

As MediaWiki's Translate extension names them: the subpage's name is a language code.
"""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

from msgspec import Struct, field

from app.authoring.importing.drafting import Citation, ModuleDraft, PackDraft, slug_of
from app.authoring.importing.foreign_markdown import (
    Cleaner,
    Resolver,
    sections,
    with_headings_from,
)
from app.authoring.importing.pairing import fits, pairs
from app.authoring.importing.pandoc import Format, Unreadable, to_markdown
from app.authoring.importing.remarks import Lost, Remark
from app.authoring.importing.sources import Found, Source
from app.platform.languages import find_language

WIKITEXT = frozenset({".wiki", ".wikitext", ".mediawiki"})
HTML = frozenset({".html", ".htm", ".xhtml"})
ENDINGS = WIKITEXT | HTML
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_TRANSLATE_MARK = re.compile(
    r"(?i)</?translate\b[^>]*>|<!--T:\d+-->[ \t]?|<languages\s*/>"
)
_TVAR = re.compile(r"(?is)<tvar\b[^>]*>(.*?)</(?:tvar)?>")
_BODY = re.compile(r"(?is)<(nav|script|style|template|noscript)\b.*?</\1\s*>")


class Page(Struct):
    """A page with its translations, by language."""

    name: str
    path: Path
    translations: dict[str, Path] = field(default_factory=dict)


def read_wiki_pages(source: Source) -> Found:
    """Return the pack that a folder of pages becomes; raise Unreadable."""
    pages = _pages(source)
    places = {page.name.casefold(): f"m{n}" for n, page in enumerate(pages, start=1)}
    draft = PackDraft(
        title=source.wishes.title or (pages[0].name if pages else source.root.name),
        language=source.wishes.language,
    )
    for page in pages:
        resolve = _resolver(source, places)
        text = _markdown(source, page.path, resolve, is_told=True)
        if text is None:
            continue
        title, body = _titled(page.name, text)
        draft.modules.append(ModuleDraft(title, body, file=source.name(page.path)))
        for language, path in page.translations.items():
            _translate(source, draft, (language, path), body, resolve)
    draft.citations = list(_citations(source, pages))
    return Found("wiki", [draft])


def wiki_markdown(text: str, kind: Format, cleaner: Cleaner) -> str:
    """Return wikitext or HTML as our Markdown; raise Unreadable."""
    if kind is Format.WIKITEXT:
        text = _TVAR.sub(r"\1", _TRANSLATE_MARK.sub("", text))
        for found in _TEMPLATE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            remark = Remark(cleaner.file, line, Lost.DIRECTIVE, found[0][:80])
            cleaner.remarks.append(remark)
    else:
        text = _BODY.sub("", text)
    return cleaner.clean(to_markdown(text, kind))


def _pages(source: Source) -> list[Page]:
    pages: dict[str, Page] = {}
    translations = []
    for path in source.files(*ENDINGS):
        whole = path.relative_to(source.root).with_suffix("").as_posix()
        parent, _, last = whole.rpartition("/")
        language = find_language(last) if parent else None
        if language is None or language.pseudo:
            pages[whole] = Page(whole.replace("_", " "), path)
        else:
            translations.append((parent, language.code, path))
    for parent, code, path in translations:
        if parent in pages:
            pages[parent].translations[code] = path
        else:
            pages.setdefault(parent, Page(parent.replace("_", " "), path))
    return [pages[name] for name in sorted(pages)]


def _markdown(
    source: Source, path: Path, resolve: Resolver, *, is_told: bool = False
) -> str | None:
    text = source.text(path)
    if text is None:
        return None
    kind = Format.WIKITEXT if path.suffix.lower() in WIKITEXT else Format.HTML
    cleaner = Cleaner(source.name(path), resolve)
    try:
        markdown = wiki_markdown(text, kind, cleaner)
    except Unreadable as error:
        raise Unreadable(error.reason, source.name(path)) from error
    if is_told:
        source.remarks += cleaner.remarks
    return markdown


def _titled(name: str, text: str) -> tuple[str, str]:
    """Return the title of a page and its body: a single first heading is the title."""
    parts = sections(text, deepest=1)
    tops = [part for part in parts if part.level]
    if len(tops) == 1 and not parts[0].body.strip(" \n") and parts[0] is not tops[0]:
        parts = tops
    if len(tops) == 1 and parts[0] is tops[0]:
        return tops[0].title, with_headings_from(tops[0].body, 2)
    return name.rpartition("/")[2], with_headings_from(text, 2)


def _translate(
    source: Source,
    draft: PackDraft,
    translation: tuple[str, Path],
    body: str,
    resolve: Resolver,
) -> None:
    language, path = translation
    text = _markdown(source, path, resolve)
    if text is None:
        return
    title, translated = _titled("", text)
    found, left = pairs(body, translated)
    if title and fits(draft.modules[-1].title, title):
        found.setdefault(draft.modules[-1].title, title)
    for piece, words in found.items():
        draft.wordings.setdefault(language, {}).setdefault(piece, words)
    if left:
        source.remarks.append(
            Remark(source.name(path), 0, Lost.STRUCTURE, language, left)
        )


def _resolver(source: Source, places: dict[str, str]) -> Resolver:
    """Return what leads links between pages to modules, and others to the wiki."""

    def resolve(target: str) -> str | None:
        page = target.partition("#")[0].removeprefix("./").replace("_", " ")
        if found := places.get(page.casefold()):
            return f"module:{found}"
        return _address(source, page) if page else None

    return resolve


def _address(source: Source, page: str) -> str | None:
    """Return where a page is on the wiki that the pages come from, if that is said."""
    parts = urlsplit(source.wishes.address)
    if parts.scheme not in {"http", "https"} or "/wiki/" not in parts.path:
        return None
    return f"{parts.scheme}://{parts.netloc}/wiki/{quote(page.replace(' ', '_'))}"


def _citations(source: Source, pages: list[Page]) -> list[Citation]:
    found: list[Citation] = []
    for page in pages:
        if address := _address(source, page.name):
            key = slug_of(page.name, f"page-{len(found) + 1}")
            found.append(Citation(key, page.name, address, page.name))
    return list({one.id: one for one in found}.values())
