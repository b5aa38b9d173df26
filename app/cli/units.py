"""`passalong units`: what an edit outdates, what means the same, what is what."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from app.content.export import write_folder
from app.content.library import read_library
from app.content.reading import PackFolder
from app.packs.models import Module, Pack
from app.packs.queries import find_pack_by_key
from app.platform.db import Database
from app.platform.errors import AppError
from app.platform.languages import find_language
from app.platform.settings import get_settings
from app.texts.differences import Mark, word_diff
from app.texts.linking import NewText
from app.texts.meanings import equivalences, mark_equivalent, undo_equivalence
from app.texts.models import Document, Unit, UnitVersion
from app.texts.overrides import Piece, detach, join, split
from app.texts.preview import Change, Preview, publish_preview
from app.texts.queries import current_units
from app.translation.effects import show_source_changes
from app.translation.exchange.subjects import PACK_SCOPE, pack_subject
from app.translation.written_out import written_module

units_app = typer.Typer(no_args_is_help=True)
SIGNS = {Mark.SAME: "", Mark.GONE: "-", Mark.NEW: "+"}


@units_app.command()
def preview(slug: str) -> None:
    """Say what loading a pack's folder would outdate, before it is loaded."""
    folder = read_library(get_settings().content_folder).packs.get(slug)
    if folder is None:
        print("There is no such folder, or something in it is wrong.")
        raise typer.Exit(1)
    with _reading() as session:
        pack = find_pack_by_key(session, folder.fields.id)
        if pack is None:
            print("The pack is new: nothing becomes outdated.")
            return
        known = pack_subject(session, pack).documents
        for scope, text in _texts(folder):
            if scope in known:
                recorded = folder.recorded.get(scope, ())
                new = NewText(text, f"{pack.key}/{scope}", recorded)
                _print_preview(scope, publish_preview(session, known[scope], new))
            else:
                print(f"{scope}: new")


def _texts(folder: PackFolder) -> Iterator[tuple[str, str]]:
    yield PACK_SCOPE, folder.text
    for file in folder.modules:
        yield file.fields.id, file.text


def _print_preview(scope: str, found: Preview) -> None:
    counts = ", ".join(f"{count} {fate}" for fate, count in found.counts.items())
    print(f"{scope}: {counts}")
    for change in found.outdating:
        print(f"  {change.unit_id} {_marked(change)}")


def _marked(change: Change) -> str:
    spans = word_diff(change.before, change.after)
    return "".join(
        f"[{SIGNS[span.mark]}{span.text}]" if SIGNS[span.mark] else span.text
        for span in spans
    )


@units_app.command("same-meaning")
def same_meaning(
    unit_id: str,
    reason: Annotated[str, typer.Option(help="Why, for the log.")] = "",
) -> None:
    """Say that a unit's last edit changed no meaning: its translations stay current."""
    with _writing() as session:
        versions = select(col(UnitVersion.id)).where(
            col(UnitVersion.unit_id) == unit_id
        )
        known = session.scalars(versions.order_by(col(UnitVersion.id))).all()
        unit = session.get(Unit, unit_id)
        document = session.get(Document, unit.document_id) if unit else None
        units = current_units(session, document.number) if document else []
        now = next((u.version_id for u in units if u.id == unit_id), None)
        before = [version_id for version_id in known if version_id != now]
        if document is None or now is None or not before or before[-1] is None:
            print("There is no such unit in a text, or it has only one wording.")
            raise typer.Exit(1)
        mark_equivalent(session, now, before[-1], by=None, reason=reason)
        show_source_changes(session, document)
        print("Its translations are current again.")


