"""Taking part by requests, where no socket gets through: texts, and who is here."""

import asyncio
from random import Random

import pytest

from app.accounts.sessions import end_session
from app.authoring.live.documents import EMPTY
from app.authoring.live.frames import Presence
from app.platform.db import Database
from tests.authoring.live.conftest import editor, module_document
from tests.authoring.live.test_taking_part import owner, until
from tests.authoring.live.typist import (
    Site,
    Typist,
    missing_in,
    new_doc,
    present_in,
    shown,
)
from tests.services.process import RunningServer


@pytest.fixture
def ama(live_database: Database, server: RunningServer) -> Site:
    return editor(live_database, server.url, "Ama")


@pytest.fixture
def kofi(live_database: Database, server: RunningServer) -> Site:
    return editor(live_database, server.url, "Kofi")


def test_without_a_socket_updates_are_exchanged(
    ama: Site, kofi: Site, live_database: Database, random: Random
) -> None:
    live = ama.join(module_document(live_database, 2))
    doc = new_doc()

    async def both() -> None:
        async with Typist(kofi, live) as other:
            answer = ama.exchange(live, doc.get_state(), b"\x00\x00")
            doc.apply_update(missing_in(answer))
            other.put("of the socket", random)
            await other.saved()
            before = doc.get_state()
            doc["body"].insert(0, "sent by itself")
            update = doc.get_update(before)
            for _ in range(2):
                answer = await asyncio.to_thread(ama.exchange, live, before, update)
                assert answer.status_code == 200
                doc.apply_update(missing_in(answer))
            await until(lambda: "sent by itself" in other.text)
            assert other.text == str(doc["body"])
            assert other.text.count("sent by itself") == 1

    asyncio.run(both())
    assert ama.exchange((live[0], "other"), b"\x00", b"\x00\x00").status_code == 409
    assert ama.exchange(live, b"\xff", b"\xff").status_code == 422


def test_without_a_socket_a_whole_draft_is_taken_and_more_is_refused_in_words(
    ama: Site, live_database: Database
) -> None:
    live = ama.join(module_document(live_database, pack="make-a-project-last"))
    doc = new_doc()
    doc.apply_update(missing_in(ama.exchange(live, b"\x00", EMPTY)))
    before = doc.get_state()
    doc["body"].insert(0, "abcd " * 204_000)

    taken = ama.exchange(live, before, doc.get_update(before))
    again = ama.exchange(live, before, doc.get_update(before))
    doc["body"].insert(0, "beyond " * 100_000)
    too_long = ama.exchange(live, before, doc.get_update(before))
    far_too_long = ama.exchange(live, b"\x00", b"x" * 5_000_000)

    assert (taken.status_code, again.status_code) == (200, 200)
    assert (too_long.status_code, far_too_long.status_code) == (413, 413)
    assert "Split the module into two." in too_long.text
    assert "more than 4 MB" in far_too_long.text
    kept = new_doc()
    kept.apply_update(missing_in(ama.exchange(live, b"\x00", EMPTY)))
    assert str(kept["body"]).count("abcd ") == 204_000
    assert "beyond" not in str(kept["body"])


def test_without_a_socket_one_sees_the_others_and_is_seen(
    ama: Site, kofi: Site, live_database: Database
) -> None:
    live = ama.join(module_document(live_database))
    names = [owner(live_database, one).name for one in (ama, kofi)]
    caret: dict[str, object] = {"user": {"name": "Operator"}, "cursor": {"head": 1}}

    async def both() -> None:
        async with Typist(kofi, live) as other:
            other.say({"cursor": None}, 1)
            await other.flush()
            await other.taken()
            for _ in range(2):
                answer = await asyncio.to_thread(
                    ama.exchange, live, b"\x00", EMPTY, [Presence(5, 1, caret)]
                )
                assert shown(present_in(answer)) == sorted(names)
            await until(lambda: shown(other.present) == sorted(names))
            state = other.present[5].state
            assert state is not None
            assert state["cursor"] == {"head": 1}
            # Nobody speaks for somebody else's window.
            theirs = Presence(other.doc.client_id, 9, None)
            answer = await asyncio.to_thread(
                ama.exchange, live, b"\x00", EMPTY, [theirs]
            )
            assert shown(present_in(answer)) == sorted(names)
            await asyncio.to_thread(
                ama.exchange, live, b"\x00", EMPTY, [Presence(5, 2, None)]
            )
            await until(lambda: shown(other.present) == names[1:])

    asyncio.run(both())
    assert shown(present_in(ama.exchange(live, b"\x00", EMPTY))) == []


def test_who_signs_out_without_a_socket_is_no_longer_shown(
    ama: Site, kofi: Site, live_database: Database
) -> None:
    live = ama.join(module_document(live_database))

    async def both() -> None:
        async with Typist(kofi, live) as other:
            await asyncio.to_thread(
                ama.exchange, live, b"\x00", EMPTY, [Presence(6, 1, {})]
            )
            await until(lambda: len(shown(other.present)) == 1)
            with live_database.transaction() as session:
                end_session(session, ama.token)
            await until(lambda: not shown(other.present))

    asyncio.run(both())
    assert ama.exchange(live, b"\x00", EMPTY).status_code == 401


def test_what_somebody_without_a_socket_says_is_bounded(
    ama: Site, live_database: Database
) -> None:
    live = ama.join(module_document(live_database))
    windows = [Presence(number, 1, {}) for number in range(10, 20)]
    much = [Presence(30, 1, {"cursor": {"head": "x" * 5_000}})]

    answer = ama.exchange(live, b"\x00", EMPTY, windows)

    assert len(present_in(answer)) == 4
    assert ama.exchange(live, b"\x00", EMPTY, much).status_code == 422
