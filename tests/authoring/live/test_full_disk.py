"""A disk without room: what was typed stays in the form and in the live draft.

A limit on the size of files is what the server meets: its writes fail as they do on a
full disk, and reading goes on.
"""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.platform.db import Database
from tests.authoring.conftest import EDIT
from tests.authoring.live.conftest import editor, module_document, start_server
from tests.authoring.live.test_taking_part import until
from tests.authoring.live.typist import Site, Typist
from tests.conftest import Databases
from tests.reading.html_page import Element, read_page
from tests.services.process import RunningServer

pytestmark = pytest.mark.slow
WORDS = "Typed while there was no room."
# Below this the log of the server itself still grows.
ROOM_BYTES = 1_000_000
MOST_SAVES = 300


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[tuple[Site, Database, int]]:
    """Somebody on a server that keeps its data in a file."""
    url = databases.copy("starter")
    with Database(url) as database:
        if not database.is_sqlite:
            pytest.skip("PostgreSQL writes its own files, in another process")
        server = start_server(tmp_path, url)
        yield editor(database, server.url, "Ama"), database, _pid(server)
        server.stop()
    databases.drop(url)


def _pid(server: RunningServer) -> int:
    assert server.pid is not None
    return server.pid


@contextmanager
def no_room(pid: int) -> Iterator[None]:
    """Let no file of a process grow."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (ROOM_BYTES, before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def form_of(page: Element) -> dict[str, str]:
    """Return what the form of a draft holds."""
    (form,) = (one for one in page.all("form") if one.all("textarea", id="body"))
    fields = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in form.all("input")
    }
    for area in form.all("textarea"):
        fields[area.attributes["name"]] = "".join(map(str, area.children))
    (kind,) = (one for one in form.all("option") if "selected" in one.attributes)
    return fields | {"kind": kind.attributes["value"]}


def test_on_a_full_disk_the_text_stays_in_the_form_and_reading_goes_on(
    site: tuple[Site, Database, int],
) -> None:
    ama, _, pid = site
    with httpx.Client(base_url=ama.url, headers=ama.cookie, timeout=60) as client:
        form = form_of(read_page(client.get(EDIT).text))
        body, number = form["body"], 0
        with no_room(pid):
            while True:
                number += 1
                assert number < MOST_SAVES
                sent = form | {"body": f"{body}\n\n{WORDS} {number}."}
                answer = client.post(EDIT, data=sent)
                if answer.status_code != httpx.codes.SEE_OTHER:
                    break
                form = form_of(read_page(client.get(EDIT).text))
            assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
            page = read_page(answer.text).one("main")
            assert f"{WORDS} {number}." in page.one("textarea", id="body").text
            assert "This could not be saved" in page.text
            for path in ("/en/", "/en/packs", EDIT.replace("/edit/", "/packs/"), EDIT):
                assert client.get(path).status_code == httpx.codes.OK, path
            assert f"{WORDS} {number}." not in client.get(EDIT).text

        again = client.post(EDIT, data=form_of(page))

        assert again.status_code == httpx.codes.SEE_OTHER
        assert client.get(EDIT).text.count(f"{WORDS} {number}.") >= 1


def test_on_a_full_disk_a_live_draft_says_nothing_is_saved_until_it_is(
    site: tuple[Site, Database, int], tmp_path: Path
) -> None:
    ama, database, pid = site
    live = ama.join(module_document(database))

    async def write() -> None:
        async with Typist(ama, live) as one, Typist(ama, live, "other") as other:
            with no_room(pid):
                number = 0
                while True:
                    number += 1
                    assert number < MOST_SAVES
                    one.doc["body"].insert(0, f"{number} {'abc ' * 5_000}")
                    await one.flush()
                    if not await _is_saved(one, tmp_path):
                        break
                    del one.doc["body"][:]
                # The others see it all the same, and pages are read.
                await until(lambda: other.text == one.text)
                page = await asyncio.to_thread(httpx.get, f"{ama.url}/en/packs")
                assert page.status_code == httpx.codes.OK
            await one.saved()
            assert one.text.startswith(f"{number} ")

    asyncio.run(write())


async def _is_saved(one: Typist, folder: Path) -> bool:
    """Wait until all of a window is saved, or the server says that it cannot."""
    (log,) = folder.glob("server-*.log")
    while True:
        try:
            await one.saved(seconds=0.5)
        except TimeoutError:
            if "live_failed" in log.read_text():
                return False
        else:
            return True
