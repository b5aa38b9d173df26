"""All published content to take away: whole, with whom to credit, and nothing else."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.packs.models import Pack, PublicState
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import Job
from app.platform.languages import get_language
from app.platform.states import CONTENT, bump
from app.takeout.dump import DumpWriter, marked
from app.takeout.dumps import Dumping, dumps_of, key_of
from app.takeout.job_names import DUMP
from tests.browser.pages import PACK, TRANSLATED_PACK, VIDEO_PACK
from tests.conventions.sources import ROOT
from tests.reading.answer_key import pack_slugs
from tests.reading.html_page import read_page
from tests.takeout.workers import SITE, THREE_LANGUAGES, app_of

CANARY = "zanzibarite"


@pytest.fixture(autouse=True)
def _few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three languages show what all do, but where nothing may slip through."""
    name = request.node.originalname
    if name != test_nothing_that_readers_do_not_get_is_in_any_dump.__name__:
        monkeypatch.setattr("app.takeout.dumps._languages", lambda _: THREE_LANGUAGES)


def dumping(client: TestClient) -> Dumping:
    return Dumping(app_of(client).state.storage, SITE)


def database_of(client: TestClient) -> Database:
    database: Database = app_of(client).state.database
    return database


def make(client: TestClient) -> None:
    dumping(client).make(database_of(client))


