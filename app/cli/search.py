"""`passalong search`: how the index is, building it anew, checking and mending it."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlmodel import col

from app.cli.progress import ProgressLine
from app.main import create_app
from app.platform.db import Database
from app.platform.jobs import Job, JobState
from app.platform.own_languages import load_languages
from app.platform.settings import get_settings
from app.platform.worker import Worker
from app.search.engines import engine_for
from app.search.index import DocumentsRefused, IndexUnavailable
from app.search.meilisearch.making_keys import Keys, make_keys
from app.search.upkeep.indexing import request_derivation
from app.search.upkeep.parity import Parity, refusals, waiting
from app.search.upkeep.reindexing import REINDEX, Reindexing, count_documents
from app.search.vocabulary import Vocabulary

search_app = typer.Typer(no_args_is_help=True)

MASTER_KEY = "MEILI_MASTER_KEY"
SHOWN_REFUSALS = 20
POLL_SECONDS = 0.5


@contextmanager
def _parity() -> Iterator[Parity]:
    """Give the comparison of this installation's index with its documents."""
    settings = get_settings()
    with Database(settings.database_url) as database, _said_plainly():
        engine = engine_for(settings, database, Vocabulary(database))
        yield Parity(database, engine.index, engine.name)


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except IndexUnavailable as error:
        print(f"The search engine does not answer as it should: {error}.")
        raise typer.Exit(1) from None


@search_app.command()
def status() -> None:
    """Say which engine searches, what it has, what waits and what it refused."""
    with _parity() as own:
        with own.database.open_session() as session:
            wanted = count_documents(session)
            late = waiting(session, own.name)
            refused = refusals(session, own.name, limit=SHOWN_REFUSALS)
        print(f"engine: {own.name}")
        print(f"documents: {wanted:,} to find, {own.index.count():,} indexed")
        print(f"changes waiting: {late:,}")
    more = "+" if len(refused) == SHOWN_REFUSALS else ""
    print(f"refused: {len(refused)}{more}")
    for row in refused:
        print(f"  document {row.document_id}, version {row.version}: {row.reason}")
    raise typer.Exit(1 if refused else 0)


@search_app.command()
def reindex(
    anew: Annotated[
        bool, typer.Option(help="Do not go on where an earlier one stopped.")
    ] = False,
    derive: Annotated[
        bool, typer.Option(help="Compare every document with its text first.")
    ] = False,
) -> None:
    """Build the index anew beside the one in use, and swap it in at the end."""
    app = create_app(get_settings())
    database, worker = app.state.database, app.state.worker
    with database.open_session() as session:
        load_languages(session)
    line = ProgressLine("documents")
    engine = engine_for(get_settings(), database, Vocabulary(database))
    rebuilding = Reindexing(
        engine.index, engine.name, lambda now: line.show(now.done, now.total)
    )
    worker.register(REINDEX, rebuilding.run)
    if derive:
        with database.transaction() as session:
            request_derivation(session)
        worker.run_due(slow=False)
    with database.transaction() as session:
        rebuilding.request(session, anew=anew)
    is_done = _watch(database, worker, line)
    line.end()
    database.close()
    if not is_done:
        print("The index could not be rebuilt; the old one stays. The log says more.")
        raise typer.Exit(1)
    print("The new index is in use.")


def _watch(database: Database, worker: Worker, line: ProgressLine) -> bool:
    """Do the job, or watch the worker that took it; return whether it ended well."""

    def work() -> None:
        # Or a new index would first be filled in small steps, and then once more.
        # Dumps, films and the like are for whoever serves: nobody waits for them here.
        worker.run_first(REINDEX)
        worker.run_due(slow=False)

    doing = threading.Thread(target=work, daemon=True)
    doing.start()
    while True:
        with database.open_session() as session:
            job = session.scalars(select(Job).where(col(Job.key) == REINDEX)).one()
        if job.state is JobState.DONE or job.error is not None:
            # A worker will try again what failed, but whoever waits wants to know.
            doing.join()
            return job.state is JobState.DONE
        if not doing.is_alive():
            line.show_percent(job.progress)
        time.sleep(POLL_SECONDS)


@search_app.command()
def check() -> None:
    """Compare the index with the documents; exit 1 when they differ."""
    with _parity() as own:
        counts = {"missing": 0, "stale": 0, "superfluous": 0}
        for difference in own.differences():
            for kind in counts:
                counts[kind] += len(getattr(difference, kind))
        with own.database.open_session() as session:
            late = waiting(session, own.name)
    for kind, count in counts.items():
        print(f"{kind}: {count:,}")
    print(f"changes waiting: {late:,}")
    if any(counts.values()):
        print("Run `passalong search repair`.")
        raise typer.Exit(1)


@search_app.command()
def repair() -> None:
    """Write what the index lacks or has wrongly, and take out what is too much.

    Documents the engine refused before are given to it again.
    """
    mended = refused = 0
    with _parity() as own:
        for difference in own.differences():
            try:
                own.mend(difference)
            except DocumentsRefused as error:
                refused += len(error.ids)
            mended += difference.count
    print(f"{mended - refused:,} mended, {refused:,} refused by the engine.")
    raise typer.Exit(1 if refused else 0)


@search_app.command()
def keys(
    url: Annotated[str, typer.Argument(help="The server, e.g. http://127.0.0.1:7700")],
    name: Annotated[str, typer.Option(help="The index: PASSALONG_SEARCH_NAME.")] = (
        "passalong"
    ),
    folder: Annotated[
        Path | None, typer.Option(help="Write files here instead of printing keys.")
    ] = None,
) -> None:
    """Make the two keys Passalong needs from Meilisearch's master key.

    It is read from MEILI_MASTER_KEY or standard input, used once and not kept.
    """
    master = os.environ.get(MASTER_KEY) or _asked_for()
    try:
        made = make_keys(url, master, name)
    except IndexUnavailable as error:
        print(f"No keys were made: {error}.", file=sys.stderr)
        raise typer.Exit(1) from None
    if folder is not None:
        _write_keys(folder, made)
        return
    print(f"PASSALONG_SEARCH_KEY={made.search}")
    print(f"PASSALONG_SEARCH_INDEX_KEY={made.index}")


def _asked_for() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Master key", hide_input=True))
    return sys.stdin.readline().strip()


def _write_keys(folder: Path, made: Keys) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for variable, key in (
        ("SEARCH_KEY", made.search),
        ("SEARCH_INDEX_KEY", made.index),
    ):
        path = folder / variable.lower()
        # Nobody else may read them, from the first moment on.
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{key}\n")
        print(f"PASSALONG_{variable}_FILE={path}")
