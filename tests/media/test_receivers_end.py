"""A receiver may be killed, its line lost, its disk full: nothing of that is left."""

import os
import resource
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from app.platform import receiver, receiving
from app.platform.storage import FolderStorage
from tests.databases import Databases
from tests.media.lines import (
    KEY,
    LONG,
    PATIENCE_SECONDS,
    Line,
    Site,
    command_of,
    kill,
    receivers_of,
    site_of,
    wait_until,
)
from tests.services.passalong import start_passalong


@pytest.fixture
def site(empty_app: FastAPI) -> Iterator[Site]:
    with site_of(empty_app) as site:
        yield site


def test_who_loses_the_line_leaves_nothing_and_sends_it_again(site: Site) -> None:
    ref, address = site.part(len(LONG))
    line = site.line()
    line.begin("PUT", address, len(LONG))
    line.say(LONG[:3_000_000])
    wait_until(site.receivers)
    wait_until(site.kept)
    line.socket.close()
    wait_until(lambda: not site.kept())

    assert site.rig.ask("PUT", address, LONG).status_code == 200
    assert [part.bytes for part in site.storage.parts(ref)] == [len(LONG)]


def test_a_receiver_that_is_killed_is_a_line_that_is_lost(site: Site) -> None:
    ref, address = site.part(len(LONG))
    line = site.line()
    line.begin("PUT", address, len(LONG))
    line.say(LONG[:3_000_000])
    wait_until(site.receivers)
    [killed] = site.receivers()
    kill(killed)

    assert not _heard_until_the_end(line), "nobody says that it has arrived"
    wait_until(lambda: not site.kept())
    # As the script of the page does it.
    assert site.rig.ask("PUT", address, LONG).status_code == 200
    assert [part.bytes for part in site.storage.parts(ref)] == [len(LONG)]
    [anew] = site.receivers()
    assert anew != killed


def _heard_until_the_end(line: Line) -> bytes:
    try:
        return line.hear_all()
    except ConnectionResetError:
        return b""


def test_a_receiver_that_was_killed_between_two_is_not_missed(site: Site) -> None:
    _, address = site.part(len(LONG))
    assert site.rig.ask("PUT", address, LONG).status_code == 200
    [killed] = site.receivers()
    kill(killed)
    # What is lent to it before it is gone is lost with it.
    wait_until(lambda: killed not in site.receivers())

    assert site.rig.ask("PUT", address, LONG).status_code == 200


def test_it_ends_when_nobody_sends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "IDLE_SECONDS", 0.05)
    _, address = site.part(len(LONG))

    for _ in range(2):
        assert site.rig.ask("PUT", address, LONG).status_code == 200
        wait_until(lambda: not site.receivers())


def test_it_ignores_what_tells_a_service_to_end(site: Site) -> None:
    ref, address = site.part(len(LONG))
    line = site.line()
    line.begin("PUT", address, len(LONG))
    line.say(LONG[:3_000_000])
    wait_until(site.receivers)
    [pid] = site.receivers()
    # Begun for certain: whoever starts is not ready for signals yet.
    wait_until(lambda: os.sched_getscheduler(pid) == os.SCHED_IDLE)
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        os.kill(pid, signal_)
    line.say(LONG[3_000_000:])

    assert line.hear_all().startswith(b"HTTP/1.1 200 ")
    assert [part.bytes for part in site.storage.parts(ref)] == [len(LONG)]


def test_a_disk_that_is_full_is_told_and_keeps_nothing(site: Site) -> None:
    _, address = site.part(len(LONG))
    assert site.rig.ask("PUT", address, LONG).status_code == 200
    ref, address = site.part(len(LONG))
    [pid] = site.receivers()
    # A file of it may have no more: what a full disk is to who writes.
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    answer = site.rig.ask("PUT", address, LONG, {"accept": "application/json"})
    kill(pid)

    assert answer.status_code == 503
    assert "There is no room left" in answer.json()["detail"]
    assert site.storage.parts(ref) == []
    assert len(site.kept()) == 1, "the first, and nothing of the second"


def test_who_says_nothing_for_long_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "SILENT_SECONDS", 0.2)
    monkeypatch.setattr(receiver, "LOOK_SECONDS", 0.05)
    channel, theirs = socket.socketpair()
    connection, silent = socket.socketpair()
    silent.setblocking(False)
    taking = threading.Thread(target=receiver.Receiver(theirs).run)
    taking.start()
    with (tmp_path / "file").open("wb") as file:
        handles = [silent.fileno(), file.fileno()]
        socket.send_fds(channel, [receiver.TASK.pack(7, 100)], handles)
        connection.sendall(b"only this")
        told = channel.recv(receiver.OUTCOME.size)
    channel.close()
    taking.join(PATIENCE_SECONDS)
    for one in (theirs, connection, silent):
        one.close()

    assert receiver.OUTCOME.unpack(told) == (7, receiver.SILENT)
    assert (tmp_path / "file").read_bytes() == b"only this"
    assert not taking.is_alive(), "it ends with who lends"


@pytest.mark.slow
def test_each_of_several_servers_has_its_own_and_takes_it_along(
    databases: Databases, tmp_path: Path
) -> None:
    url = databases.copy("live")
    key = "a-secret-of-thirty-two-letters-or-more"
    more = databases.settings(url, tmp_path) | {"PROCESSES": "2", "SECRET_KEY": key}
    server = start_passalong(tmp_path, verb="serve", more=more)
    storage = FolderStorage(tmp_path / "media", [key])
    ref = storage.begin_parts(KEY)
    address = storage.part_address(ref, 1, size=len(LONG), seconds=600)

    def send() -> bool:
        return httpx2.put(server.url + address, content=LONG).status_code == 200

    assert send()
    [first] = receivers_of(server.pid)
    owner = int(Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(owner, signal.SIGKILL)
    wait_until(lambda: not command_of(first))
    assert send()
    left = receivers_of(server.pid)
    server.stop()
    databases.drop(url)

    assert left
    wait_until(lambda: not any(map(command_of, left)))
