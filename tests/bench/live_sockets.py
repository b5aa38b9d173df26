"""What sockets of live drafts cost a server: memory, and time for each key pressed.

The table tells how much memory a process has with so many windows open that nobody
types in, their rooms and carets included. What a frame costs is told as CPU time of
the server: what the writers themselves take on the same machine is not in it.
"""

import asyncio
import resource
from collections.abc import Sequence
from dataclasses import dataclass

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from app.authoring.live.frames import (
    Kind,
    Presence,
    Step,
    presence_frame,
    read_sync,
    sync_frame,
)
from tests.authoring.live.typist import Live, Site
from tests.bench.servers import cpu_ms, memory_mib

OF_ONE_PERSON, IN_ONE_DRAFT = 18, 38
AT_ONCE = 10
KEYS_A_SECOND, TYPED_SECONDS = 5, 8


@dataclass
class Opened:
    """A window without an editor: it keeps no document, and answers nothing."""

    socket: ClientConnection
    heard: int = 0

    async def listen(self) -> None:
        """Count what comes until the socket ends."""
        async for frame in self.socket:
            self.heard += frame[0] == Kind.SYNC


def let_many_open() -> None:
    """Let this process, and those it starts, hold many sockets."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def tell_idle(
    sites: Sequence[Site], drafts: Sequence[Live], sizes: Sequence[int], pid: int
) -> None:
    """Tell how much memory sockets take that are only open."""
    first = [
        await _open(sites[one % len(sites)], live, 0) for one, live in enumerate(drafts)
    ]
    await _close(first)
    before = memory_mib(pid)
    print(f"{len(drafts)} rooms, no socket: {before:.0f} MiB")
    many: list[Opened] = []
    for size in sizes:
        while len(many) < size:
            numbers = range(len(many), min(len(many) + AT_ONCE, size))
            many += await asyncio.gather(
                *(
                    _open(
                        sites[one // OF_ONE_PERSON], drafts[one % len(drafts)], one + 1
                    )
                    for one in numbers
                )
            )
        await asyncio.sleep(2)
        now = memory_mib(pid)
        each = (now - before) * 1024 / size
        print(
            f"{size:,} idle sockets: {now:.0f} MiB, {each:.0f} kB each (target 60 kB)",
            flush=True,
        )
    await _close(many)
    await asyncio.sleep(2)
    print(f"all of them closed: {memory_mib(pid):.0f} MiB")


async def tell_frames(
    sites: Sequence[Site], drafts: Sequence[Live], people: int, pid: int
) -> None:
    """Tell what the server works for each key that is pressed in a draft of ten."""
    windows = [
        await _open(sites[one // OF_ONE_PERSON], drafts[one % len(drafts)], one + 1)
        for one in range(people)
    ]
    listening = [asyncio.create_task(one.listen()) for one in windows]
    worked = cpu_ms(pid)
    keys = sum(await asyncio.gather(*(_type(one, n) for n, one in enumerate(windows))))
    await asyncio.sleep(1)
    worked = cpu_ms(pid) - worked
    told = sum(one.heard for one in windows)
    print(
        f"{people} writers in {len(drafts)} drafts, {KEYS_A_SECOND} keys a second: "
        f"{worked * 1000 / keys:.0f} µs CPU a key, told in {told / keys:.1f} frames"
    )
    await _close(windows)
    await asyncio.gather(*listening, return_exceptions=True)


async def _open(site: Site, live: Live, client: int) -> Opened:
    socket = await connect(
        f"{site.url.replace('http', 'ws', 1)}/live/{live[0]}/{live[1]}",
        additional_headers={"Cookie": f"passalong={site.token}"},
        origin=Origin(site.url),
        compression=None,
        max_size=None,
        max_queue=None,
        open_timeout=60,
        ping_interval=None,
    )
    await socket.send(sync_frame(Step.STATE, b"\x00"))
    if client:
        caret = Presence(client, 1, {"cursor": None})
        await socket.send(presence_frame([caret]))
    while not _is_text(await socket.recv(decode=False)):
        pass
    return Opened(socket)


def _is_text(frame: bytes) -> bool:
    return frame[0] == Kind.SYNC and read_sync(frame)[0] == Step.MISSING


async def _type(window: Opened, number: int) -> int:
    """Press keys, each an update and a caret; return how many."""
    doc: Doc[Text] = Doc()
    text = doc.get("body", type=Text)
    await asyncio.sleep(number % KEYS_A_SECOND / KEYS_A_SECOND / KEYS_A_SECOND)
    for key in range(KEYS_A_SECOND * TYPED_SECONDS):
        before = doc.get_state()
        text.insert(len(text), "x")
        await window.socket.send(sync_frame(Step.UPDATE, doc.get_update(before)))
        caret = Presence(number + 1, key + 2, {"cursor": {"head": key}})
        await window.socket.send(presence_frame([caret]))
        await asyncio.sleep(1 / KEYS_A_SECOND)
    return KEYS_A_SECOND * TYPED_SECONDS


async def _close(windows: Sequence[Opened]) -> None:
    await asyncio.gather(*(one.socket.close() for one in windows))
