"""Bringing in what was written elsewhere: a report first, then all or nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import func, select
from sqlmodel import col
from typer.testing import CliRunner

from app.accounts.roles import Role
from app.authoring.importing.job_names import LOOK, TAKE
from app.authoring.importing.taking import opened, take
from app.cli import app as command
from app.packs.models import Module, Pack
from app.platform.jobs import Job, JobState
from app.translation.models import Translation
from tests.authoring.arriving import BOOK, FOLDER, PAGES, TRAINING, packed
from tests.authoring.conftest import Writer, writer
from tests.browser.pages import VIDEO_PACK
from tests.reading.shelf import Shelf

IMPORT = "/en/contribute/import"
JOBS = "app.authoring.importing.jobs"
SAID = {"language": "en", "skills": "problem-solving", "licence": "CC-BY-4.0"}


def send(person: Writer, data: bytes, **said: str) -> Response:
    """Send a ZIP."""
    files = {"file": ("arrived.zip", data, "application/zip")}
    browser = person.browser
    return browser.client.post(IMPORT, data=SAID | said, files=files)


def work(app: FastAPI) -> None:
    """Do what was asked for in the background, and nothing else that waits."""
    with app.state.database.open_session() as session:
        asked = select(col(Job.id)).where(
            col(Job.kind).in_([LOOK, TAKE]), col(Job.state) == JobState.QUEUED
        )
        waiting = list(session.scalars(asked))
    for job_id in waiting:
        app.state.worker._run_job(job_id)


def looked(person: Writer, app: FastAPI, data: bytes, **said: str) -> tuple[str, str]:
    """Send a ZIP and wait; return the address of its report, and the page."""
    answer = send(person, data, **said)
    assert answer.status_code == 303, answer.text
    where = answer.headers["location"]
    work(app)
    return where, person.browser.get(where).text


def bring(person: Writer, app: FastAPI, data: bytes, **said: str) -> list[str]:
    """Take a ZIP in; return where its packs are."""
    where, page = looked(person, app, data, **said)
    assert "Take it in" in page, page
    assert person.browser.post(f"{where}/take").status_code == 303
    work(app)
    page = person.browser.get(where).text
    return re.findall(r'href="(/en/packs/[a-z0-9-]+)"', page)


def counts(app: FastAPI) -> tuple[int, ...]:
    """Return how many packs, modules and translations there are."""
    with app.state.database.open_session() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Pack, Module, Translation)
        )


def in_language(app: FastAPI, language: str) -> set[str]:
    """Return what there is in a language."""
    with app.state.database.open_session() as session:
        said = select(col(Translation.text)).where(
            col(Translation.language) == language
        )
        return set(session.scalars(said))


def test_nothing_is_written_before_somebody_says_so(shelf: Shelf, ama: Writer) -> None:
    before = counts(shelf.app)

    where, page = looked(ama, shelf.app, packed(BOOK))

    assert "Mend a bicycle" in page
    assert "Nothing was written yet." in page
    assert counts(shelf.app) == before
    assert ama.browser.post(f"{where}/forget").status_code == 303
    assert "It was forgotten." in ama.browser.get(where).text
    assert ama.browser.post(f"{where}/take").status_code == 409


def test_a_markdown_book_comes_in_with_its_translations(
    shelf: Shelf, ama: Writer
) -> None:
    _, page = looked(ama, shelf.app, packed(BOOK))
    for lost in ("A language that is not known", "nowhere in the text", "A picture"):
        assert lost in page

    [pack] = bring(ama, shelf.app, packed(BOOK))

    hole = ama.browser.get(f"{pack}/2").text
    assert "With water" in hole
    assert "Bubbles" in hole
    assert "# not a heading" in hole
    assert "a note" not in hole
    assert "{{#include" not in hole
    assert f'href="{pack}/2"' in ama.browser.get(f"{pack}/1").text
    french = in_language(shelf.app, "fr")
    assert {"Trouver le trou", "Gonflez-le."} <= french
    assert any("Vous réparez un pneu" in text for text in french)
    assert "le trou" in ama.browser.get(f"{pack.replace('/en/', '/fr/')}/1").text


def test_training_modules_come_in_with_questions_and_translations(
    shelf: Shelf, ama: Writer
) -> None:
    _, page = looked(ama, shelf.app, packed(TRAINING))
    assert "It points to something that is not here." in page

    [pack] = bring(ama, shelf.app, packed(TRAINING))

    module = ama.browser.get(f"{pack}/1").text
    assert "What is kind?" in module
    assert "Be kind." in module
    assert "12 min" in module
    assert {"Sea amable.", "Pregunte", "Escuche", "Hola"} <= in_language(
        shelf.app, "es"
    )


def test_wiki_pages_come_in_with_translated_subpages(shelf: Shelf, ama: Writer) -> None:
    address = "https://meta.wikimedia.org/wiki/Grants"
    _, page = looked(ama, shelf.app, packed(PAGES), address=address)
    assert "built in another way than its source" in page

    [pack] = bring(ama, shelf.app, packed(PAGES), address=address, title="Grants")

    first = ama.browser.get(f"{pack}/1").text
    assert f'href="{pack}/2"' in first
    assert "https://meta.wikimedia.org/wiki/Help" in first
    assert "&lt;!--" not in first
    assert "translate" not in first.partition("<h1")[2][:400]
    assert "Pida" in in_language(shelf.app, "es")
    assert "Otra cosa." not in in_language(shelf.app, "es")
    assert address in ama.browser.get(pack).text


def test_a_folder_of_markdown_becomes_a_pack(shelf: Shelf, ama: Writer) -> None:
    [pack] = bring(ama, shelf.app, packed(FOLDER), title="A guide")

    page = ama.browser.get(pack).text
    assert "Begin here" in page
    assert "Go on" in page
    assert "Kofi" in page
    assert f'href="{pack}/2"' in ama.browser.get(f"{pack}/1").text


def test_the_page_tells_how_far_it_is(
    shelf: Shelf, ama: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = send(ama, packed(FOLDER), title="A guide").headers["location"]
    seen = [lead(ama, where)]

    def opened_later(*given: Any) -> Any:
        seen.append(lead(ama, where))
        return opened(*given)

    def taken_later(*given: Any) -> Any:
        seen.append(lead(ama, where))
        return take(*given)

    monkeypatch.setattr(f"{JOBS}.opened", opened_later)
    monkeypatch.setattr(f"{JOBS}.take", taken_later)
    work(shelf.app)
    seen.append(lead(ama, where))
    ama.browser.post(f"{where}/take")
    work(shelf.app)

    assert [one.partition("%")[0] for one in seen] == [
        "It is being looked through: 0",
        "It is being looked through: 10",
        "Nothing was written yet.",
        "It is coming in: 10",
        "It is coming in: 60",
    ]
    page = ama.page(where).one("main")
    assert "It is here." in page.text


def lead(person: Writer, where: str) -> str:
    """Return what the page says first."""
    return person.page(where).one("p", css="lead").text


def test_only_its_sender_sees_what_was_sent(shelf: Shelf, ama: Writer) -> None:
    where, _ = looked(ama, shelf.app, packed(FOLDER))
    kofi = writer(shelf.app, "Kofi", Role.EDITOR, Role.STEWARD)

    assert kofi.browser.get(where).status_code == 404
    assert kofi.browser.post(f"{where}/take").status_code == 404


def test_a_pack_taken_along_and_brought_back_by_command_changes_nothing(
    shelf: Shelf, ama: Writer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    along = f"/en/packs/{VIDEO_PACK}/offline/folder"
    before = ama.browser.get(along).content
    was = counts(shelf.app)
    settings = shelf.app.state.settings
    monkeypatch.setenv("PASSALONG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PASSALONG_MEDIA_FOLDER", str(settings.media_folder))
    (tmp_path / "pack.zip").write_bytes(before)

    ended = CliRunner().invoke(
        command, ["content", "import", str(tmp_path / "pack.zip")]
    )

    assert ended.exit_code == 0, ended.output
    assert f"{VIDEO_PACK} is here, published." in ended.output
    assert ama.browser.get(along).content == before
    assert counts(shelf.app) == was


def test_what_readers_have_is_not_changed_past_its_reviewers(
    shelf: Shelf, ama: Writer
) -> None:
    before = ama.browser.get(f"/en/packs/{VIDEO_PACK}/offline/folder").content
    was = counts(shelf.app)

    where, page = looked(ama, shelf.app, before)

    assert "Readers have this pack already." in page
    assert ama.browser.post(f"{where}/take").status_code == 409
    assert counts(shelf.app) == was


def test_taking_in_twice_or_after_a_killed_run_brings_one_pack(
    shelf: Shelf, ama: Writer
) -> None:
    where, _ = looked(ama, shelf.app, packed(FOLDER), title="A guide")
    ama.browser.post(f"{where}/take")

    assert ama.browser.post(f"{where}/take").status_code == 409
    work(shelf.app)
    work(shelf.app)

    with shelf.app.state.database.open_session() as session:
        found = session.scalars(select(Pack).where(col(Pack.slug).like("a-guide%")))
        assert [pack.slug for pack in found] == ["a-guide"]


def test_a_form_without_a_file_or_with_wrong_fields_says_so(ama: Writer) -> None:
    empty = ama.browser.client.post(IMPORT, data=SAID, files={"x": ("", b"", "a/b")})
    wrong = send(ama, packed(FOLDER), skills="juggling")

    assert empty.status_code == 422
    assert "Choose a ZIP file." in empty.text
    assert wrong.status_code == 422
