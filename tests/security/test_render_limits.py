"""No Markdown keeps the server busy: it is cheap, or refused, or shown otherwise."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import polib
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.content.export import empty_pack_catalog
from app.content.library import read_library
from app.content.loading import LoadReport, load_library
from app.main import create_app
from app.packs.queries import get_pack
from app.platform.db import Database
from app.platform.limited import LimitedProcess, Limits, TookTooLong
from app.platform.markdown import MAX_MARKDOWN_BYTES
from app.platform.states import CONTENT, bump
from app.platform.storage import FolderStorage
from app.texts.rendering import (
    MAX_CHEAP_CHARACTERS,
    is_cheap,
    lesson_within_limits,
)
from app.translation.models import Translation
from tests.databases import HOST, make_settings
from tests.factories.small_library import PACK, write_library
from tests.security.bombs import BOMBS
from tests.security.measuring import cpu_of

SMALL, MIDDLE, LARGER = 4_096, 16_384, 65_536
# The most CPU an in-process rendering may cost; a quarter of a second on two busy
# cores, and far more where somebody has found a text whose cost grows with its square.
MAX_CHEAP_SECONDS = 3.0
# Those that cost most are also tried at 64 kB, and some at the largest size of all.
SLOWEST = (
    *("lazy quotes", "table columns", "table rows", "headings", "paragraphs"),
    *("ticks", "definition lists", "images", "links opened", "brackets"),
)
LARGEST = ("lazy quotes", "table columns", "links opened")
SLOW_SENTENCE = "![[]()" * 150_000
FIRST = "Une première phrase"
NOTICE = "needs more time to show than a page may take"
EARLIER = "This is an earlier version."


@pytest.fixture(scope="module")
def process() -> Iterator[LimitedProcess]:
    # It is refused for what it costs, not for how long others keep the machine busy.
    process = LimitedProcess(Limits(wall_seconds=60))
    yield process
    process.close()


@pytest.fixture(scope="module")
def patient() -> Iterator[LimitedProcess]:
    """One that gives every text the time a machine ten times slower would need."""
    process = LimitedProcess(Limits(cpu_seconds=20, wall_seconds=200))
    yield process
    process.close()


@pytest.mark.parametrize("name", BOMBS)
def test_a_text_made_to_be_slow_is_made_or_refused_and_the_next_is_served(
    process: LimitedProcess, patient: LimitedProcess, name: str
) -> None:
    first = cost(patient, name, SMALL)

    for size in (MIDDLE, *([LARGER] if name in SLOWEST else [])):
        cost(process, name, size)

    assert first is not None, "four kilobytes are never too much"
    assert process.run(cpu_of, "An ordinary text.") >= 0


def cost(process: LimitedProcess, name: str, size: int) -> float | None:
    """Return the CPU a bomb of this size takes, or None when it is refused."""
    text = BOMBS[name](size)
    assert len(text) < size * 1.3 + 200, "the generator is too generous"
    try:
        return process.run(cpu_of, text)
    except TookTooLong:
        return None


@pytest.mark.parametrize("name", LARGEST)
def test_a_bomb_of_the_largest_size_is_made_or_refused_in_time(
    process: LimitedProcess, name: str
) -> None:
    started = time.monotonic()
    with suppress(TookTooLong):
        process.run(cpu_of, BOMBS[name](MAX_MARKDOWN_BYTES))

    assert time.monotonic() - started < process.limits.wall_seconds + 10


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_made_in_the_server_itself_is_cheap(
    patient: LimitedProcess, name: str
) -> None:
    text = BOMBS[name](MAX_CHEAP_CHARACTERS - 200)

    assert not is_cheap(text) or patient.run(cpu_of, text) < MAX_CHEAP_SECONDS


def test_more_text_than_a_page_can_hold_is_refused_without_trying() -> None:
    started = time.thread_time()
    with pytest.raises(TookTooLong):
        lesson_within_limits("word " * 1_000_000)

    assert time.thread_time() - started < 0.1


class Site:
    """A small library in a folder of its own, served by the whole program."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.root = write_library(folder / "content")
        self.pack = self.root / "learning_packs" / PACK
        settings = make_settings(database_url, folder / "media")
        self.app: FastAPI = create_app(settings)
        self.database: Database = self.app.state.database
        self.storage = FolderStorage(settings.media_folder)
        self.load()

    def load(self) -> LoadReport:
        return load_library(self.database, self.storage, read_library(self.root))

    def get(self, path: str) -> str:
        client = TestClient(self.app, base_url=f"http://{HOST}")
        answer = client.get(f"{path}?uselang=en")
        assert answer.status_code == 200
        return answer.text

    def translate(self, wording: str) -> None:
        """Translate the pack to French, with this wording for one goal."""
        with self.database.open_session() as session:
            empty = empty_pack_catalog(session, get_pack(session, PACK), "fr")
        catalog = polib.pofile(empty.decode())
        for entry in catalog:
            entry.msgstr = "Une phrase"
        units = [entry for entry in catalog if entry.msgctxt.startswith("m1/")]
        next(entry for entry in units if "goal" in entry.comment).msgstr = FIRST
        folder = self.pack / "translations"
        folder.mkdir(exist_ok=True)
        catalog.save(str(folder / "fr.po"))
        self.load()
        self.reword(FIRST, wording)

    def reword(self, before: str, wording: str) -> None:
        """Put a wording into the database: a catalog with one so long is refused."""
        with self.database.transaction() as session:
            changed = (
                update(Translation)
                .where(col(Translation.text) == before)
                .values(text=wording)
            )
            assert session.connection().execute(changed).rowcount == 1
            bump(session, CONTENT)

    def write_module(self, body: str) -> None:
        path = self.pack / "modules" / "01-step.md"
        head = path.read_text().split("+++\n")[1]
        path.write_text(f"+++\n{head}+++\n{body}")


