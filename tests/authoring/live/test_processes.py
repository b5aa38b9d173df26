"""Servers that end and start, and several of them that serve one draft."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlmodel import col, select

from app.authoring.live.log import find_live
from app.authoring.models import DraftSave
from app.platform.db import Database
from tests.authoring.live.conftest import editor, module_document, start_server
from tests.authoring.live.test_taking_part import equal
from tests.authoring.live.typist import Live, Site, Typist, shown
from tests.services.process import RunningServer
from tests.services.redis import start_redis

RESTART = 1012
# As many as nobody has to wait for.
COUNT = 200


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RunningServer]:
    server = start_redis(tmp_path)
    yield server
    server.stop()


def two_sites(
    database: Database, folder: Path, redis_url: str = ""
) -> Iterator[tuple[Site, Site]]:
    """Start two processes on one database; return a window in each."""
    same = {"PUBLIC_URL": "http://127.0.0.1", "REDIS_URL": redis_url}
    servers = [start_server(folder, database.url, **same) for _ in range(2)]
    yield (
        editor(database, servers[0].url, "Ama"),
        editor(database, servers[1].url, "Kofi"),
    )
    for server in servers:
        server.stop()


def test_a_server_that_ends_has_saved_what_was_typed_a_moment_before(
    live_database: Database, tmp_path: Path, random: Random
) -> None:
    server = start_server(tmp_path, live_database.url)
    ama = editor(live_database, server.url, "Ama")
    live = ama.join(module_document(live_database, 4))

    async def burst() -> int | None:
        typist = Typist(ama, live)
        await typist.connect()
        for number in range(COUNT):
            typist.put(f"⟨{number}⟩", random)
        await typist.flush()
        await typist.taken()
        ending = asyncio.create_task(asyncio.to_thread(server.stop))
        code = await typist.closed(seconds=30)
        await ending
        return code

    assert asyncio.run(burst()) == RESTART
    with live_database.open_session() as session:
        found = find_live(session, live[0])
        assert found is not None
        assert found.saved_seq == found.last_seq
        mine = select(DraftSave).where(col(DraftSave.document_id) == live[0])
        saved = session.exec(mine.order_by(col(DraftSave.id).desc())).first()
        assert saved is not None
    assert len(re.findall(r"⟨\d+⟩", saved.text)) == COUNT


@pytest.mark.slow
def test_two_servers_without_a_bridge_have_the_same_text_after_a_moment(
    live_database: Database, tmp_path: Path, random: Random
) -> None:
    for ama, kofi in two_sites(live_database, tmp_path):
        live = ama.join(module_document(live_database))
        asyncio.run(both_write(ama, kofi, live, random))


@pytest.mark.slow
@pytest.mark.service
def test_two_servers_with_a_bridge_show_each_other_and_heal_when_it_is_cut(
    live_database: Database, tmp_path: Path, redis: RunningServer, random: Random
) -> None:
    port = int(redis.url.split(":")[2].split("/")[0])
    for ama, kofi in two_sites(live_database, tmp_path, redis.url):
        live = ama.join(module_document(live_database))
        asyncio.run(both_are_shown(ama, kofi, live))
        redis.stop()
        asyncio.run(both_write(ama, kofi, live, random))
        again = start_redis(tmp_path, port)
        asyncio.run(both_are_shown(ama, kofi, live))
        asyncio.run(both_write(ama, kofi, live, random))
        again.stop()


async def both_write(ama: Site, kofi: Site, live: Live, random: Random) -> None:
    async with Typist(ama, live, "ama") as one, Typist(kofi, live, "kofi") as other:
        for _ in range(20):
            one.write(random)
            other.write(random)
            await one.flush()
            await other.flush()
        await one.saved()
        await other.saved()
        await equal(one, other)
        for words in one.acknowledged | other.acknowledged:
            assert one.text.count(words) >= 1


async def both_are_shown(ama: Site, kofi: Site, live: Live) -> None:
    """Wait until each window shows who is in the other."""
    async with Typist(ama, live) as one, Typist(kofi, live) as other:
        for clock in range(1, 100):
            one.say({}, clock)
            other.say({}, clock)
            await one.flush()
            await other.flush()
            await asyncio.sleep(0.1)
            if len(shown(one.present)) == len(shown(other.present)) == 2:
                break
        assert shown(one.present) == shown(other.present)
        assert len(shown(one.present)) == 2
