"""Rooms of one process: what they leave behind, and what of theirs may fail alone."""

import asyncio
import gc
import weakref
from contextlib import suppress
from threading import Event

import pytest
from sqlalchemy.exc import OperationalError

from app.authoring.live import hub, idling, store
from app.authoring.live.documents import load_document, read
from app.authoring.live.frames import Kind, Presence, presence_frame, read_presence
from app.authoring.live.hub import Hub
from app.authoring.live.lib0 import Reader
from app.authoring.live.log import find_live, whole_log
from app.authoring.live.models import LiveDraft
from app.authoring.live.permits import Closing
from app.authoring.live.room import Room
from app.platform.db import Database
from app.platform.ids import short_id
from tests.authoring.live.windows import Window, opened, run, until

ANOTHER_EPOCH = short_id(12)


pytestmark = pytest.mark.usefixtures("nothing_by_itself")


def text(database: Database, live: LiveDraft) -> str:
    with database.open_session() as session:
        return read(load_document(whole_log(session, live.document_id).updates)).body


def test_a_room_that_everybody_has_left_leaves_nothing_behind(
    live_database: Database,
    lives: tuple[LiveDraft, LiveDraft],
    people: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub, "GRACE_SECONDS", -1)
    monkeypatch.setattr(idling, "IDLE_SECONDS", -1)
    left: list[weakref.ref[object]] = []

    async def come_and_go(rooms: Hub) -> None:
        room, ama = await opened(rooms, lives[0]), Window(people[0])
        ama.come_in(rooms, room)
        ama.send(presence_frame([Presence(7, 1, {"cursor": None})]))
        ama.write("words ")
        await until(lambda: room.has_news)
        await ama.leave()
        left.extend(map(weakref.ref, (room, room._document, ama.connection)))
        await rooms.write()

    async def test(rooms: Hub) -> None:
        await come_and_go(rooms)
        for _ in range(2):  # The first makes the save.
            # Nobody who is in has a session in the database.
            await rooms.look()
        # What is told together is still to be told.
        await until(lambda: gc.collect() >= 0 and not any(one() for one in left))

    run(live_database, test)


def test_who_comes_with_a_new_epoch_opens_it_before_anybody_has_looked(
    live_database: Database, lives: tuple[LiveDraft, LiveDraft]
) -> None:
    async def test(rooms: Hub) -> None:
        room, ama = await opened(rooms, lives[0]), Window()
        ama.come_in(rooms, room)
        with live_database.transaction() as session:
            held = find_live(session, room.document_id)
            assert held is not None
            held.epoch = ANOTHER_EPOCH
            session.add(held)

        newer = await rooms.room(room.document_id, ANOTHER_EPOCH)

        assert isinstance(newer, Room)
        await until(lambda: ama.code == Closing.OTHER_EPOCH)
        assert await rooms.room(room.document_id, room.epoch) == Closing.OTHER_EPOCH
        assert await rooms.room(room.document_id, ANOTHER_EPOCH) is newer

    run(live_database, test)


def test_a_room_given_up_twice_does_not_take_its_successor_away(
    live_database: Database, lives: tuple[LiveDraft, LiveDraft]
) -> None:
    async def test(rooms: Hub) -> None:
        broken = await opened(rooms, lives[0])
        rooms.give_up(broken)
        successor = await opened(rooms, lives[0])
        rooms.give_up(broken)

        assert successor is not broken
        assert await opened(rooms, lives[0]) is successor

    run(live_database, test)


