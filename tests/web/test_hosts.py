"""Only the names we serve are answered."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.web.hosts import without_port


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver.evil.example",
        "evil.example:8000",
        "testserver@evil.example",
        "testserver:80:80",
        "",
        " testserver.",
        "[::1]",
    ],
)
def test_other_hosts_are_refused(site: TestClient, host: str) -> None:
    assert site.get("/healthz", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER", "testserver:8443"])
def test_our_hosts_are_served(site: TestClient, host: str) -> None:
    assert site.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("header", "name"),
    [("[::1]:8000", "[::1]"), ("[::1]", "[::1]"), ("a.org:1", "a.org"), ("a", "a")],
)
def test_the_port_is_left_out(header: str, name: str) -> None:
    assert without_port(header) == name


def test_other_hosts_cannot_open_a_socket(site: TestClient) -> None:
    host = {"host": "evil.example"}

    with (
        pytest.raises(WebSocketDisconnect) as refusal,
        site.websocket_connect("/socket", headers=host),
    ):
        pass
    assert refusal.value.code == 1008
