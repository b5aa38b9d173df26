"""`passalong prepare` and `worker`: what is done beside the server."""

import signal
import threading
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from app.accounts.demo import demo_sign_in
from app.cli.content import load_content, print_failures, print_problems
from app.cli.database import migrate
from app.cli.libraries import pdf_hint
from app.cli.translations import compile_stale
from app.exchange.demo import demo_peers
from app.main import create_app
from app.platform.db import Database
from app.platform.own_languages import refresh_languages
from app.platform.prepared import fingerprint, note_prepared
from app.platform.settings import Settings, get_settings
from app.platform.worker import Worker
from app.search.upkeep.indexing import request_derivation
from app.search.upkeep.reindexing import count_documents
from app.translation.memory.asking import request_catching_up
from app.web.templates import compile_templates

LANGUAGES_SECONDS = 1.0
# What we ship takes five; thousands of packs are gone on with while the server runs.
MOST_SECONDS = 30.0


def prepare() -> None:
    """Migrate, compile languages and pages, load content, make demo accounts."""
    settings = get_settings()
    compile_stale()
    # A program that nobody may write to goes without.
    with suppress(OSError):
        compile_templates()
    with Database(settings.database_url) as database:
        migrate(database)
        # From before the load: what changes meanwhile is looked at the next time.
        found = fingerprint(settings.content_folder)
        library, report = load_content(settings, database)
        print_problems(library)
        print_failures(report)
        with database.transaction() as session:
            request_derivation(session)
            request_catching_up(session)
            is_new = not count_documents(session)
        print(f"Content: {len(report.loaded)} loaded, {report.unchanged} unchanged.")
        if is_new and report.loaded:
            _finish(settings)
        if not library.problems and not report.failed:
            note_prepared(database, found)
        if hint := pdf_hint():
            print(f"Everything else works; {hint}")
        if settings.demo:
            print(demo_sign_in(database))
            demo_peers(database)


def _finish(settings: Settings) -> None:
    """Do at once what a worker would do with new content, but for what is slow.

    Readers of a new site find everything from the first moment; and what it takes of
    memory, 40 MiB with the content we ship, ends with this process.
    """
    print("Making it findable: this is done once.", flush=True)
    app = create_app(settings.model_copy(update={"log_level": "warning"}))
    app.state.worker.run_due(slow=False, seconds=MOST_SECONDS)
    app.state.database.close()


def worker() -> None:
    """Deliver events and run jobs in a process of their own, until ended."""
    app = create_app(get_settings())
    own: Worker = app.state.worker
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    languages = _languages(own.database, None)
    own.start()
    while not done.wait(LANGUAGES_SECONDS):
        languages = _languages(own.database, languages)
    own.stop()
    own.database.close()


def _languages(database: Database, seen: int | None) -> int | None:
    """Read in languages that a server has added: the next job may be about one."""
    # Before the first migration there is no table.
    with suppress(SQLAlchemyError), database.open_session() as session:
        return refresh_languages(session, seen)
    return seen
