"""The servers tests rely on really start, answer and end."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.services.postgresql import start_postgresql
from tests.services.process import Program, free_port, start, wait_until
from tests.services.redis import start_redis

pytestmark = pytest.mark.service


def test_postgresql_answers_until_it_is_stopped(tmp_path: Path) -> None:
    server = start_postgresql(tmp_path)
    address = server.url.replace("+psycopg", "")

    with psycopg.connect(address) as connection:
        row = connection.execute("select 'Ẹ kú àárọ̀'").fetchone()
    server.stop()

    assert row == ("Ẹ kú àárọ̀",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)


def test_redis_answers_until_it_is_stopped(tmp_path: Path) -> None:
    server = start_redis(tmp_path)
    place = urlsplit(server.url)
    address = (place.hostname or "", place.port or 0)

    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(b"SET greeting jambo\r\nGET greeting\r\n")
        answer = connection.makefile("rb").read(len(b"+OK\r\n$5\r\njambo"))
    server.stop()

    assert answer == b"+OK\r\n$5\r\njambo"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=5)


def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    process = start(Program(["sh", "-c", "echo no disk left; exit 3"], log))

    with pytest.raises(RuntimeError, match="no disk left"):
        wait_until(lambda: False, process, log)


def test_free_ports_are_different_and_none_that_clients_are_given() -> None:
    ports = {free_port() for _ in range(100)}

    own = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    assert len(ports) == 100
    assert all(1024 < port < int(own[0]) for port in ports)
