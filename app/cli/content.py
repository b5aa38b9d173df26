"""`passalong content`: load, check, export and begin packs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from app.cli.database import is_migrated
from app.content.export import empty_pack_catalog, export_pack, write_folder
from app.content.library import Library, read_library
from app.content.loading import LoadReport, load_library
from app.content.new_pack import new_pack_files
from app.content.record_export import export_records
from app.packs.models import Pack, PublicState
from app.platform.db import Database
from app.platform.languages import find_language
from app.platform.own_languages import load_languages
from app.platform.settings import Settings, get_settings
from app.platform.storage.opening import open_storage

content_app = typer.Typer(no_args_is_help=True)


def load_content(settings: Settings, database: Database) -> tuple[Library, LoadReport]:
    """Read the content folders and make the database agree with them."""
    with database.open_session() as session:
        load_languages(session)
    library = read_library(settings.content_folder)
    storage = open_storage(settings)
    return library, load_library(database, storage, library)


def print_problems(library: Library) -> None:
    """Say what is wrong: file, line, reason, what to do."""
    for problem in library.problems:
        print(problem)


def print_failures(report: LoadReport) -> None:
    """Say what could not be loaded though its files are sound."""
    for name in report.failed:
        print(f"could not load {name}; the version before stays. The log says more.")


@content_app.command()
def load() -> None:
    """Load what changed in the content folders, and withdraw what is gone."""
    settings = get_settings()
    with Database(settings.database_url) as database:
        if not is_migrated(database):
            print("The database is not ready: run `passalong db upgrade` first.")
            raise typer.Exit(1)
        library, report = load_content(settings, database)
    print_problems(library)
    for name in report.loaded:
        print(f"loaded {name}")
    for name in report.withdrawn:
        print(f"withdrawn {name}")
    print_failures(report)
    print(f"{len(report.loaded)} loaded, {report.unchanged} unchanged.")
    raise typer.Exit(1 if library.problems or report.failed else 0)


@content_app.command()
def check(folder: Annotated[Path, typer.Argument()] = Path()) -> None:
    """Say what is wrong in the content folders: file, line, reason, what to do."""
    library = read_library(folder)
    print_problems(library)
    found = len(library.problems)
    print(
        f"{len(library.packs)} packs, {len(library.courses)} courses, "
        f"{len(library.projects)} projects, {len(library.organisations)} organisations:"
        f" {found or 'no'} problem{'' if found == 1 else 's'}."
    )
    raise typer.Exit(1 if found else 0)


@content_app.command()
def export(
    folder: Path,
    slug: Annotated[str | None, typer.Option(help="Only this pack.")] = None,
    language: Annotated[
        str | None, typer.Option(help="Also an empty catalog for this language.")
    ] = None,
) -> None:
    """Write content as folders; the same bytes for everything nobody edited.

    FOLDER is what holds `learning_packs/`, `courses/` and the records.
    """
    settings = get_settings()
    storage = open_storage(settings)
    with (
        Database(settings.database_url) as database,
        database.open_session() as session,
    ):
        load_languages(session)
        if language and not _is_known(language):
            print(f"There is no language “{language}”.")
            raise typer.Exit(1)
        packs = _packs_to_write(session, slug)
        for pack in packs:
            files = export_pack(session, storage, pack)
            name = f"translations/{language}.po"
            if language and name not in files:
                files[name] = empty_pack_catalog(session, pack, language)
            changed = write_folder(folder / "learning_packs" / pack.slug, files)
            print(f"{pack.slug}: {len(changed)} files written.")
        if slug is None:
            changed = write_folder(folder, export_records(session))
            print(f"courses and records: {len(changed)} files written.")
    if slug and not packs:
        print("There is no such pack.")
        raise typer.Exit(1)


def _packs_to_write(session: Session, slug: str | None) -> Sequence[Pack]:
    wanted = select(Pack).order_by(col(Pack.slug))
    # A pack that was withdrawn comes along only when it is asked for.
    is_wanted = col(Pack.state) == PublicState.PUBLISHED
    return session.scalars(
        wanted.where(col(Pack.slug) == slug if slug else is_wanted)
    ).all()


def _is_known(code: str) -> bool:
    language = find_language(code)
    return language is not None and language.code == code and not language.pseudo


@content_app.command()
def dump() -> None:
    """Make the dumps of all published content now, one for each language."""
    from app.takeout.dumps import Dumping, key_of  # noqa: PLC0415 - rarely used

    settings = get_settings()
    with Database(settings.database_url) as database:
        with database.open_session() as session:
            load_languages(session)
        found = Dumping(open_storage(settings), settings.public_url).make(database)
    for code, one in found.items():
        print(f"{key_of(code, one)}: {one.packs} packs, {one.bytes:,} bytes")


@content_app.command("new-pack")
def new_pack(
    slug: str,
    title: Annotated[str, typer.Option(help="An action: what people will do.")],
    skill: Annotated[str, typer.Option(help="The main skill, e.g. report-writing.")],
) -> None:
    """Begin a pack: a folder with everything in its place."""
    folder = get_settings().content_folder / "learning_packs" / slug
    if folder.exists():
        print(f"{folder} is already there; choose another name.")
        raise typer.Exit(1)
    try:
        files = new_pack_files(slug, title=title, skill=skill)
    except ValueError as error:
        print(error)
        raise typer.Exit(1) from error
    write_folder(folder, files)
    print(f"{folder} is ready. Write modules/01-start.md, then `content check`.")
