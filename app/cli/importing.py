"""`passalong content import`: packs of other places, and texts made for others."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from app.authoring.importing.looking import Looked
from app.authoring.importing.pandoc import Unreadable
from app.authoring.importing.remarks import SENTENCES, counted
from app.authoring.importing.reports import report_of
from app.authoring.importing.sources import Wishes
from app.authoring.importing.taking import from_folder, from_zip, opened, take
from app.content.publishing import ChangedTwice
from app.packs.models import Pack
from app.packs.skills import SKILLS
from app.platform.archives import ArchiveError
from app.platform.db import Database
from app.platform.languages import find_language
from app.platform.own_languages import load_languages
from app.platform.settings import get_settings
from app.platform.storage import Storage
from app.platform.storage.opening import open_storage

Language = Annotated[str, typer.Option(help="What it is written in, unless it says.")]
Skill = Annotated[
    str, typer.Option(help="The main skill of what is not a pack, e.g. report-writing.")
]
Origin = Annotated[
    tuple[str, str],
    typer.Option(help="The licence it is under, and where it comes from: https://…"),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would come in; write nothing.")
]


def import_packs(
    path: Path,
    language: Language = "en",
    skill: Skill = "problem-solving",
    origin: Origin = ("", ""),
    is_dry: DryRun = False,
) -> None:
    """Bring in a pack, a book, wiki pages or training modules: a folder or a ZIP.

    A new pack is a draft that only editors see; one that is here gets its new texts.
    Everything comes in, or nothing.
    """
    wishes = _wishes(language, skill, *origin)
    if not path.exists():
        _stop(f"There is no {path}.")
    settings = get_settings()
    storage = open_storage(settings)
    with Database(settings.database_url) as database:
        with database.open_session() as session:
            load_languages(session)
        try:
            with (
                database.open_session() as session,
                _opened(session, path, wishes) as looked,
            ):
                _print(looked)
                if looked.problems:
                    raise typer.Exit(1)
                # Nothing waits for what is only being looked at.
                session.rollback()
                packs = [] if is_dry else _take(database, storage, looked)
        except (ArchiveError, Unreadable, ChangedTwice) as error:
            _stop(str(error))
    for pack in packs:
        print(f"{pack.slug} is here, {pack.state.value}.")


def _wishes(language: str, skill: str, licence: str, address: str) -> Wishes:
    known = find_language(language)
    if known is None or known.pseudo:
        _stop(f"There is no language “{language}”.")
    if skill not in SKILLS:
        _stop("There is no such skill. Use one of: " + ", ".join(SKILLS))
    code = known.code if known else ""
    return Wishes(code, (skill,), licence=licence, address=address)


@contextmanager
def _opened(session: Session, path: Path, wishes: Wishes) -> Iterator[Looked]:
    if path.is_dir():
        with opened(session, from_folder(path), wishes) as looked:
            yield looked
    else:
        with (
            path.open("rb") as file,
            opened(session, from_zip(file), wishes) as looked,
        ):
            yield looked


def _take(database: Database, storage: Storage, looked: Looked) -> list[Pack]:
    with database.transaction() as session:
        return take(session, storage, looked.arrivals)


def _print(looked: Looked) -> None:
    report = report_of(looked)
    for remark in looked.remarks:
        print(remark, file=sys.stderr)
    for problem in looked.problems:
        print(problem)
    for kind, number in sorted(counted(looked.remarks).items()):
        print(f"lost: {SENTENCES[kind]} {number} times.")
    for pack in report.packs:
        languages = ", ".join(f"{c} ({n})" for c, n in pack.languages.items())
        print(
            f"{pack.title}: {len(pack.modules)} modules, {pack.words:,} words, "
            f"{pack.questions} questions; translations: {languages or 'none'}."
        )


def _stop(sentence: str) -> None:
    print(sentence)
    raise typer.Exit(1)
