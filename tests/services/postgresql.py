"""A PostgreSQL server for one test session, with its data in a folder of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from tests.services.memory import memory_folder
from tests.services.process import (
    Program,
    RunningServer,
    end,
    free_port,
    start,
    wait_until,
)

# Does not wait for open connections, as SIGTERM would.
FAST_SHUTDOWN = signal.SIGINT
# Nothing a test writes must survive a power cut.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
FAST += ["wal_level=minimal", "max_wal_senders=0"]
# A database lives for one test: its questions are not worth compiling, and by the time
# somebody has counted its rows it is gone.
FAST += ["jit=off", "autovacuum=off"]


def start_postgresql(folder: Path) -> RunningServer:
    """Start a server whose log is in `folder`.

    The cluster has a folder of its own: PostgreSQL refuses to run as root, and the
    user it then runs as may not enter the folders pytest makes.
    """
    binaries = _find_binaries()
    cluster = Path(tempfile.mkdtemp(prefix="passalong-sql-", dir=memory_folder()))
    identity = _unprivileged(cluster)
    _create_cluster(binaries, cluster, identity)
    port = free_port()
    log = folder / "postgresql.log"
    settings = [*FAST, "listen_addresses=127.0.0.1", f"port={port}"]
    settings += [f"unix_socket_directories={cluster}", "max_connections=200"]
    options = [word for setting in settings for word in ("-c", setting)]
    command = [f"{binaries}/postgres", "-D", f"{cluster}/data", *options]
    process = start(Program(command, log, FAST_SHUTDOWN, identity))
    wait_until(lambda: _is_ready(binaries, port), process, log)

    def stop() -> None:
        end(process, FAST_SHUTDOWN)
        shutil.rmtree(cluster, ignore_errors=True)

    address = f"postgresql+psycopg://passalong@127.0.0.1:{port}/postgres"
    return RunningServer(address, stop)


def _find_binaries() -> Path:
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda path: float(path.parts[-3]))
    if newest:
        return newest[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError(
            "PostgreSQL is missing: run `make provision`, or apt-get install postgresql"
        )
    return Path(found).resolve().parent


def _unprivileged(cluster: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(cluster, user.pw_uid, user.pw_gid)
    return [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _create_cluster(binaries: Path, cluster: Path, identity: list[str]) -> None:
    options = ["--username=passalong", "--auth=trust", "--encoding=UTF8"]
    options += ["--locale=C.UTF-8", "--no-sync"]
    initdb = [f"{binaries}/initdb", "-D", f"{cluster}/data", *options]
    command = ["setpriv", *identity, "--", *initdb] if identity else initdb
    made = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cluster
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{made.stderr}")


def _is_ready(binaries: Path, port: int) -> bool:
    command = [f"{binaries}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(command, check=False).returncode == 0
