"""What files cost: sending, seeking, bringing many at a time, coding a film anew.

`python -m tests.bench.media`. A file of 1 MB is asked of nginx alone, of nginx set
up as docs/files.md says, and of the program; the servers share one core, the load has
the other, and who brings files goes behind who reads. Shares of nginx count, by the
processor time that a file takes: absolute figures depend on the machine. Beside each
figure stands its target.
"""

import argparse
import hashlib
import io
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from sqlmodel import Session

import app.registry  # noqa: F401 - knows every table
from app.media.films import Source, make_film
from app.media.kinds import HEAD_BYTES, recognise
from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole
from app.media.probing import probe
from app.platform.db import Database
from app.platform.storage import FolderStorage
from tests.bench.load import Request, measure
from tests.bench.servers import PINNED, children, cpu_ms
from tests.bench.uploading import SECRET, bring_many
from tests.media.samples import film
from tests.services.nginx import start_nginx
from tests.services.passalong import start_passalong
from tests.services.process import RunningServer

MEGABYTE, LARGE = 1_000_000, 500_000_000
CONNECTIONS = 8
SEEKS = 40
NEEDS = ("wrk", "nginx", "ffmpeg")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.media")
    parser.add_argument("--seconds", type=float, default=4)
    asked = parser.parse_args()
    _check_programs()
    with tempfile.TemporaryDirectory(prefix="passalong-media-bench-") as name:
        folder = Path(name)
        (folder / "nginx").mkdir()
        with _running(folder, accel="") as server:
            small, large = _shown(folder, MEGABYTE), _shown(folder, LARGE)
            alone = _cost(server.url + small, asked.seconds, server.pid)
            _seeks(server.url + large)
            bring_many(server, folder, _tell)
        with _running(folder, accel="/kept/") as server:
            port = int(server.url.rpartition(":")[2])
            nginx = start_nginx(folder / "nginx", port, folder / "media", PINNED)
            both = (nginx.pid, *children(nginx.pid), server.pid)
            bare = _cost(f"{nginx.url}/bare/{_key(small)}", asked.seconds, *both)
            # From the second time on nginx has it.
            httpx2.get(nginx.url + small)
            set_up = _cost(nginx.url + small, asked.seconds, *both)
            nginx.stop()
    print(f"1 MB from nginx alone: {bare}")
    _tell("1 MB in the recommended set-up", set_up.beside(bare), "≥ 60 %")
    _tell("1 MB from the program", alone.beside(bare), "≥ 15 %")
    _transcode()


def _check_programs() -> None:
    """End, and say so where the figures are wanted, unless everything is here."""
    if missing := [name for name in NEEDS if not shutil.which(name)]:
        words = " ".join(missing)
        print(f"Nothing was measured: {words} not found. Run this first:")
        print(f"python3 -m tools.provision {words}", flush=True)
        raise SystemExit(1)


def _tell(what: str, figure: str, target: str) -> None:
    print(f"{what}: {figure} (target: {target})", flush=True)


@contextmanager
def _running(folder: Path, *, accel: str) -> Iterator[RunningServer]:
    more = {"SECRET_KEY": SECRET, "MEDIA_ACCEL": accel, "WORKER": "false"}
    server = start_passalong(folder, before=PINNED, more=more)
    try:
        yield server
    finally:
        server.stop()


def _shown(folder: Path, size: int) -> str:
    """Let a pack show a file of this size; return its address."""
    data = bytes(size)
    digest = hashlib.sha256(data).hexdigest()
    key = f"{digest[:2]}/{digest}/bench.webm"
    FolderStorage(folder / "media").put(key, io.BytesIO(data))
    with (
        Database(f"sqlite:///{folder}/passalong.db") as database,
        database.transaction() as session,
    ):
        _add(session, key, size)
    return f"/media/{key[3:]}"


def _add(session: Session, key: str, size: int) -> None:
    item = MediaItem(
        owner="bench",
        name=str(size),
        kind=MediaKind.VIDEO,
        title="A film",
        author="A",
        licence="PD",
        language="en",
    )
    session.add(item)
    session.flush()
    assert item.id is not None
    session.add(
        MediaFile(
            item_id=item.id,
            role=MediaRole.VARIANT,
            position=0,
            key=key,
            file_name="bench.webm",
            content_type="video/webm",
            bytes=size,
        )
    )


def _key(address: str) -> str:
    digest = address.split("/")[2]
    return f"{digest[:2]}/{digest}/bench.webm"


@dataclass(frozen=True)
class Cost:
    """How often a second a file was sent, and what one core could do in its own time,
    whatever else the machine does.
    """

    per_second: float
    per_core_second: float

    def beside(self, nginx: "Cost") -> str:
        share = self.per_core_second / nginx.per_core_second
        seen = self.per_second / nginx.per_second
        return f"{share:.0%} of nginx on one core ({seen:.0%} as seen from outside)"

    def __str__(self) -> str:
        return f"{self.per_second:,.0f} a second"


def _cost(url: str, seconds: float, *pids: int) -> Cost:
    before = sum(map(cpu_ms, pids))
    found = measure(Request(url), connections=CONNECTIONS, seconds=seconds)
    assert not found.failed
    spent = (sum(map(cpu_ms, pids)) - before) / 1000
    return Cost(found.per_second, found.per_second * seconds / spent)


def _seeks(url: str) -> None:
    times = []
    with httpx2.Client() as client:
        for number in range(SEEKS):
            start = number * LARGE // SEEKS
            asked = {"range": f"bytes={start}-{start + 65_535}"}
            begin = time.perf_counter()
            answer = client.get(url, headers=asked)
            times.append((time.perf_counter() - begin) * 1000)
            assert answer.status_code == 206
    p95 = statistics.quantiles(times, n=20)[18]
    figure = f"p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms"
    _tell("64 kB out of 500 MB", figure, "≤ 50 ms")


def _transcode() -> None:
    data = film("mp4", seconds=20, size="1280x720")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "upload"
        path.write_bytes(data)
        container = recognise(data[:HEAD_BYTES])
        begin = time.monotonic()
        source = Source(path, container, probe(path, container, lambda _: None))
        made = make_film(source, lambda _: None)
        seconds = time.monotonic() - begin
    figure = f"{seconds:.1f} s on two cores"
    _tell(f"20 s of 720p in {len(made.files)} forms", figure, "≤ 30 s")


if __name__ == "__main__":
    main()
