"""How many may come in, and how fast what they send is taken."""

import pytest

from app.authoring.live import connection, hub
from app.authoring.live.frames import (
    Kind,
)
from app.authoring.live.hub import Hub
from app.authoring.live.models import LiveDraft
from app.authoring.live.permits import Closing
from app.authoring.live.room import MAX_CONNECTIONS
from app.platform.db import Database
from tests.authoring.live.windows import Window, opened, run, until

ANOTHER_EPOCH = "another"


pytestmark = pytest.mark.usefixtures("nothing_by_itself")


def test_only_so_many_come_in_and_who_leaves_makes_room(
    live_database: Database, lives: tuple[LiveDraft, LiveDraft]
) -> None:
    async def test(rooms: Hub) -> None:
        room = await opened(rooms, lives[0])
        many = [Window(number) for number in range(MAX_CONNECTIONS)]
        for window in many:
            window.come_in(rooms, room)
        await until(lambda: room.is_full)
        late, later = Window(MAX_CONNECTIONS), Window(MAX_CONNECTIONS + 1)
        late.come_in(rooms, room)
        await late.let_go()
        await many[0].leave()
        later.come_in(rooms, room)
        await until(lambda: room.is_full)
        assert (late.code, later.code) == (Closing.TOO_MANY, None)

    run(live_database, test)


def test_one_person_has_only_so_many_windows(
    live_database: Database, lives: tuple[LiveDraft, LiveDraft]
) -> None:
    async def test(rooms: Hub) -> None:
        room = await opened(rooms, lives[0])
        mine = [Window() for _ in range(hub.MAX_SOCKETS_OF_ONE + 1)]
        for window in mine:
            window.come_in(rooms, room)
        await mine[-1].let_go()
        assert mine[-1].code == Closing.TOO_MANY
        assert len(room.connections) == hub.MAX_SOCKETS_OF_ONE

    run(live_database, test)


def test_who_sends_more_than_is_taken_hears_so(
    live_database: Database,
    lives: tuple[LiveDraft, LiveDraft],
    people: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "FRAMES_AT_ONCE", 0)

    async def test(rooms: Hub) -> None:
        room, ama = await opened(rooms, lives[0]), Window(people[0])
        ama.come_in(rooms, room)
        ama.write("first ")
        ama.write("second ")
        await until(lambda: ama.connection.received == 2)
        assert [one for one in ama.heard if one[0] == Kind.SLOWED] == [b"\x65"]

    run(live_database, test)
