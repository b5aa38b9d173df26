"""Writing together over real sockets: who comes in, what they see, what is saved."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from app.accounts.models import User
from app.accounts.rights import COMMAND_LINE, block, revoke_role
from app.accounts.roles import Grant, Role
from app.accounts.sessions import end_session, find_owner
from app.authoring.drafts import settled_text
from app.authoring.live.connection import MAX_FRAME_BYTES
from app.authoring.live.frames import Step, sync_frame
from app.authoring.live.lib0 import sized
from app.authoring.live.permits import Closing
from app.platform.db import Database
from app.texts.models import Document
from tests.authoring.live.conftest import editor, module_document
from tests.authoring.live.typist import (
    PATIENCE_SECONDS,
    Site,
    Typist,
    shown,
)
from tests.services.process import RunningServer

# Answers that fill what a socket may have waiting, and every buffer on the way.
ASKED = 200


@pytest.fixture
def ama(live_database: Database, server: RunningServer) -> Site:
    return editor(live_database, server.url, "Ama")


@pytest.fixture
def kofi(live_database: Database, server: RunningServer) -> Site:
    return editor(live_database, server.url, "Kofi")


@pytest.fixture
def people(ama: Site, kofi: Site) -> tuple[Site, Site]:
    return ama, kofi


async def equal(*typists: Typist) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len({one.text for one in typists}) > 1:
            await asyncio.sleep(0.02)


def test_two_people_write_at_once_and_have_the_same_text(
    ama: Site, kofi: Site, live_database: Database, random: Random
) -> None:
    live = ama.join(module_document(live_database))
    assert kofi.join(live[0]) == live

    async def both() -> None:
        async with Typist(ama, live, "ama") as one, Typist(kofi, live, "kofi") as other:
            assert "Registration is a wish" in one.text
            for _ in range(40):
                one.write(random)
                other.write(random)
                await one.flush()
                await other.flush()
            await one.saved()
            await other.saved()
            await equal(one, other)
            assert len(one.acknowledged) == len(other.acknowledged) == 40
            for words in one.acknowledged | other.acknowledged:
                assert one.text.count(words) == 1

    asyncio.run(both())

    with live_database.transaction() as session:
        text = settled_text(session, session.get_one(Document, live[0])).text
    assert all(
        f"⟨{name}-{n}⟩" in text for name in ("ama", "kofi") for n in range(1, 41)
    )


def test_each_window_shows_who_is_there_as_their_sessions_say(
    ama: Site, kofi: Site, live_database: Database
) -> None:
    live = ama.join(module_document(live_database))

    async def both() -> list[list[str]]:
        async with Typist(ama, live) as one:
            one.say({"user": {"name": "Operator"}, "cursor": {"head": 1}, "x": 1}, 1)
            await one.flush()
            async with Typist(kofi, live) as other:
                other.say({}, 1)
                other.say({"user": {"name": "Nobody"}}, 9, client=one.doc.client_id)
                await other.flush()
                await until(lambda: len(shown(one.present)) == 2)
                seen = [shown(one.present), shown(other.present)]
                caret = other.present[one.doc.client_id].state
                assert caret is not None
                assert set(caret) == {"user", "cursor"}
            await until(lambda: len(shown(one.present)) == 1)
            return [*seen, shown(one.present)]

    names = [
        user.name for user in (owner(live_database, ama), owner(live_database, kofi))
    ]
    assert asyncio.run(both()) == [sorted(names), sorted(names), names[:1]]


@pytest.mark.parametrize(
    ("how", "code"), [("sign out", 4401), ("block", 4401), ("take the role", 4403)]
)
def test_who_may_not_edit_any_more_is_let_go(
    people: tuple[Site, Site],
    live_database: Database,
    random: Random,
    how: str,
    code: int,
) -> None:
    ama, kofi = people
    live = ama.join(module_document(live_database))
    user = owner(live_database, ama)

    def shut_out() -> None:
        with live_database.transaction() as session:
            if how == "sign out":
                end_session(session, ama.token)
            elif how == "block":
                block(session, user, reason="", by=COMMAND_LINE)
            else:
                revoke_role(session, user, Grant(Role.EDITOR), by=COMMAND_LINE)

    async def both() -> tuple[str, str]:
        async with Typist(ama, live) as one, Typist(kofi, live) as other:
            await asyncio.to_thread(shut_out)
            assert await one.closed(seconds=60) == code
            one.put("too late", random)
            await one.flush()
            other.put("in time", random)
            await other.saved()
            return one.text, other.text

    mine, theirs = asyncio.run(both())
    assert "too late" in mine
    assert "too late" not in theirs
    assert "in time" in theirs


def test_who_may_not_come_in_hears_why(
    ama: Site, live_database: Database, server: RunningServer
) -> None:
    document_id = module_document(live_database)
    live = ama.join(document_id)
    reader = editor(live_database, server.url, "Abla", role=None)
    stranger = Site(server.url, "nobody")

    async def code(site: Site, document_id: int, epoch: str) -> int | None:
        typist = Typist(site, (document_id, epoch))
        connecting = asyncio.create_task(typist.connect())
        await until(lambda: typist.close_code is not None)
        connecting.cancel()
        return typist.close_code

    async def codes() -> list[int | None]:
        return [
            await code(stranger, *live),
            await code(reader, *live),
            await code(ama, 10**6, live[1]),
            await code(ama, document_id, "another"),
        ]

    assert asyncio.run(codes()) == [4401, 4403, 4404, 4409]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_a_page_of_another_site_gets_no_socket(
    ama: Site, live_database: Database, origin: str | None
) -> None:
    document_id, epoch = ama.join(module_document(live_database))
    url = f"{ama.url.replace('http', 'ws')}/live/{document_id}/{epoch}"

    async def handshake() -> None:
        cookie = {"Cookie": f"passalong={ama.token}"}
        await connect(
            url, additional_headers=cookie, origin=Origin(origin) if origin else None
        )

    with pytest.raises(InvalidStatus, match="403"):
        asyncio.run(handshake())


def test_what_cannot_be_read_ends_its_socket_and_harms_nobody(
    ama: Site, kofi: Site, live_database: Database, random: Random
) -> None:
    live = ama.join(module_document(live_database))
    bad = [b"\x00", b"\x07\x01", b"\x00\x02\x05ab", b"\x64\x01"]
    bad += [sync_frame(Step.UPDATE, b"\xff" * 40), b"\x01" + sized(b"\x7f" * 9)]
    bad += [sync_frame(Step.STATE, b"\xff\xff\xff"), b"\x01" + b"x" * 5_000]

    async def both() -> None:
        async with Typist(kofi, live) as other:
            for frame in bad:
                async with Typist(ama, live) as one:
                    await one.send(frame)
                    assert await one.closed() == 4400, frame
            other.put("still here", random)
            await other.saved()

    asyncio.run(both())


def test_a_text_that_grows_too_long_is_refused_and_nothing_of_it_kept(
    ama: Site, kofi: Site, live_database: Database, random: Random
) -> None:
    live = ama.join(module_document(live_database, 3))

    async def both() -> str:
        async with Typist(kofi, live) as other:
            async with Typist(ama, live) as one:
                one.put("abcd " * 200_000, random)
                await one.flush()
                one.put("beyond " * 20_000, random)
                await one.flush()
                assert await one.closed() == 4413
            return other.text

    text = asyncio.run(both())
    assert "beyond" not in text
    assert len(text.encode()) <= 1 << 20


def test_a_frame_that_is_too_long_ends_its_socket_and_says_so(
    ama: Site, kofi: Site, live_database: Database, random: Random
) -> None:
    live = ama.join(module_document(live_database))

    async def both() -> None:
        async with Typist(kofi, live) as other:
            async with Typist(ama, live) as one:
                await one.send_raw(b"\x00" * (MAX_FRAME_BYTES + 1))
                assert await one.closed() == Closing.TOO_LONG
            other.put("not disturbed", random)
            await other.saved()

    asyncio.run(both())


def test_who_takes_nothing_is_let_go_and_keeps_nobody_waiting(
    ama: Site, kofi: Site, live_database: Database, random: Random
) -> None:
    live = ama.join(module_document(live_database, 4))
    url = f"{ama.url.replace('http', 'ws')}/live/{live[0]}/{live[1]}"

    async def both() -> None:
        async with Typist(kofi, live) as other:
            other.put("a long text " * 25_000, random)
            await other.saved()
            slow = await connect(
                url,
                additional_headers={"Cookie": f"passalong={ama.token}"},
                origin=Origin(ama.url),
                max_queue=1,
                max_size=None,
                ping_interval=None,
                compression=None,
            )
            for _ in range(ASKED):
                # Each answer is the whole text.
                await slow.send(sync_frame(Step.STATE, b"\x00"))
            other.put("still quick", random)
            await other.saved()
            with suppress(ConnectionClosed):
                async for _ in slow:
                    pass
            # The reason, or the end of a line on which it did not get through.
            assert slow.close_code in {Closing.LATER, 1006}

    asyncio.run(both())


def owner(database: Database, site: Site) -> User:
    with database.open_session() as session:
        found = find_owner(database.engine, site.token)
        assert found is not None
        return session.get_one(User, found.user_id)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():
            await asyncio.sleep(0.02)
