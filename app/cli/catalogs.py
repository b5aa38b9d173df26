"""Interface catalogs as files: reading, writing, merging and compiling them.

Babel reads and writes PO, but it refuses or rewrites many of our language codes,
so the header is ours: our code, our plural rule, no dates that change by themselves.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po

from app.platform.i18n import CATALOG_FOLDER
from app.platform.ids import short_id
from app.platform.languages import Language

ROOT = CATALOG_FOLDER.parent
TEMPLATE_FILE = CATALOG_FOLDER / "messages.pot"
NOTE_TAG = "Translators:"
HEADER_COMMENT = """\
# {title}
# Copyright: Passalong contributors
# This file is distributed under the same licence as Passalong (AGPL-3.0-or-later)."""


class InterfaceCatalog(Catalog):
    """A catalog whose header says what our registry says about the language."""

    def __init__(self, language: Language | None = None) -> None:
        super().__init__(charset="utf-8", fuzzy=False)
        self.language = language
        self.declared: dict[str, str] = {}
        if language is not None:
            # Babel's own class sets it to None first, which is all mypy sees.
            self._num_plurals = language.plural_count  # type: ignore[assignment]

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        headers = [("Project-Id-Version", "Passalong")]
        if self.language is not None:
            headers += [
                ("Language", self.language.tag),
                ("X-Language-Code", self.language.code),
                ("Plural-Forms", self.language.plural_forms),
            ]
        return [
            *headers,
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: list[tuple[str, str]]) -> None:
        self.declared = {name.lower(): value for name, value in headers}

    @property
    def header_comment(self) -> str:
        title = "Words of the interface"
        if self.language is not None:
            title = f"{title}: {self.language.name} ({self.language.autonym})"
        return HEADER_COMMENT.format(title=title)

    @header_comment.setter
    def header_comment(self, _text: str | None) -> None:
        """The file's own comment is not kept; ours is the same in every file."""


def po_path(code: str) -> Path:
    return CATALOG_FOLDER / code / "LC_MESSAGES" / "messages.po"


def extract_messages() -> InterfaceCatalog:
    """Read every message out of the program and its templates."""
    with (ROOT / "babel.cfg").open() as file:
        # Babel has no types for its command line helpers.
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalog = InterfaceCatalog()
    found = extract_from_dir(
        ROOT, methods, options, comment_tags=[NOTE_TAG], directory_filter=_is_ours
    )
    for name, line, message, notes, context in sorted(found, key=lambda one: one[:2]):
        catalog.add(message, None, [(name, line)], auto_comments=notes, context=context)
    return catalog


def as_text(catalog: InterfaceCatalog) -> str:
    """Return a catalog as PO: the same catalog gives the same bytes."""
    for message in (*catalog, *catalog.obsolete.values()):
        message.flags -= {"python-format", "python-brace-format"}
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=88, sort_by_file=True, include_lineno=False)
    return buffer.getvalue().decode()


def read_catalog(path: Path, language: Language | None = None) -> InterfaceCatalog:
    """Read a PO file; raise PoFileError where it is broken."""
    catalog = InterfaceCatalog(language)
    with path.open(encoding="utf-8") as file:
        PoFileParser(catalog, abort_invalid=True).parse(file)
    return catalog


def merge(template: Catalog, old: InterfaceCatalog) -> InterfaceCatalog:
    """Give each message of the program the translation it had under the same words.

    Nothing is guessed: a changed sentence is a new one, and what is no longer used
    waits at the end of the file, in case it comes back.
    """
    merged = InterfaceCatalog(old.language)
    known = {_key(message): message for message in messages(old)}
    waiting = {_key(message): message for message in old.obsolete.values()}
    for message in messages(template):
        earlier = known.pop(_key(message), None) or waiting.pop(_key(message), None)
        entry = message.clone()
        if earlier is not None and earlier.pluralizable == message.pluralizable:
            entry.string = earlier.string
            entry.flags |= earlier.flags & {"fuzzy"}
            entry.user_comments = earlier.user_comments
        elif message.pluralizable:
            entry.string = ("",) * merged.num_plurals
        merged[message.id] = entry
    for message in (*known.values(), *waiting.values()):
        if is_translated(message):
            message.locations = []
            merged.obsolete[_key(message)[0]] = message
    return merged


def messages(catalog: Catalog) -> Iterator[Message]:
    """Yield the messages without the header."""
    return (message for message in catalog if message.id)


def forms(message: Message) -> tuple[str, ...]:
    """Return the translation as its plural forms; one, if it has none."""
    string = message.string
    return (string or "",) if isinstance(string, str | None) else tuple(string)


def is_translated(message: Message) -> bool:
    return all(forms(message))


def compile_catalog(catalog: InterfaceCatalog, target: Path) -> None:
    """Write the binary catalog the program reads, atomically.

    Several processes may do so at a time: each writes a file of its own first.
    """
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    fresh = target.with_suffix(f".{short_id(8)}.new")
    fresh.write_bytes(buffer.getvalue())
    fresh.replace(target)


def _key(message: Message) -> tuple[str, str | None]:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return first, message.context


def _is_ours(folder: str) -> bool:
    return Path(folder).name not in {".venv", "node_modules", ".git", "static", "var"}
