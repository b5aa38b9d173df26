"""A site of its own whose server can be stopped, and a phone that reads there."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from app.main import create_app
from tests.browser.keeping import Phone
from tests.browser.watching import Visitor
from tests.databases import Databases, make_settings
from tests.security.serving import own_origin, served


@dataclass
class Site:
    """A site of its own, whose server can be stopped."""

    app: FastAPI
    url: str
    port: int
    running: ExitStack

    def start(self) -> None:
        """Listen, at the same address as before."""
        self.running.enter_context(served(self.app, self.port))

    def stop(self) -> None:
        """Listen no more: who asks is refused."""
        self.running.close()


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[Site]:
    url, (origin, port) = databases.copy("live"), own_origin()
    more = {"public_url": origin, "allowed_hosts": ("127.0.0.1",)}
    app = create_app(make_settings(url, databases.media, **more))
    site = Site(app, origin, port, ExitStack())
    site.start()
    yield site
    site.stop()
    app.state.database.close()
    databases.drop(url)


@pytest.fixture
def reader(chromium: Browser, site: Site) -> Iterator[Visitor]:
    reader = Visitor(chromium, site.url)
    yield reader
    reader.close()
    assert not reader.watch.problems, "\n".join(reader.watch.problems)


@pytest.fixture
def phone(reader: Visitor) -> Phone:
    return Phone.of(reader)
