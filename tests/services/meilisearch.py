"""A real Meilisearch server for tests, with keys like those an operator makes.

The program comes with the Node tools (`make provision`); TESTS_MEILISEARCH names
another one.
"""

import os
import secrets
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from app.platform.search_settings import SearchSettings
from app.search.index import IndexUnavailable
from app.search.meilisearch.client import Client
from app.search.meilisearch.making_keys import Keys, make_keys
from tests.conventions.sources import ROOT
from tests.services.process import Program, end, free_port, start, wait_until
from tools.node_tools import MEILISEARCH

# Less than usual, so that a test can send more.
LARGEST_BODY = 8 * 1024 * 1024
# What the server takes when nobody says anything else.
USUAL_BODY = 100 * 1024 * 1024


@dataclass
class MeilisearchServer:
    """A server on a loopback port that can be killed and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    master_key: str = field(default_factory=lambda: secrets.token_hex(24))
    before: tuple[str, ...] = ()
    largest_body: int = LARGEST_BODY
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process that runs now."""
        assert self._process
        return self._process.pid

    def keys(self, index: str = "passalong") -> Keys:
        """Make, or return, the keys for an index."""
        return make_keys(self.url, self.master_key, index)

    def settings(self, index: str = "passalong") -> SearchSettings:
        """Return what Passalong has to be told to use this server."""
        keys = self.keys(index)
        return SearchSettings(
            search_url=self.url,
            search_name=index,
            search_key=keys.search,
            search_index_key=keys.index,
        )

    def start(self) -> None:
        """Start, on what an earlier run left in the folder; return when it answers."""
        log = self.folder / "meilisearch.log"
        command = [*self.before, str(_program()), "--no-analytics"]
        command += ["--env", "production", "--log-level", "WARN"]
        command += ["--http-addr", f"127.0.0.1:{self.port}"]
        for name in ("db-path", "dump-dir", "snapshot-dir"):
            command += [f"--{name}", str(self.folder / name)]
        command += ["--http-payload-size-limit", str(self.largest_body)]
        command += ["--max-indexing-memory", "1Gb", "--max-indexing-threads", "2"]
        # In the environment, as an operator should: a command line can be read by all.
        env = {**os.environ, "MEILI_MASTER_KEY": self.master_key}
        program = Program(command, log, env=env, cwd=self.folder)
        self._process = start(program)
        wait_until(self._is_healthy, self._process, log)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it."""
        assert self._process
        end(self._process)

    def _is_healthy(self) -> bool:
        try:
            with Client(self.url, "") as client:
                return bool(client.ask("GET", "/health")["status"] == "available")
        except IndexUnavailable:
            return False


def start_meilisearch(folder: Path, *before: str) -> MeilisearchServer:
    """Start a server with its data and log in `folder`."""
    server = MeilisearchServer(folder, before=before)
    server.start()
    return server


def _program() -> Path:
    given = os.environ.get("TESTS_MEILISEARCH")
    found = Path(given) if given else ROOT / MEILISEARCH
    if not found.exists():
        raise RuntimeError(
            "Meilisearch is missing: run `make provision`, or name a program with "
            "TESTS_MEILISEARCH"
        )
    return found
