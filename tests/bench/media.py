"""What files cost: sending, seeking, bringing many at a time, coding a film anew.

`python -m tests.bench.media`. A file of 1 MB is asked of nginx alone, of nginx with
the program's leave, and of the program; the servers share one core, the load has the
other. Shares of nginx count, absolute figures depend on the machine. Beside each figure
stands its target; nginx with leave is the set-up that is recommended.
"""

import argparse
import asyncio
import hashlib
import io
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
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
from app.platform.storage.permits import Action, Permit, Permits, ending_in
from tests.bench.load import Request, measure
from tests.bench.servers import PINNED, memory_mib
from tests.media.samples import film
from tests.services.nginx import start_nginx
from tests.services.passalong import start_passalong
from tests.services.process import RunningServer

SECRET = "a-secret-for-this-measurement-only-and-not-for-anybody-else"
MEGABYTE, LARGE = 1_000_000, 500_000_000
UPLOADS, UPLOAD_BYTES = 100, 20_000_000
SENDERS = 2
CONNECTIONS = 8
SEEKS = 40
READER_SECONDS = 3.0


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.media")
    parser.add_argument("--seconds", type=float, default=4)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="passalong-media-bench-") as name:
        folder = Path(name)
        (folder / "nginx").mkdir()
        with _running(folder, accel="") as server:
            small, large = _shown(folder, MEGABYTE), _shown(folder, LARGE)
            alone = _rate(server.url + small, asked.seconds)
            _seeks(server.url + large)
            _uploads(server)
        with _running(folder, accel="/kept/") as server:
            port = int(server.url.rpartition(":")[2])
            nginx = start_nginx(folder / "nginx", port, folder / "media", PINNED)
            bare = _rate(f"{nginx.url}/bare/{_key(small)}", asked.seconds)
            leave = _rate(nginx.url + small, asked.seconds)
            nginx.stop()
    print(f"1 MB from nginx alone: {bare:,.0f} a second")
    _tell("1 MB from nginx with leave", f"{leave / bare:.0%} of nginx", "≥ 60 %")
    _tell("1 MB from the program", f"{alone / bare:.0%} of nginx", "≥ 15 %")
    _transcode()


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


def _rate(url: str, seconds: float) -> float:
    found = measure(Request(url), connections=CONNECTIONS, seconds=seconds)
    assert not found.failed
    return found.per_second


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


def _uploads(server: RunningServer) -> None:
    """Bring 100 files of 20 MB at a time, from other processes, and read meanwhile."""
    page = Request(f"{server.url}/en/packs")
    idle = measure(page, connections=1, seconds=READER_SECONDS).p95
    peak, times = 0.0, []
    with ProcessPoolExecutor(SENDERS) as senders:
        tasks = [senders.submit(_send, server.url, n) for n in range(SENDERS)]
        while not all(task.done() for task in tasks):
            times.append(measure(page, connections=1, seconds=1).p95)
            peak = max(peak, memory_mib(server.pid))
        assert sum(task.result() for task in tasks) == UPLOADS
    held = f"server at most {peak * 1.048576:.0f} MB"
    _tell("100 uploads of 20 MB at a time", held, "≤ 300 MB")
    during = statistics.median(times)
    figure = f"p95 {during:.1f} ms, {during / idle:.1f} of idle"
    _tell("a page meanwhile", figure, "≤ 2")


def _send(url: str, sender: int) -> int:
    """Bring a sender's share of the files at a time; return how many arrived."""
    return asyncio.run(_send_share(url, sender))


async def _send_share(url: str, sender: int) -> int:
    numbers = range(sender, UPLOADS, SENDERS)
    async with httpx2.AsyncClient(base_url=url, timeout=300) as client:
        codes = await asyncio.gather(*(_bring(client, number) for number in numbers))
    return codes.count(204)


async def _bring(client: httpx2.AsyncClient, number: int) -> int:
    kind = "application/octet-stream"
    permit = Permit(
        Action.FORM,
        f"quarantine/bench{number}/file",
        ending_in(600),
        most=UPLOAD_BYTES,
        content_type=kind,
    )
    fields = {"permit": Permits([SECRET]).sign(permit), "Content-Type": kind}
    files = {"file": ("f", bytes(UPLOAD_BYTES), kind)}
    answer = await client.post("/storage", data=fields, files=files)
    return int(answer.status_code)


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
