"""Nothing that is asked for is told to anybody but our own log."""

import pytest
from opentelemetry import _logs, metrics, trace
from starlette.testclient import TestClient


class Listener:
    """What an operator's environment may have set up for all programs in it."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"somebody was to be told: {name}")


def test_what_an_environment_has_set_up_for_programs_hears_of_no_request(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in (
        (trace, "get_tracer_provider"),
        (metrics, "get_meter_provider"),
        (_logs, "get_logger_provider"),
    ):
        monkeypatch.setattr(module, name, Listener)

    assert client.get("/en/search?q=budget").status_code == 200