@pytest.fixture
def site(tmp_path: Path, databases: object) -> Iterator[Site]:
    url = databases.copy("empty")  # type: ignore[attr-defined]
    site = Site(tmp_path, url)
    yield site
    site.database.close()
    databases.drop(url)  # type: ignore[attr-defined]
    shutil.rmtree(tmp_path / "content")


def test_a_module_that_takes_too_long_is_not_loaded_and_the_file_is_named(
    site: Site,
) -> None:
    before = site.get(f"/en/packs/{PACK}/1")
    site.write_module(BOMBS["lazy quotes"](240_000))

    library = read_library(site.root)

    [problem] = library.problems
    assert problem.file == f"learning_packs/{PACK}/modules/01-step.md"
    assert problem.reason == "the text takes longer to show than a page may"
    assert load_library(site.database, site.storage, library).loaded == []
    assert site.get(f"/en/packs/{PACK}/1") == before


def test_a_large_sound_module_is_shown_whole(site: Site) -> None:
    site.write_module(
        ("A plain sentence of some length. " * 50 + "\n\n") * 20 + "The end.\n"
    )
    site.load()

    text = site.get(f"/en/packs/{PACK}/1")
    assert "The end." in text
    assert NOTICE not in text


def test_a_translation_that_takes_too_long_leaves_a_page_with_a_notice(
    site: Site,
) -> None:
    site.translate(SLOW_SENTENCE)

    for _ in range(2):
        text = site.get(f"/fr/packs/{PACK}/1")
        assert NOTICE in text
        assert "Une phrase" in text  # its title is there, and the next module
    assert NOTICE not in site.get(f"/en/packs/{PACK}/1")
    assert NOTICE not in site.get(f"/fr/packs/{PACK}/2")


def test_readers_keep_the_earlier_version_of_a_text_that_takes_too_long(
    site: Site,
) -> None:
    site.translate("Encore une phrase")
    assert "Encore une phrase" in site.get(f"/fr/packs/{PACK}/1")
    site.reword("Encore une phrase", SLOW_SENTENCE)

    text = site.get(f"/fr/packs/{PACK}/1")
    assert EARLIER in text
    assert "Encore une phrase" in text


def test_others_are_answered_while_a_text_takes_too_long(site: Site) -> None:
    # In its own words: a text that was refused once is refused at once.
    site.translate(f"Encore {SLOW_SENTENCE}")
    site.get(f"/en/packs/{PACK}/1")
    bomb = threading.Thread(target=site.get, args=(f"/fr/packs/{PACK}/1",))
    bomb.start()

    answered = 0
    while bomb.is_alive():
        site.get(f"/en/packs/{PACK}/1")
        answered += 1

    assert answered >= 3
