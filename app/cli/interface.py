"""`passalong translations interface`: the interface's words and the workbench."""

import sys
from collections.abc import Mapping
from pathlib import Path

import typer
from babel.messages import Message as Entry
from msgspec import Struct, field

from app.cli.catalogs import (
    TEMPLATE_FILE,
    InterfaceCatalog,
    as_text,
    forms,
    messages,
    po_path,
    read_catalog,
)
from app.cli.database import is_migrated
from app.cli.translations import languages, unsafe
from app.platform.db import Database
from app.platform.i18n import SOURCE_LOCALE
from app.platform.languages import get_language
from app.platform.settings import get_settings
from app.texts.interface import Message
from app.translation.exchange.interface import (
    approved_interface,
    offer_interface,
    take_interface,
)
from app.translation.interface import Forms

Key = tuple[str, str]


class Synced(Struct):
    """What was done: rows taken in and sentences written, by language.

    `refused` are sentences that would break a page.
    """

    sentences: int = 0
    taken: dict[str, int] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def interface() -> None:
    """Offer the interface's words in the workbench, and write what was approved there.

    Run `translations update` before it and `translations compile` after it.
    """
    with Database(get_settings().database_url) as database:
        if not is_migrated(database):
            print("The database is not ready: run `passalong db upgrade` first.")
            sys.exit(1)
        paths = {code: po_path(code) for code in languages() if code != SOURCE_LOCALE}
        found = sync_interface(database, TEMPLATE_FILE, paths)
    print(f"{found.sentences} sentences are offered.")
    for code in paths:
        taken, written = found.taken[code], found.written[code]
        print(f"{code}: {taken} taken in from its file, {written} written to it.")
    for sentence in found.refused:
        print(f"Left out, since it would break a page: {sentence}")
    raise typer.Exit(1 if found.refused else 0)


def sync_interface(
    database: Database, template: Path, paths: Mapping[str, Path]
) -> Synced:
    """Offer the sentences of a template, take in catalogs, write what was approved.

    `paths` are the catalogs by language; each has to be up to the template.
    """
    offered = [_message(entry) for entry in messages(read_catalog(template))]
    found = Synced(len(offered))
    with database.transaction() as session:
        document = offer_interface(session, offered)
        for code, path in paths.items():
            catalog = read_catalog(path, get_language(code))
            known = {_key(entry): entry for entry in messages(catalog)}
            said = [_forms(known.get((m.singular, m.context))) for m in offered]
            found.taken[code] = take_interface(session, document, code, said)
            approved = approved_interface(session, document, code)
            changed = [
                (known[m.singular, m.context], words)
                for m, words in approved
                if (m.singular, m.context) in known
            ]
            found.written[code] = _write(path, catalog, changed, found.refused)
    return found


def _write(
    path: Path,
    catalog: InterfaceCatalog,
    approved: list[tuple[Entry, Forms]],
    refused: list[str],
) -> int:
    written = 0
    for entry, words in approved:
        before = entry.string
        if forms(entry) == words:
            continue
        entry.string = words if entry.pluralizable else words[0]
        if any(unsafe(entry)):
            entry.string = before
            refused.append(" / ".join(words))
            continue
        entry.flags.discard("fuzzy")
        written += 1
    if written:
        path.write_text(as_text(catalog), encoding="utf-8")
    return written


def _message(entry: Entry) -> Message:
    singular, plural = (entry.id, "") if isinstance(entry.id, str) else entry.id[:2]
    return Message(singular, plural, entry.context or "")


def _key(entry: Entry) -> Key:
    message = _message(entry)
    return message.singular, message.context


def _forms(entry: Entry | None) -> Forms:
    """Return a sentence's translation; nothing where somebody doubts it."""
    return ("",) if entry is None or entry.fuzzy else forms(entry)
