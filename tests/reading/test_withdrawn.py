"""A pack that was taken down says so, with the reason, and is not found any more."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.packs.models import Pack, PublicState
from app.platform.states import CONTENT, bump
from tests.databases import Databases
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf, made_shelf

PATHS = ("", "/1", "/languages")


@pytest.fixture(scope="module")
def shelf(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shelf]:
    """A shelf from which the pack was taken after somebody had begun it."""
    for shelf in made_shelf(databases, tmp_path_factory.mktemp("content")):
        shelf.load()
        shutil.move(folder_of(shelf), shelf.folder / "put-away")
        shelf.load()
        yield shelf


def folder_of(shelf: Shelf) -> Path:
    return shelf.folder / "learning_packs" / PACK


@pytest.mark.parametrize("end", PATHS)
def test_its_pages_say_that_it_is_gone_and_why(shelf: Shelf, end: str) -> None:
    answer = shelf.client.get(f"/en/packs/{PACK}{end}")
    main = read_page(answer.text).one("main")

    assert answer.status_code == 410
    assert "taken out of this installation" in main.text
    assert main.all("form", role="search")


def test_its_end_says_that_what_was_done_is_kept(shelf: Shelf) -> None:
    answer = shelf.client.get(f"/en/packs/{PACK}/done")

    assert answer.status_code == 410
    assert "kept" in read_page(answer.text).one("main").text


def test_nothing_leads_to_it(shelf: Shelf) -> None:
    for path in (
        "/sitemap.xml",
        "/en/packs",
        "/en/packs.atom",
        "/en/search?q=edit",
        "/en/",
    ):
        answer = shelf.client.get(path)
        assert answer.status_code == 200
        assert f"/packs/{PACK}" not in answer.text, path


def test_answers_to_it_are_refused_the_same_way(shelf: Shelf) -> None:
    answer = shelf.client.post(f"/en/packs/{PACK}/1/done")

    assert answer.status_code == 410


def test_what_took_its_place_is_one_link_away_in_the_language_of_the_reader(
    databases: Databases, tmp_path: Path
) -> None:
    for shelf in made_shelf(databases, tmp_path):
        old = folder_of(shelf).with_name("hold-an-edit-a-thon")
        shutil.copytree(folder_of(shelf), old)
        (old / "units.json").unlink()
        text = (old / "pack.toml").read_text()
        key = re.search(r'^id = "(.+)"$', text, re.MULTILINE)
        assert key is not None
        text = text.replace(key[1], "edi001")
        (old / "pack.toml").write_text(f'successor = "{PACK}"\n{text}')
        for catalog in old.glob("translations/*.po"):
            # Each says which pack it is of.
            catalog.write_text(catalog.read_text().replace(key[1], "edi001"))
        shelf.load()

        for end in (*PATHS, "/done"):
            answer = shelf.client.get(f"/ar/packs/hold-an-edit-a-thon{end}")
            main = read_page(answer.text).one("main")

            assert answer.status_code == 410
            assert main.all("a", href=f"/ar/packs/{PACK}"), end
            assert not re.search(r"[A-Za-z]{5}", main.text), main.text
        for path in ("/en/packs", "/sitemap.xml", "/en/search?q=edit"):
            assert "hold-an-edit-a-thon" not in shelf.client.get(path).text, path


@pytest.mark.slow
def test_it_comes_back_with_its_folder(databases: Databases, tmp_path: Path) -> None:
    for shelf in made_shelf(databases, tmp_path):
        shelf.load()
        shutil.move(folder_of(shelf), tmp_path / "put-away")
        shelf.load()
        shutil.move(tmp_path / "put-away", folder_of(shelf))
        shelf.load()

        assert shelf.client.get(f"/ar/packs/{PACK}/1").status_code == 200


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("reason", ["100% of it is old: %(all)s", ""])
def test_the_reason_is_said_as_it_was_written(
    app: FastAPI, client: TestClient, lang: str, reason: str
) -> None:
    with app.state.database.transaction() as session:
        pack = session.scalars(select(Pack).where(col(Pack.slug) == PACK)).one()
        pack.state, pack.withdrawn_reason = PublicState.WITHDRAWN, reason
        bump(session, CONTENT)

    answer = client.get(f"/{lang}/packs/{PACK}/1")
    lead = read_page(answer.text).one("p", css="lead").text

    assert answer.status_code == 410
    assert lead.endswith(reason)
    # The entry for no words at all holds what is said of the catalog.
    assert "Plural-Forms" not in lead
