"""Captions of a film that lies in a pack's folder are written beside the player too."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.media.models import MediaFile, MediaRole
from tests.authoring.conftest import MODULE, Writer
from tests.authoring.files.bringing import FILES
from tests.media.samples import film
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf

TOML = """title = "A look"
kind = "video"
author = "Ama"
licence = "CC0-1.0"
language = "en"
duration = 2
machine_translated = ["fr"]

[[files]]
file = "look.240p.mp4"
type = "video/mp4"
width = 320
height = 240
"""
VTT = "WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nZanzibar harvest\n"
FRENCH = VTT.replace("Zanzibar harvest", "Récolte de Zanzibar")


@pytest.fixture
def folder_film(ama: Writer, shelf: Shelf) -> Writer:
    """An editor of a pack whose folder has a film with captions, shown in a module."""
    pack = shelf.folder / "learning_packs" / PACK
    media = pack / "media"
    media.mkdir(exist_ok=True)
    (media / "look.toml").write_text(TOML)
    (media / "look.240p.mp4").write_bytes(film())
    (media / "look.en.vtt").write_text(VTT)
    (media / "look.fr.vtt").write_text(FRENCH)
    first = sorted((pack / "modules").glob("*.md"))[0]
    first.write_text(first.read_text() + "\n::: video file=look\nA look.\n:::\n")
    shelf.load()
    return ama


def open_captions(writer: Writer) -> str:
    """Ask for the captions of the film; return their address."""
    answer = writer.browser.post(f"{FILES}/look/words")
    assert answer.status_code == 303, answer.text
    chosen = writer.browser.get(answer.headers["location"])
    return str(chosen.headers["location"])


def save(writer: Writer, here: str, words: str) -> None:
    page = read_page(writer.browser.get(here).text)
    base = page.one("input", name="base").attributes["value"]
    said = {"start-0": "0.5", "end-0": "1.5", "text-0": words}
    sent = {"rows": "1", "base": base, "shown": "1", **said}
    assert writer.browser.post(here, **sent).status_code == 303


def machine_made(shelf: Shelf) -> set[str]:
    with shelf.app.state.database.open_session() as session:
        found = select(col(MediaFile.language)).where(
            col(MediaFile.role) == MediaRole.CAPTIONS,
            col(MediaFile.is_machine_translated),
            col(MediaFile.file_name).startswith("look."),
        )
        return set(session.scalars(found))


def test_captions_of_a_folder_are_mended_in_the_editor_and_reach_readers(
    folder_film: Writer, efua: Writer, shelf: Shelf
) -> None:
    assert "Write captions" in folder_film.browser.get(FILES).text
    here = open_captions(folder_film)
    assert "Zanzibar harvest" in folder_film.browser.get(here).text

    save(folder_film, here, "Pemba harvest")

    assert open_captions(folder_film) == here, "it has one page only"
    assert "Pemba" not in shelf.page(MODULE).text
    assert folder_film.browser.post(f"{FILES}/look/newest").status_code == 403
    assert efua.browser.post(f"{FILES}/look/newest").status_code == 303
    assert "Pemba harvest" in shelf.page(MODULE, known=("fr",)).text
    assert machine_made(shelf) == {"fr"}, "what nobody touched is still a machine's"


def test_a_folder_that_is_loaded_again_takes_nothing_of_it_away(
    folder_film: Writer, shelf: Shelf
) -> None:
    here = open_captions(folder_film)
    save(folder_film, here, "Pemba harvest")

    shelf.change("pack.toml", 'level = "', 'captions = "optional"\nlevel = "')
    shelf.load()

    assert open_captions(folder_film) == here
    assert "Pemba harvest" in folder_film.browser.get(here).text
    assert "Take its newest version" in folder_film.browser.get(FILES).text
    shelf.change("media/look.en.vtt", "Zanzibar", "Mafia")
    shelf.load()
    assert "Mafia harvest" in folder_film.browser.get(here).text
    assert "Pemba harvest" in folder_film.browser.get(f"{here}/history").text


def test_what_a_pack_does_not_have_has_no_captions(folder_film: Writer) -> None:
    assert folder_film.browser.post(f"{FILES}/nothing/words").status_code == 404
