"""How much memory a rebuild takes: `python -m tests.bench.reindexing`.

`passalong search reindex` builds an index anew from ever more documents, `check` then
compares it with them, and `repair` mends it when it has lost one in ten; the most
memory their processes ever held should not grow with the documents. The embedded
engine is built whole; instead of Meilisearch something answers that takes everything at
once and keeps nothing, for it is our process that is looked at:
`python -m tests.bench.rebuilding` is about the real one.
`--documents 1000000` takes long.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from pathlib import Path

from sqlalchemy import delete

from app.cli.database import migrate
from app.platform.db import Database
from app.platform.jobs import Job
from app.search.engines import engine_for
from app.search.upkeep.parity import PAGE
from app.search.vocabulary import Vocabulary
from tests.bench.outage import put_documents
from tests.bench.search_documents import batches
from tests.bench.servers import run_command
from tests.databases import make_settings

SIZES = (3_000, 30_000)
ENGINES = ("embedded", "Meilisearch")
HEADER = """\
| engine | documents | indexed/s | most memory MiB | of `check` | of `repair` |
|---|---:|---:|---:|---:|---:|"""
ONE_IN = 10


def main() -> None:
    """Print a line for each engine and number of documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="*", default=SIZES)
    parser.add_argument("--engines", nargs="*", default=ENGINES, choices=ENGINES)
    asked = parser.parse_args()
    print(HEADER, flush=True)
    for size in asked.documents:
        with tempfile.TemporaryDirectory(prefix="passalong-reindex-") as folder:
            url = f"sqlite:///{folder}/passalong.db"
            _fill(url, size)
            for engine in asked.engines:
                with _settings(engine) as own:
                    began = time.monotonic()
                    run = partial(run_command, Path(folder), own, "search")
                    memory = run("reindex", "--anew")
                    took = time.monotonic() - began
                    # What takes everything keeps nothing to compare with.
                    later = _looked_after(url, run) if engine == "embedded" else " | "
                row = f"{engine} | {size:,} | {size / took:,.0f} | {memory:.0f}"
                print(f"| {row} | {later} |", flush=True)


def _looked_after(url: str, run: Callable[[str], float]) -> str:
    """Compare and mend; return the most memory of both, as two cells of the table."""
    checking = run("check")
    with Database(url) as database:
        settings = make_settings(url, Path(database.engine.url.database or "").parent)
        index = engine_for(settings, database, Vocabulary(database)).index
        whole = index.count()
        for after in range(0, whole, PAGE):
            index.remove(range(after + ONE_IN, after + PAGE + 1, ONE_IN))
        assert index.count() <= whole - whole // ONE_IN, "nothing is to be mended"
        mending = run("repair")
        assert index.count() == whole, "it was not mended"
    return f"{checking:.0f} | {mending:.0f}"


def _fill(url: str, size: int) -> None:
    with Database(url) as database:
        migrate(database)
        for batch in batches(size):
            put_documents(database, batch)
        # What they ask for is another way to fill an index.
        with database.transaction() as session:
            session.execute(delete(Job))


@contextmanager
def _settings(engine: str) -> Iterator[Mapping[str, str]]:
    if engine == "embedded":
        yield {}
        return
    server = ThreadingHTTPServer(("127.0.0.1", 0), _TakesAll)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        own = {"SEARCH_URL": f"http://127.0.0.1:{server.server_port}"}
        yield {**own, "SEARCH_KEY": "key", "SEARCH_INDEX_KEY": "key"}
    finally:
        server.shutdown()
        server.server_close()


class _TakesAll(BaseHTTPRequestHandler):
    """Answers what is asked while an index is built as if all were done at once."""

    protocol_version = "HTTP/1.1"
    _DONE = dumps(
        {
            "taskUid": 1,
            "status": "succeeded",
            "createdAt": "now",
            "numberOfDocuments": 1,
            "results": [],
        }
    ).encode()

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self._DONE)))
        self.end_headers()
        self.wfile.write(self._DONE)

    do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 - their names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    main()
