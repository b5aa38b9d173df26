"""Fixtures for the toolkit: a small app that needs no database."""

import pytest
from starlette.testclient import TestClient

from tests.web.app import build_app


@pytest.fixture(scope="session")
def site() -> TestClient:
    """The small app, with test settings and pseudo-locales."""
    return TestClient(build_app(pseudo_locales=True), follow_redirects=False)


@pytest.fixture(scope="session")
def secure_site() -> TestClient:
    """The same as readers meet it over TLS."""
    app = build_app(public_url="https://testserver")
    return TestClient(app, base_url="https://testserver", follow_redirects=False)
