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
from tests.databases import Databases
from tests.reading.html_page import Element, read_page
from tests.services.process import RunningServer

pytestmark = pytest.mark.slow
WORDS = "Typed while there was no room."
# Below this the log of the server itself still grows.
ROOM_BYTES = 1_000_000
LITTLE_BYTES = 100_000
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
def no_room(pid: int, room: int = ROOM_BYTES) -> Iterator[None]:
    """Let no file of a process grow."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, before[1]))
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


# Pages with other forms in which people write long texts.
OTHERS = (
    f"{EDIT}/talk",
    "/en/report?page=/en/packs",
    EDIT.replace("/edit/", "/packs/") + "/suggest/1/1",
)
LONG = f"{WORDS} It is so long that nobody would like to write it again."


def filled_in(page: Element, words: str = "") -> tuple[str, dict[str, str]]:
    """Return where the first form for long texts leads, and what it sends."""
    form = next(
        one
        for one in page.one("main").all("form")
        if one.attributes.get("method") == "post" and one.all("textarea")
    )
    fields = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in form.all("input")
        if one.attributes.get("type") not in {"checkbox", "radio"}
        or "checked" in one.attributes
    }
    for chosen in form.all("select"):
        options = chosen.all("option")
        one = next((o for o in options if "selected" in o.attributes), options[0])
        fields[chosen.attributes["name"]] = one.attributes["value"]
    for area in form.all("textarea"):
        written = "".join(map(str, area.children))
        fields[area.attributes["name"]] = written.removeprefix("\n") + words
    return form.attributes["action"], fields


def test_on_a_full_disk_every_form_for_long_texts_shows_them_again(
    site: tuple[Site, Database, int],
) -> None:
    ama, _, pid = site
    with httpx.Client(base_url=ama.url, headers=ama.cookie, timeout=60) as client:
        sent = {p: filled_in(read_page(client.get(p).text), LONG) for p in OTHERS}
        comment, fields = sent[OTHERS[0]]
        # So little that SQLite cannot make room in its log by tidying up either.
        with no_room(pid, LITTLE_BYTES):
            for number in range(MOST_SAVES):
                # What is sent twice is kept once.
                said = fields | {"text": f"{number} {LONG}"}
                answer = client.post(comment, data=said)
                if answer.status_code != httpx.codes.SEE_OTHER:
                    break
            kept = {}
            for path, (action, form) in sent.items():
                first = next(name for name, text in form.items() if LONG in text)
                answer = client.post(action, data=form)
                assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, path
                page = read_page(answer.text)
                assert "This could not be saved" in page.one("main").text
                assert LONG in str(page.one("textarea", name=first).children[0])
                kept[path] = filled_in(page)

        for path, (action, form) in kept.items():
            assert form == sent[path][1]
            again = client.post(action, data=form)
            assert again.status_code in {httpx.codes.SEE_OTHER, httpx.codes.OK}, path


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
