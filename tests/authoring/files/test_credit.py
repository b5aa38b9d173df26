"""Whoever made a file, its licence and its source stand beside it wherever it is."""

import zipfile
from io import BytesIO

from tests.authoring.conftest import MODULE, Writer
from tests.authoring.files.bringing import (
    FILES,
    add_version,
    insertion,
    publish,
    put_in,
)
from tests.media.authors import Author
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf

MAKER = "Ama K. & co"
SOURCE = "https://commons.wikimedia.org/wiki/File:Bench.jpg"
LICENCE = "https://creativecommons.org/licenses/by-sa/3.0/de/"


def test_a_picture_is_credited_on_pages_in_frames_and_in_copies(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    credit = {"author": MAKER, "licence": "CC-BY-SA-3.0-DE", "source": SOURCE}
    add_version(author, "A bench", **credit)
    put_in(author)
    publish(ama, efua, insertion(author))

    site = shelf.client.get(f"/en/packs/{PACK}/offline/pages")
    book = shelf.client.get(f"/en/packs/{PACK}/offline/epub")
    places = {
        "files of the pack": author.client.get(FILES).text,
        "page": shelf.client.get(MODULE).text,
        "frame": shelf.client.get(f"/embed{MODULE}").text,
        **{f"site {name}": text for name, text in inside(site.content)},
        **{f"book {name}": text for name, text in inside(book.content)},
    }
    for name, text in places.items():
        links = {one.attributes["href"]: one for one in read_page(text).all("a")}
        assert MAKER.replace("&", "&amp;") in text, name
        assert links[LICENCE].attributes["rel"] == "license", name
        assert "".join(map(str, links[LICENCE].children)) == "CC BY-SA 3.0 DE", name
        assert SOURCE in links, name
    assert {name.partition(" ")[0] for name in places} >= {"site", "book", "page"}


def inside(archive: bytes) -> list[tuple[str, str]]:
    """Return the pages of a copy that show the picture."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        texts = [
            (name, opened.read(name).decode())
            for name in opened.namelist()
            if name.endswith("html")
        ]
    return [
        (name, text) for name, text in texts if "<figure" in text and MAKER[:6] in text
    ]