def test_a_draft_that_cannot_be_saved_keeps_no_other_waiting(
    live_database: Database,
    lives: tuple[LiveDraft, LiveDraft],
    people: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(idling, "IDLE_SECONDS", -1)
    bad, good = lives
    saved: list[int] = []

    def save(_database: Database, document_id: int) -> None:
        saved.append(document_id)
        if document_id == bad.document_id:
            raise ValueError

    async def test(rooms: Hub) -> None:
        rooms_of = [await opened(rooms, live) for live in lives]
        for room in rooms_of:
            window = Window(people[0])
            window.come_in(rooms, room)
            window.write("words ")
        await until(lambda: all(room.has_news for room in rooms_of))
        await rooms.write()
        monkeypatch.setattr(store, "save", save)
        await rooms.look()
        await rooms.look()

    run(live_database, test)
    # Again and again, and once.
    assert saved[:3] == [bad.document_id, good.document_id, bad.document_id]


def test_what_was_left_unsaved_is_saved_although_one_of_it_cannot(
    live_database: Database,
    lives: tuple[LiveDraft, LiveDraft],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    saved: list[int] = []

    def save(_database: Database, document_id: int) -> None:
        saved.append(document_id)
        raise ValueError

    monkeypatch.setattr(store, "save", save)

    store.save_all(live_database, [1, 2])

    assert saved == [1, 2]


def test_what_could_not_be_committed_is_committed_later_and_said_only_then(
    live_database: Database,
    lives: tuple[LiveDraft, LiveDraft],
    people: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> list[int | None]:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    async def test(rooms: Hub) -> None:
        room, ama = await opened(rooms, lives[0]), Window(people[0])
        ama.come_in(rooms, room)
        ama.write("⟨first⟩")
        await until(lambda: room.has_news)
        with monkeypatch.context() as patched:
            patched.setattr(store, "write", full)
            with suppress(OperationalError):
                await rooms.write()
        assert room.has_news
        assert not [one for one in ama.heard if one[0] == Kind.SAVED]
        assert "⟨first⟩" not in text(live_database, lives[0])
        ama.write("⟨second⟩")
        await until(lambda: ama.connection.received == 2)
        await rooms.write()
        await until(lambda: any(one[0] == Kind.SAVED for one in ama.heard))
        [said] = [one for one in ama.heard if one[0] == Kind.SAVED]
        assert Reader(said[1:]).number() == 2
        assert "⟨second⟩⟨first⟩" in text(live_database, lives[0])

    run(live_database, test)


def test_slow_answers_about_permissions_are_answers(
    live_database: Database,
    lives: tuple[LiveDraft, LiveDraft],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Every look begins longer ago than this when it is over.
    monkeypatch.setattr(hub, "STALE_SECONDS", 0.0)
    answer, look = Event(), store.look

    def slow_look(
        database: Database, seen: dict[int, int], who: set[str]
    ) -> store.Look:
        answer.wait(30)
        return look(database, seen, who)

    async def test(rooms: Hub) -> None:
        await asyncio.sleep(0.01)
        monkeypatch.setattr(store, "look", slow_look)
        waiting = asyncio.create_task(rooms.be_sure())
        await asyncio.sleep(0.01)
        looking = asyncio.create_task(rooms.look())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        answer.set()
        await looking
        await waiting

    run(live_database, test)


def test_a_panic_of_the_library_does_not_end_what_is_repeated(
    live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Panic(BaseException):
        """What the library raises when it stops in the middle of something."""

    monkeypatch.setattr(hub, "WRITE_SECONDS", 0)
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0)
    times: list[int] = []

    async def write(_rooms: Hub) -> None:
        times.append(1)
        raise Panic

    monkeypatch.setattr(Hub, "write", write)

    async def test(rooms: Hub) -> None:
        await until(lambda: len(times) > 2)
        monkeypatch.undo()

    run(live_database, test)


def test_what_is_typed_at_once_is_told_as_one_and_not_to_its_writer(
    live_database: Database, lives: tuple[LiveDraft, LiveDraft], people: tuple[int, int]
) -> None:
    async def test(rooms: Hub) -> None:
        room = await opened(rooms, lives[0])
        ama, kofi = Window(people[0]), Window(people[1])
        ama.come_in(rooms, room)
        kofi.come_in(rooms, room)
        for number in range(50):
            ama.write(f"⟨{number}⟩")
        await until(lambda: bool(kofi.updates))
        for update in kofi.updates:
            kofi.doc.apply_update(update)
        # All fifty had come before any of them was told.
        assert len(kofi.updates) == 1
        assert "⟨49⟩⟨48⟩" in str(kofi.doc["body"])
        assert ama.updates == []
        kofi.write("both ")
        ama.write("both ")
        await until(lambda: len(ama.updates) == len(kofi.updates) - 1 == 1)

    run(live_database, test)


def test_a_window_that_lost_its_line_has_its_caret_back_at_once(
    live_database: Database, lives: tuple[LiveDraft, LiveDraft]
) -> None:
    async def test(rooms: Hub) -> None:
        room = await opened(rooms, lives[0])
        gone, again, mallory = Window(1), Window(1), Window(2)
        for window in (gone, again, mallory):
            window.come_in(rooms, room)
        gone.send(presence_frame([Presence(7, 1, {"cursor": {"head": 1}})]))
        await until(lambda: 7 in gone.connection.clients)
        again.send(presence_frame([Presence(7, 2, {"cursor": {"head": 2}})]))
        mallory.send(presence_frame([Presence(7, 3, {"cursor": {"head": 3}})]))
        await until(lambda: 7 in again.connection.clients)
        await gone.leave()
        mallory.send(presence_frame([Presence(8, 1, {"cursor": None})]))
        await until(lambda: 8 in {one.client for one in room.presences.everybody()})
        [caret] = [one for one in room.presences.everybody() if one.client == 7]
        assert caret.state is not None
        assert caret.state["cursor"] == {"head": 2}
        frames = [one for one in mallory.heard if one[0] == Kind.AWARENESS]
        told = [one for frame in frames for one in read_presence(frame) if one.state]
        assert all(one.state and one.state.get("cursor") != {"head": 3} for one in told)

    run(live_database, test)
