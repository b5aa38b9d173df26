"""`passalong translations`: extract, update, compile and check the interface."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import typer
from babel.messages import Message
from babel.messages.pofile import PoFileError

from app.cli.catalogs import (
    TEMPLATE_FILE,
    InterfaceCatalog,
    as_text,
    compile_catalog,
    extract_messages,
    forms,
    is_translated,
    merge,
    messages,
    po_path,
    read_catalog,
)
from app.platform.i18n import CATALOG_FOLDER, SOURCE_LOCALE, forget_catalogs
from app.platform.languages import get_language

FIRST_LANGUAGES = ("en", "fr", "es", "pt-br", "ar", "sw", "hi", "bn", "ha")

translations_app = typer.Typer(no_args_is_help=True)

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_MARKUP = re.compile(r"</?[a-z][^>]*>|&[a-z]+;", re.IGNORECASE)


@translations_app.command()
def extract() -> None:
    """Write messages.pot: every sentence of the interface, from code and templates."""
    TEMPLATE_FILE.parent.mkdir(exist_ok=True)
    TEMPLATE_FILE.write_text(as_text(extract_messages()), encoding="utf-8")
    print(f"wrote {_shown(TEMPLATE_FILE)}")


@translations_app.command()
def update() -> None:
    """Extract, then bring every language's catalog up to it. Nothing is guessed."""
    extract()
    template = extract_messages()
    for code in languages():
        path = po_path(code)
        language = get_language(code)
        old = InterfaceCatalog(language)
        if path.exists():
            old = read_catalog(path, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        merged = merge(template, old)
        path.write_text(as_text(merged), encoding="utf-8")
        todo = sum(not is_translated(message) for message in messages(merged))
        print(f"{code}: {0 if code == SOURCE_LOCALE else todo} to translate")


@translations_app.command("compile")
def compile_all() -> None:
    """Write the binary catalogs; what could break a page is left out."""
    for code in languages():
        if _compile(code):
            print(f"compiled {code}")
    forget_catalogs()


@translations_app.command()
def check() -> None:
    """Say what is missing, doubtful or unsafe, with file and line; exit 1 if any."""
    problems = list(find_problems())
    print(*problems, sep="\n") if problems else print("translations: all is well")
    if problems:
        sys.exit(1)


def languages() -> list[str]:
    """Return the languages that have a catalog or should get one."""
    found = {path.parts[-3] for path in CATALOG_FOLDER.glob("*/LC_MESSAGES/*.po")}
    return sorted(found | set(FIRST_LANGUAGES))


def compile_stale() -> list[str]:
    """Compile the catalogs that changed since they were compiled; say which."""
    done = [code for code in languages() if not _is_fresh(code) and _compile(code)]
    forget_catalogs()
    return done


def find_problems() -> Iterator[str]:
    """Yield every problem of every catalog, as `file:line: reason`."""
    template = extract_messages()
    if not TEMPLATE_FILE.exists() or TEMPLATE_FILE.read_text() != as_text(template):
        yield f"{_shown(TEMPLATE_FILE)}: out of date; run `translations update`"
    for message in messages(template):
        if any(_MARKUP.search(text) for text in _source(message)):
            where = message.locations[0][0]
            yield f"{where}: markup in a message; make it a placeholder: {message.id}"
    for code in languages():
        yield from _language_problems(code, template)


def _language_problems(code: str, template: InterfaceCatalog) -> Iterator[str]:
    path, language = po_path(code), get_language(code)
    if not path.exists():
        yield f"{_shown(path)}: there is no catalog; run `translations update`"
        return
    try:
        catalog = read_catalog(path, language)
    except PoFileError as error:
        yield f"{_shown(path)}: cannot be read: {error}"
        return
    if catalog.declared.get("plural-forms") != language.plural_forms:
        yield f"{_shown(path)}:1: Plural-Forms must be {language.plural_forms}"
    wanted = {(message.id, message.context) for message in messages(template)}
    if wanted != {(message.id, message.context) for message in messages(catalog)}:
        yield f"{_shown(path)}: out of date; run `translations update`"
    if code == SOURCE_LOCALE:
        return
    for message in messages(catalog):
        for reason in _message_problems(message):
            yield f"{_shown(path)}:{message.lineno}: {reason}: {_source(message)[0]!r}"


def _message_problems(message: Message) -> Iterator[str]:
    if not is_translated(message):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as doubtful (fuzzy); check it and remove the mark"
    yield from unsafe(message)


def unsafe(message: Message) -> Iterator[str]:
    """Yield what would make the message fail or change its meaning on a page."""
    sources = [Counter(_PLACEHOLDER.findall(text)) for text in _source(message)]
    allowed = set().union(*sources)
    for text in forms(message):
        used = Counter(_PLACEHOLDER.findall(text))
        if set(used) - allowed:
            yield f"unknown placeholder {sorted(set(used) - allowed)}"
        elif not message.pluralizable and used != sources[0]:
            yield f"placeholders must be {sorted(sources[0].elements())}"
        elif message.pluralizable and len(allowed - set(used)) > 1:
            yield f"only the number may be left out of {sorted(allowed)}"
        try:
            text % dict.fromkeys(allowed, "1")
        except (ValueError, TypeError, KeyError):
            yield "a % that is not a placeholder must be written %%"
        if _MARKUP.search(text):
            yield "markup is shown as it is; leave it out"


def _source(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _compile(code: str) -> bool:
    source = po_path(code)
    if not source.exists():
        return False
    catalog = read_catalog(source, get_language(code))
    for message in list(messages(catalog)):
        if not is_translated(message) or any(unsafe(message)):
            catalog.delete(message.id, message.context)
    compile_catalog(catalog, source.with_suffix(".mo"))
    return True


def _is_fresh(code: str) -> bool:
    source, target = po_path(code), po_path(code).with_suffix(".mo")
    if not source.exists() or not target.exists():
        return not source.exists()
    return target.stat().st_mtime >= source.stat().st_mtime


def _shown(path: Path) -> str:
    return path.relative_to(CATALOG_FOLDER.parent).as_posix()
