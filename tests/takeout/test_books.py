"""Packs as books: EPUBCheck finds nothing, and a reader finds everything."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from defusedxml.ElementTree import fromstring
from starlette.testclient import TestClient

from app.main import create_app
from app.takeout.trees import as_xhtml, parsed
from tests.browser.pages import SOUND, TRANSLATED_PACK, VIDEO_PACK
from tests.databases import Databases, make_settings
from tests.read_only import fresh_client
from tests.services.epubcheck import faults

SOUND_PACK = SOUND.partition("/")[0]
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"


def book(client: TestClient, pack: str, language: str, more: str = "") -> bytes:
    answer = client.get(f"/{language}/packs/{pack}/offline/epub{more}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/epub+zip"
    return answer.content


BOOKS = [
    (TRANSLATED_PACK, "ar", ""),
    (VIDEO_PACK, "sw", "?with=film"),
    (SOUND_PACK, "en", "?with=sound"),
]


@pytest.fixture(scope="module")
def found(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[list[str]]]:
    """What EPUBCheck finds in each of these books, and in one that is broken.

    It reads files: what a database can change in one is asked of all below.
    """
    url, folder = databases.copy("searched"), tmp_path_factory.mktemp("books")
    app = create_app(make_settings(url, databases.media))
    client = fresh_client(app)
    paths = [folder / f"{number}.epub" for number in range(len(BOOKS))]
    for path, asked in zip(paths, BOOKS, strict=True):
        path.write_bytes(book(client, *asked))
    broken = folder / "broken.epub"
    broken.write_bytes(spoiled(book(client, TRANSLATED_PACK, "en")))
    yield faults(*paths, broken)
    app.state.database.close()
    databases.drop(url)


def spoiled(whole: bytes) -> bytes:
    """Return a book whose pages end with a tag too many."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"</body>", b"</b></body>"))
    return made.getvalue()


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("number", range(len(BOOKS)), ids=[one[0] for one in BOOKS])
def test_epubcheck_finds_nothing(found: list[list[str]], number: int) -> None:
    assert found[number] == [], BOOKS[number]


@pytest.mark.slow
@pytest.mark.any_database
def test_epubcheck_would_find_something(found: list[list[str]]) -> None:
    assert found[-1]


def test_a_book_has_language_direction_people_and_licence(client: TestClient) -> None:
    with zipfile.ZipFile(io.BytesIO(book(client, TRANSLATED_PACK, "ar"))) as archive:
        first = archive.infolist()[0]
        package = fromstring(archive.read("EPUB/package.opf"))
        pages = {n: archive.read(n).decode() for n in archive.namelist() if "html" in n}

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert package.findtext(f".//{DC}language") == "ar"
    assert package.findtext(f".//{DC}rights") == "CC-BY-SA-4.0"
    assert package.findtext(f".//{DC}creator") == "Passalong contributors"
    spine = package.find(f".//{OPF}spine")
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"
    assert 'dir="rtl"' in pages["EPUB/contents.xhtml"]
    assert "CC BY-SA 4.0" in pages["EPUB/colophon.xhtml"]


def test_questions_in_a_book_lead_to_their_answers_and_back(client: TestClient) -> None:
    with zipfile.ZipFile(io.BytesIO(book(client, TRANSLATED_PACK, "en"))) as archive:
        pages = [archive.read(n).decode() for n in archive.namelist() if "html" in n]

    asked = 0
    for page in pages:
        identities = set(re.findall(r' id="([^"]+)"', page))
        leads = re.findall(r'href="#([qa]-[^"]+)"', page)
        assert set(leads) <= identities
        asked += len(leads) // 2
        assert "<input" not in page
        assert "<script" not in page
    assert asked > 3


def test_a_book_can_be_made_of_text_that_xml_has_no_signs_for() -> None:
    html = "<p title='a&#1;b' lang=en>one\x0btwo<svg><g/></svg> three<br>&lt;</p>"
    written = as_xhtml(parsed(f"<!doctype html><title>x</title>{html}"))

    tree = fromstring(written)
    assert "onetwo three<" in "".join(tree.itertext())
