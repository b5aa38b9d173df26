"""One server and one Chromium for a test run; a fresh visitor for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect, sync_playwright
from sqlalchemy import delete

from app.accounts.demo import DEMO_ACCOUNTS
from app.accounts.models import RateBucket
from app.platform.db import Database
from tests.browser.files_site import files_site as files_site
from tests.browser.kept_site import phone as phone
from tests.browser.kept_site import reader as reader
from tests.browser.kept_site import site as site
from tests.browser.watching import Entering, Visitor
from tests.databases import Databases
from tests.services.passalong import start_passalong, wait_until_found
from tests.services.process import chromium_path

HERE = Path(__file__).parent
OPTIONS = [
    "--no-sandbox",  # the sandbox does not start for root, as in containers
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A page of a test is left before its scripts have run often enough for an optimised
    # version to be worth making: axe-core takes a fifth less processor time without,
    # and with room for what it throws away. The language they run in stays the same.
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=16",
]
# Five seconds are not enough where two browsers and two servers share two cores.
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that no test here can run by accident."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def prepared(databases: Databases) -> Iterator[str]:
    """The address of a database with all content, ready to be searched."""
    url = databases.copy("live")
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def live_server(
    databases: Databases, prepared: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a running Passalong, when all its content can be found."""
    folder = tmp_path_factory.mktemp("passalong")
    server = start_passalong(folder, more=databases.settings(prepared, folder))
    wait_until_found(server.url)
    yield server.url
    server.stop()


@pytest.fixture
def nobody_tried(prepared: str) -> None:
    """Everybody in a run has one address: forget what was tried from it before."""
    with Database(prepared) as database, database.transaction() as session:
        session.execute(delete(RateBucket))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def cookies_of(chromium: Browser, live_server: str) -> Callable[[str], StorageState]:
    """Sign a demo account in once; signing in is slow on purpose."""
    known: dict[str, StorageState] = {}
    passphrases = {name: passphrase for name, passphrase, _ in DEMO_ACCOUNTS}

    def cookies(name: str) -> StorageState:
        if name not in known:
            someone = Visitor(chromium, live_server)
            known[name] = someone.sign_in(name, passphrases[name])
        return known[name]

    return cookies


@pytest.fixture
def enter(
    chromium: Browser, live_server: str, cookies_of: Callable[[str], StorageState]
) -> Iterator[Entering]:
    """Let somebody of the demonstration in, by name."""
    entered: list[Visitor] = []

    def visitor(name: str) -> Visitor:
        entered.append(Visitor(chromium, live_server, cookies=cookies_of(name)))
        return entered[-1]

    yield visitor
    problems = [text for one in entered for text in one.watch.problems]
    for one in entered:
        one.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def learner(enter: Entering) -> Visitor:
    """A visitor who is signed in as the demo learner."""
    return enter(DEMO_ACCOUNTS[0][0])


@pytest.fixture
def visitor(chromium: Browser, live_server: str) -> Iterator[Visitor]:
    """Whoever reads in this test; errors and foreign requests fail it at the end."""
    yield from _watched(Visitor(chromium, live_server))


def _watched(visitor: Visitor) -> Iterator[Visitor]:
    yield visitor
    visitor.close()
    assert not visitor.watch.problems, "\n".join(visitor.watch.problems)
