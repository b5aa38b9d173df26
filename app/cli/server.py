"""`passalong prepare` and `worker`: what is done beside the server."""

import signal
import threading

from app.accounts.demo import ensure_demo_accounts
from app.cli.content import load_content, print_failures, print_problems
from app.cli.database import migrate
from app.cli.translations import compile_stale
from app.main import create_app
from app.platform.db import Database
from app.platform.jobs import Worker
from app.platform.settings import get_settings
from app.search.indexing import request_derivation


def prepare() -> None:
    """Migrate, compile interface languages, load content, make demo accounts."""
    settings = get_settings()
    compile_stale()
    database = Database(settings.database_url)
    migrate(database)
    library, report = load_content(settings, database)
    print_problems(library)
    print_failures(report)
    with database.transaction() as session:
        request_derivation(session)
    print(f"Content: {len(report.loaded)} loaded, {report.unchanged} unchanged.")
    if settings.demo:
        with database.transaction() as session:
            demo = ensure_demo_accounts(session)
        print("Sign in as one of these (they exist on demonstrations only):")
        for name, passphrase in demo:
            print(f"  {name}: {passphrase}")
    database.close()


def worker() -> None:
    """Deliver events and run jobs in a process of their own, until ended."""
    app = create_app(get_settings())
    own: Worker = app.state.worker
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    own.start()
    done.wait()
    own.stop()
    app.state.database.close()