def taken(client: TestClient, language: str) -> dict[str, bytes]:
    """Download a dump and unpack it."""
    answer = client.get(f"/dumps/{language}.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def records(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    lines = files["packs.jsonl"].decode().splitlines()
    return {one["slug"]: one for one in map(json.loads, lines)}


@pytest.mark.slow
def test_a_dump_holds_every_pack_of_its_language_with_credit_and_licence(
    dumped: TestClient,
) -> None:
    for language in ("en", "ar", "sw"):
        files = taken(dumped, language)
        manifest = json.loads(files["manifest.json"])
        found = records(files)

        assert manifest["language"] == language
        assert manifest["packs"] == len(found)
        for line in files["SHA256SUMS"].decode().splitlines():
            digest, _, name = line.partition("  ")
            assert hashlib.sha256(files[name]).hexdigest() == digest
        assert len(files["SHA256SUMS"].splitlines()) == len(files) - 1
        for record in found.values():
            assert record["licence"] == "CC-BY-SA-4.0"
            assert record["credits"]
            assert record["language"] == language
            assert set(record["files"]) <= set(files)
            assert all(one["licence"] for one in record["media"])
        catalogs = {n for n in files if n.endswith(".po")}
        assert all(name.endswith(f"/{language}.po") for name in catalogs)
    english, arabic = taken(dumped, "en"), taken(dumped, "ar")
    assert set(records(english)) == set(pack_slugs())
    assert TRANSLATED_PACK in records(arabic)
    folder = ROOT / "learning_packs" / PACK
    for path in (folder / "modules").iterdir():
        name = f"packs/{PACK}/modules/{path.name}"
        assert english[name] == path.read_bytes()
    assert any(n.startswith(f"packs/{VIDEO_PACK}/media/") for n in english)
    assert any(n.startswith(f"markdown/{TRANSLATED_PACK}/") for n in arabic)


@pytest.mark.slow
def test_nothing_that_readers_do_not_get_is_in_any_dump(worked: TestClient) -> None:
    database = database_of(worked)
    with database.transaction() as session:
        draft, gone = session.scalars(select(Pack).order_by(col(Pack.id)).limit(2))
        draft.state, gone.state = PublicState.DRAFT, PublicState.WITHDRAWN
        gone.withdrawn_reason = CANARY
        hidden = [draft.slug, gone.slug]
        bump(session, CONTENT)
    make(worked)

    languages = list(dumps_of(app_of(worked).state.storage))
    assert {"en", "ar"} <= set(languages)
    for language in languages:
        files = taken(worked, language)
        assert not set(hidden) & set(records(files))
        for name, data in files.items():
            assert CANARY.encode() not in data
            assert not any(f"/{slug}/" in name for slug in hidden)


def test_a_pack_that_is_withdrawn_is_gone_at_the_next_making(
    dumped: TestClient,
) -> None:
    assert PACK in records(taken(dumped, "en"))
    before = dumps_of(app_of(dumped).state.storage)
    with database_of(dumped).transaction() as session:
        withdrawn = update(Pack).where(col(Pack.slug) == PACK)
        session.execute(withdrawn.values(state=PublicState.WITHDRAWN))
        bump(session, CONTENT)
    make(dumped)

    assert PACK not in records(taken(dumped, "en"))
    storage = app_of(dumped).state.storage
    # Whoever had begun may finish; a making later the old one is gone.
    assert storage.exists(key_of("en", before["en"]))
    make(dumped)
    assert not storage.exists(key_of("en", before["en"]))


def test_what_has_not_changed_is_not_made_again(
    dumped: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dumps_of(app_of(dumped).state.storage)
    monkeypatch.setattr(DumpWriter, "write", never)
    make(dumped)

    assert dumps_of(app_of(dumped).state.storage) == before


def never(*_: object) -> None:
    raise AssertionError("it was made again")


def test_a_dump_is_given_in_parts_and_not_twice(dumped: TestClient) -> None:
    whole = dumped.get("/dumps/sw.zip")
    part = dumped.get("/dumps/sw.zip", headers={"range": "bytes=10-29"})
    again = dumped.get(
        "/dumps/sw.zip", headers={"if-none-match": whole.headers["etag"]}
    )

    assert (part.status_code, part.content) == (206, whole.content[10:30])
    assert (again.status_code, again.content) == (304, b"")
    assert "passalong-sw-" in whole.headers["content-disposition"]
    assert dumped.get("/dumps/xx.zip").status_code == 404
    assert dumped.get("/dumps/..zip").status_code in {404, 422}


def test_a_site_without_dumps_says_so(reader: TestClient) -> None:
    assert "None has been made yet" in reader.get("/en/dumps").text


def test_people_and_machines_find_each_dump_with_its_size(dumped: TestClient) -> None:
    page = read_page(dumped.get("/ar/dumps").text)
    links = [
        one.attributes["href"] for one in page.all("a") if "href" in one.attributes
    ]
    told = dumped.get("/dumps/catalogue.jsonld").json()

    assert (told["@type"], told["@context"]) == ("Dataset", "https://schema.org")
    assert told["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert len(told["distribution"]) == len(dumps_of(app_of(dumped).state.storage))
    for one in told["distribution"]:
        path = "/dumps/" + one["contentUrl"].rpartition("/")[2]
        answer = dumped.get(path)
        assert path in links
        assert int(one["contentSize"]) == len(answer.content)
        assert one["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert "/en/dumps" in dumped.get("/en/api").text


def test_dumps_are_made_by_the_worker_and_again_in_a_week(worked: TestClient) -> None:
    app, database = app_of(worked), database_of(worked)
    with database.transaction() as session:
        session.add(Job(kind=DUMP, key=DUMP, payload={}))
    app.state.worker.run_due()

    assert "en" in dumps_of(app.state.storage)
    with database.open_session() as session:
        (job,) = session.scalars(select(Job).where(col(Job.kind) == DUMP))
        days = (job.run_at - clock.now()).total_seconds() / 86_400
    assert 6 < days <= 7


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_memory_stays_flat_however_many_packs_there_are(
    worked: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Ten times the packs take no more memory at their peak than once."""
    storage = app_of(worked).state.storage
    with database_of(worked).open_session() as session:
        numbers, _ = marked(session, "en")
    peaks = []
    # Once to read in what it needs. Ten times twice: what another thread of the process
    # has meanwhile is measured too, and is no part of the least.
    for times in (1, 1, 10, 10):
        monkeypatch.setattr(
            "app.takeout.dump.marked",
            lambda *_, times=times: (numbers[:1] * times, "mark"),
        )
        peaks.append(peak_of(worked, storage, tmp_path / f"{times}.zip"))

    assert min(peaks[2:]) < 1.5 * peaks[1]


def peak_of(client: TestClient, storage: Any, path: Path) -> int:
    with database_of(client).open_session() as session, path.open("w+b") as file:
        tracemalloc.start()
        DumpWriter(session, storage, SITE).write(get_language("en"), file)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak
