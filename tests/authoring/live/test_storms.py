"""Servers that are killed and networks that break: nothing saved is lost or doubled."""

import asyncio
from pathlib import Path

import pytest

from app.authoring.drafts import settled_text
from app.platform.db import Database
from app.texts.models import Document
from tests.authoring.live.conftest import (
    IS_SOAK,
    editor,
    module_document,
    start_server,
)
from tests.authoring.live.storm import Weather, doubled_or_lost, storm
from tests.services.process import RunningServer, free_port

SHORT = Weather(seconds=60, people=50, cut_every=15, kill_every=20, pause=1.5)
# All they write has to fit into a draft.
LONG = Weather(seconds=600, people=50, cut_every=20, kill_every=60, pause=1.5)


@pytest.mark.slow
def test_nothing_saved_is_lost_when_networks_break_and_the_server_is_killed(
    live_database: Database, tmp_path: Path
) -> None:
    port = str(free_port())
    servers: list[RunningServer] = []

    def restart() -> RunningServer:
        servers.append(start_server(tmp_path, live_database.url, PORT=port))
        return servers[-1]

    server = restart()
    sites = [
        editor(live_database, server.url, name) for name in ("Ama", "Kofi", "Efua")
    ]
    live = sites[0].join(module_document(live_database))

    weather = LONG if IS_SOAK else SHORT
    outcome = asyncio.run(storm(sites, live, weather, restart, server))

    for one in servers:
        one.stop()
    # How often depends on how long a server takes to start.
    assert outcome.deaths >= 1
    assert len(outcome.acknowledged) > weather.people * 4
    assert doubled_or_lost(outcome) == {}
    with live_database.transaction() as session:
        text = settled_text(session, session.get_one(Document, live[0])).text
    assert outcome.text.rstrip() in text
