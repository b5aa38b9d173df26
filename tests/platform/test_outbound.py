"""Asking the servers that the operator has set up."""

import ssl
from typing import Any

import pytest

from app.platform.outbound import OutboundFailed, Outgoing, ask
from tests.services.process import free_port


def test_whom_to_trust_is_read_once_however_often_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[object] = []
    making = ssl.create_default_context

    def create(**files: Any) -> ssl.SSLContext:
        read.append(files)
        return making(**files)

    monkeypatch.setattr(ssl, "create_default_context", create)
    nobody = f"http://127.0.0.1:{free_port()}/"

    for _ in range(3):
        with pytest.raises(OutboundFailed, match="ConnectError"):
            ask(Outgoing("GET", nobody, "Test"), of=nobody)

    assert len(read) <= 1