@units_app.command("other-meaning")
def other_meaning(unit_id: str) -> None:
    """Take the last `same-meaning` of a unit back, here or by a tick at publishing."""
    with _writing() as session:
        unit = session.get(Unit, unit_id)
        said = equivalences(session, unit_id)
        document = session.get(Document, unit.document_id) if unit else None
        if document is None or not said or said[-1].id is None:
            print("There is no such unit, or nothing was said of its wordings.")
            raise typer.Exit(1)
        undo_equivalence(session, said[-1].id)
        show_source_changes(session, document)
        print("Translations of the earlier wording are outdated again.")


@units_app.command("join")
def join_piece(slug: str, module: str, place: int, unit_id: str) -> None:
    """Say that a piece of a module (its place from 0) is a unit it had before."""
    with _deciding(slug, module, place) as (session, piece):
        join(session, piece, unit_id, by=None)
        print(f"Piece {place} is unit {unit_id}.")


@units_app.command("detach")
def detach_piece(slug: str, module: str, place: int) -> None:
    """Say that a piece of a module (its place from 0) is a new one."""
    with _deciding(slug, module, place) as (session, piece):
        detach(session, piece, by=None)
        print(f"Piece {place} is a unit of its own.")


@units_app.command("split")
def split_piece(slug: str, module: str, place: int, unit_id: str) -> None:
    """Say that a piece of a module (its place from 0) was cut out of a unit."""
    with _deciding(slug, module, place) as (session, piece):
        split(session, piece, unit_id, by=None)
        print(f"Piece {place} was cut out of unit {unit_id}.")


@units_app.command("list")
def list_units(slug: str, module: str) -> None:
    """List the units of a module: place, id, kind, first words."""
    with _reading() as session:
        document = _piece(session, slug, module, 0).document
        for place, unit in enumerate(current_units(session, document.number)):
            print(f"{place:4} {unit.id} {unit.kind:10} {unit.text[:50]!r}")


@units_app.command()
def write(slug: str, language: str, folder: Path) -> None:
    """Write a pack's modules as Markdown in another language, block for block."""
    found = find_language(language)
    if found is None:
        print(f"There is no language “{language}”.")
        raise typer.Exit(1)
    with _reading() as session:
        for module in _modules(session, slug):
            document = session.get_one(Document, module.document_id)
            written = written_module(session, document, found.code)
            name = f"{module.number:02}-{module.slug}.{found.code}.md"
            write_folder(folder, {name: written.text.encode()})
            print(f"{name}: {written.translated} units translated.")
            for unit in written.refused:
                print(f"  {unit.id} would change the page and is left as it was.")


def _modules(session: Session, slug: str) -> list[Module]:
    found = (
        select(Module)
        .join(Pack, col(Pack.id) == col(Module.pack_id))
        .where(col(Pack.slug) == slug, col(Module.is_withdrawn).is_(False))
    )
    modules = list(session.scalars(found.order_by(col(Module.number))))
    if not modules:
        print("There is no such pack.")
        raise typer.Exit(1)
    return modules


def _piece(session: Session, slug: str, key: str, place: int) -> Piece:
    module = next((m for m in _modules(session, slug) if m.key == key), None)
    if module is None:
        print("The pack has no such module.")
        raise typer.Exit(1)
    pack = session.get_one(Pack, module.pack_id)
    document = session.get_one(Document, module.document_id)
    return Piece(document, place, f"{pack.key}/{module.key}")


@contextmanager
def _reading() -> Iterator[Session]:
    with (
        Database(get_settings().database_url) as database,
        database.open_session() as session,
    ):
        yield session


@contextmanager
def _deciding(slug: str, module: str, place: int) -> Iterator[tuple[Session, Piece]]:
    """Find a piece to say something of; then see to its translations."""
    with _writing() as session:
        piece = _piece(session, slug, module, place)
        yield session, piece
        show_source_changes(session, piece.document)


@contextmanager
def _writing() -> Iterator[Session]:
    with Database(get_settings().database_url) as database:
        try:
            with database.transaction() as session:
                yield session
        except AppError as refused:
            print(refused.message)
            raise typer.Exit(1) from refused
