"""Frames that somebody changed on purpose: no crash, and no other draft is touched."""

import asyncio
import os
from pathlib import Path
from random import Random

import pytest

from app.authoring.live.documents import (
    EMPTY,
    Written,
    load_document,
    new_document,
    read,
    write,
)
from app.authoring.live.log import whole_log
from app.platform.db import Database
from tests.authoring.live.conftest import (
    IS_SOAK,
    editor,
    module_document,
    start_server,
)
from tests.authoring.live.mutating import (
    mutated,
    send_mutated,
    sound_frames,
    try_in_room,
)
from tests.authoring.live.typist import WORDS, Typist

OVER_SOCKETS, IN_ROOMS = (20_000, 200_000) if IS_SOAK else (500, 20_000)


def log_of(database: Database, document_id: int) -> list[bytes]:
    with database.open_session() as session:
        return list(whole_log(session, document_id).updates)


@pytest.mark.slow
def test_mutated_frames_crash_nothing_and_touch_no_other_draft(
    live_database: Database, tmp_path: Path, random: Random
) -> None:
    server = start_server(tmp_path, live_database.url)
    ama = editor(live_database, server.url, "Ama")
    live = ama.join(module_document(live_database))
    other = ama.join(module_document(live_database, 2))
    before = log_of(live_database, other[0])
    sound = sound_frames(log_of(live_database, live[0]), random)

    async def attack() -> dict[int, int]:
        frames = list(mutated(sound, OVER_SOCKETS, random))
        codes = await send_mutated(ama, live, frames)
        async with Typist(ama, live) as after:
            after.put("still works", random)
            await after.saved()
        return codes

    codes = asyncio.run(attack())

    os.kill(server.pid, 0)
    server.stop()
    assert codes.keys() <= {4400}
    assert codes[4400] > OVER_SOCKETS / 10
    assert log_of(live_database, other[0]) == before
    assert "Traceback" not in "".join(log.read_text() for log in tmp_path.glob("*.log"))


def test_a_room_takes_or_refuses_whatever_it_is_given(random: Random) -> None:
    updates = [write(new_document(), Written("Some नमस्ते 🎉 text\n" * 20, {}))]

    frames = mutated(sound_frames(updates, random), IN_ROOMS, random)
    taken, refused = try_in_room(updates, frames)

    assert taken + refused == IN_ROOMS
    assert min(taken, refused) > IN_ROOMS / 20


def test_whatever_text_follows_another_only_what_differs_is_changed() -> None:
    random = Random(7)  # noqa: S311 - no secret
    parts = [*WORDS, "\n", "line\n", "é", "\r\n", "\ta\n"]
    for _ in range(400):
        old, new = (
            "".join(random.choices(parts, k=random.randint(0, 12))) for _ in "ab"
        )
        document = new_document()
        write(document, Written(old, {"title": "old"}))
        elsewhere = load_document([document.get_update()])

        update = write(document, Written(new, {"title": "new"}))
        elsewhere.apply_update(update)

        assert read(document) == read(elsewhere) == Written(new, {"title": "new"})
        assert write(document, Written(new, {"title": "new"})) == EMPTY
