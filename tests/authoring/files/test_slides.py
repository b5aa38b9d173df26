"""Slides that somebody brings are looked at, read, translated and found."""

import io
import zipfile

import pytest
from fastapi import FastAPI

from app.content.export import export_pack, write_folder
from app.content.folder_reader import FolderReader
from app.content.media_files import read_media
from app.packs.queries import get_pack
from tests.authoring.conftest import MODULE, Writer
from tests.authoring.files.bringing import FILES, publish
from tests.media.authors import Author, author_of
from tests.media.papers import SLIDES, office, slides
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf

DECK = f"/en/packs/{PACK}/slides/tips"
BLOCK = "::: slides file=tips\nThree tips.\n:::\n"


@pytest.fixture
def author(app: FastAPI) -> Author:
    """An editor who has brought slides and put them into the pack."""
    author = author_of(app, "Abla")
    _put(author, slides(), "tips")
    return author


def _put(author: Author, data: bytes, name: str) -> None:
    upload = author.bring(data, title=name)
    page = author.client.get(f"/en/files/uploads/{upload.token}")
    token = page.headers["location"].rpartition("/")[2]
    answer = author.client.post(FILES, data={"file": token, "name": name})
    assert answer.status_code == 303, answer.text


def test_slides_are_looked_at_and_read_once_a_module_that_shows_them_is_published(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    assert BLOCK.partition("\n")[0] in author.client.get(FILES).text
    assert shelf.client.get(f"{DECK}/1").status_code == 404

    publish(ama, efua, BLOCK)

    # Not a page that was read before, which may be sent until the program looks again.
    figure = shelf.page(MODULE, known=("fr",)).one("figure", id="tips")
    light = sum(f.bytes for f in author.files() if f.page and f.width == 640) // 2
    assert f"Look at the slides · 3 slides · {round(light / 1000)} kB" in figure.text
    assert figure.all("img") == []
    for words in SLIDES:
        assert " ".join(words.split()) in figure.text
    assert figure.one("li", id="tips-2").all("a")[0].attributes["href"] == f"{DECK}/2"
    form = author.client.get(f"{FILES.removesuffix('files')}1/insert/slides").text
    assert '<option value="tips"' in form
    _follow(shelf)


def _follow(shelf: Shelf) -> None:
    second, last = shelf.page(f"{DECK}/2"), shelf.page(f"{DECK}/3")
    assert second.one("a", rel="prev").attributes["href"] == f"{DECK}/1"
    assert second.one("a", rel="next").attributes["href"] == f"{DECK}/3"
    assert last.all("a", rel="next") == []
    assert "Write the date" in second.text
    assert f"{MODULE}#tips-2" in [a.attributes.get("href") for a in second.all("a")]
    image = second.one("img", width="1280")
    assert "640w" in image.attributes["srcset"]
    assert shelf.client.get(image.attributes["src"]).status_code == 200
    assert shelf.client.get(f"{DECK}/4").status_code == 404
    assert shelf.client.get(f"/en/packs/{PACK}/slides/none/1").status_code == 404
    saving = read_page(shelf.client.get(f"{DECK}/2", headers={"save-data": "on"}).text)
    assert saving.one("main").all("img") == []
    assert "Show picture" in saving.text


def test_slides_and_sheets_are_found_translated_and_taken_along(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    _put(author, office("odt"), "form")
    sheet = "::: worksheet file=form.odt\nWho lends what.\n:::\n"
    publish(ama, efua, BLOCK + "\n" + sheet)
    author.app.state.worker.run_due()

    found = shelf.client.get("/en/search?q=pencil+date").text
    only = shelf.client.get("/en/search?q=pencil&format=slides").text
    units = ama.browser.get(f"/en/translate/{PACK}/en/sw?part=captions-tips").text

    assert f'href="{DECK}/2"' in found
    assert f'href="{MODULE}#tips-2"' in found
    assert "Look at slide 2" in found
    assert f'href="{DECK}/2"' in only
    assert "Keep pictures out of the light" in units
    page = shelf.page(MODULE, known=("fr",))
    assert "Whose photographs are these?" in page.text
    _leave(author, shelf)


def _leave(author: Author, shelf: Shelf) -> None:
    with author.app.state.database.open_session() as session:
        pack = get_pack(session, PACK)
        files = export_pack(session, author.storage, pack)
    folder = shelf.folder.parent / "taken"
    write_folder(folder, {n: d for n, d in files.items() if n.startswith("media/")})
    reader = FolderReader(folder)
    groups = {one.name: one for one in read_media(reader, folder / "media")}
    assert not reader.problems
    assert groups["tips"].has_pages
    assert not groups["form"].has_pages
    taken = shelf.client.get(f"/en/packs/{PACK}/offline/pages")
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        texts = [archive.read(n).decode() for n in archive.namelist() if "html" in n]
    assert any("Write the date" in text for text in texts)
