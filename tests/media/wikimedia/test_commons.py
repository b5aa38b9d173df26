"""Files of Commons, copied from a real MediaWiki that acts as it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.main import create_app
from app.media.models import MediaFile, UploadState
from app.media.placing import Place, place
from app.media.queries import alt_texts, files_of, get_item_by_number
from app.platform.db import Database
from tests.databases import make_settings
from tests.media.authors import Author, author_of
from tests.media.samples import CAMERA, film, photo
from tests.media.wikimedia.copies import (
    copied,
    item_of,
    look_again,
    notices,
    on_commons,
)
from tests.services.mediawiki import Wiki, start_commons

pytestmark = [pytest.mark.service, pytest.mark.slow]

PAGE = """== {{int:filedesc}} ==
{{Information
|description={{en|1=A red bench & a tree}}{{fr|1=Un banc rouge}}{{ar|1=مقعد أحمر}}
|author=[[User:Ama|Ama K.]]
|source={{own}}
}}
{{cc-by-sa-3.0-de}}
"""
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">'
    b'<rect width="45" height="60" fill="red"/></svg>'
)


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    wiki = start_commons(tmp_path_factory.mktemp("commons"))
    wiki.upload("Red bench.jpg", photo(), PAGE)
    yield wiki
    wiki.server.stop()


@pytest.fixture
def author(wiki: Wiki, database: Database, tmp_path: Path) -> Iterator[Author]:
    more = {"commons_url": wiki.api}
    app = create_app(make_settings(database.url, tmp_path / "media", **more))
    author = author_of(app)
    yield author
    author.outside.close()
    app.state.database.close()


def test_a_picture_comes_with_author_licence_and_descriptions(author: Author) -> None:
    upload = copied(author, "Fichier:Red_bench.jpg")

    assert upload.state is UploadState.DONE, upload.reason
    item = item_of(author, upload)
    assert (item.title, item.author) == ("Red bench", "Ama K.")
    assert item.licence == "CC-BY-SA-3.0-DE"
    assert re.fullmatch(r"http://127.*/index\.php/File:Red_bench\.jpg", item.source)
    with author.app.state.database.open_session() as session:
        said = {alt.language: alt.text for alt in alt_texts(session, item)}
    assert said == {
        "en": "A red bench & a tree",
        "fr": "Un banc rouge",
        "ar": "مقعد أحمر",
    }
    assert on_commons(author).descriptions == said
    # Coded anew, as uploads are: nothing of the original but its pixels.
    assert {file.content_type for file in author.files()} == {
        *("image/avif", "image/webp", "image/jpeg")
    }
    assert not any(CAMERA.encode() in author.read(file) for file in author.files())
    assert not [key for key in author.stored() if key.startswith("quarantine/")]


def test_who_copies_a_picture_says_what_it_shows_in_the_language_of_a_pack(
    author: Author,
) -> None:
    said = {"file": "File:Red bench.jpg", "language": "sw", "alt": "Benchi jekundu"}
    answer = author.client.post("/en/files/commons", data=said)
    author.app.state.worker.run_due()

    item = item_of(author, author.upload(answer.headers["location"]))
    with author.app.state.database.open_session() as session:
        words = {alt.language: alt.text for alt in alt_texts(session, item)}
    assert words["sw"] == "Benchi jekundu"
    assert words["en"] == "A red bench & a tree"


def test_its_page_here_credits_it_and_shows_what_is_said_in_each_language(
    author: Author,
) -> None:
    item = item_of(author, copied(author, "File:Red bench.jpg"))

    page = author.client.get(f"/en/files/{item.token}").text

    licence = "https://creativecommons.org/licenses/by-sa/3.0/de/"
    assert f'<a href="{licence}" rel="license">CC BY-SA 3.0 DE</a>' in page
    assert f'href="{item.source}"' in page
    assert '<dd lang="ar" dir="rtl">مقعد أحمر</dd>' in page
    assert "On Wikimedia Commons" in page


def test_of_a_large_picture_the_smallest_form_that_is_enough_is_fetched(
    author: Author, wiki: Wiki
) -> None:
    large = photo((2400, 1600), orientation=1)
    wiki.upload("Large.jpg", large, PAGE.replace("red", "large"))

    upload = copied(author, f"{wiki.url}/index.php/File:Large.jpg")

    assert upload.state is UploadState.DONE, upload.reason
    assert 0 < upload.bytes < len(large)
    log = (wiki.folder / "wiki.log").read_text()
    assert "/Large.jpg/1920px-Large.jpg" in log, log[-2000:]
    assert not re.search(r"sends /images/./../Large", log)
    assert max(file.width for file in author.files()) == 1600


def test_a_film_of_a_wiki_that_makes_no_lighter_forms_comes_whole(
    author: Author, wiki: Wiki
) -> None:
    """Debian has no TimedMediaHandler; with it, the lightest form that is enough
    comes (`test_hostile.py`).
    """
    wiki.upload("Harvest.webm", film("webm"), PAGE)

    upload = copied(author, "File:Harvest.webm")

    assert upload.state is UploadState.DONE, upload.reason
    assert item_of(author, upload).author == "Ama K."
    made = {file.file_name.partition(".")[2] for file in author.files()}
    assert {"240p.mp4", "240p.webm", "poster.webp"} <= made


def test_a_drawing_comes_as_the_pixels_that_commons_makes_of_it(
    author: Author, wiki: Wiki
) -> None:
    wiki.upload("Plan.svg", DRAWING, "{{Information\n|author=Kofi\n}}{{cc-zero}}")

    upload = copied(author, f"{wiki.url}/images/9/99/Plan.svg")

    assert upload.state is UploadState.DONE, upload.reason
    assert item_of(author, upload).licence == "CC0-1.0"
    assert {file.width for file in author.files()} == {640, 1024, 1600}


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{cc-by-nc-4.0}}", "CC BY-NC 4.0"),
        ("{{Non-free logo}}", "Fair use"),
        ("no template at all", "no licence"),
    ],
)
def test_a_licence_that_does_not_fit_is_refused_with_its_name(
    author: Author, wiki: Wiki, template: str, reason: str
) -> None:
    name = f"Bad {reason}.jpg"
    wiki.upload(name, photo((64, 48)), f"{{{{Information\n|author=X\n}}}}{template}")

    upload = copied(author, name)

    page = author.client.get(f"/en/files/uploads/{upload.token}").text
    assert upload.state is UploadState.REFUSED
    assert reason in page
    assert author.stored() == []


def test_a_file_that_is_not_there_is_refused(author: Author) -> None:
    upload = copied(author, "File:Nobody made this.jpg")

    assert upload.state is UploadState.REFUSED
    assert "no such file on Commons" in upload.reason


def test_a_file_that_was_renamed_is_found_under_its_new_name(
    author: Author, wiki: Wiki
) -> None:
    wiki.upload("Old name.jpg", photo((80, 60)), PAGE)
    moves = wiki.folder / "moves.txt"
    moves.write_text("File:Old name.jpg|File:New name.jpg\n")
    wiki.run("moveBatch", "-u", "Admin", str(moves))

    upload = copied(author, "File:Old name.jpg")

    assert upload.state is UploadState.DONE, upload.reason
    assert on_commons(author).name == "New name.jpg"


def test_what_changed_there_comes_as_a_new_version_that_a_pack_may_take(
    author: Author, wiki: Wiki
) -> None:
    wiki.upload("Changing.jpg", photo((300, 200)), PAGE)
    item = item_of(author, copied(author, "Changing.jpg"))
    keys = placed_keys(author, item.id)
    look_again(author.app)
    assert notices(author) == []

    wiki.upload("Changing.jpg", photo((500, 300)), PAGE)
    look_again(author.app)

    (notice,) = notices(author)
    assert (notice.kind.value, notice.path) == ("file", f"files/{item.token}")
    assert on_commons(author).state.value == "current"
    with author.app.state.database.open_session() as session:
        newest = get_item_by_number(session, item.id or 0)
        assert newest.version == 2
        assert {file.width for file in files_of(session, newest)} == {300}
        kept = select(col(MediaFile.key)).where(col(MediaFile.item_id) != item.id)
        assert set(session.scalars(kept)) == keys
    # And back again: the same bytes as before are no news to refuse.
    wiki.upload("Changing.jpg", photo((300, 200)), PAGE)
    look_again(author.app)
    with author.app.state.database.open_session() as session:
        assert get_item_by_number(session, item.id or 0).version == 3


def placed_keys(author: Author, item_id: int | None) -> set[str]:
    """Put an item into a pack; return what readers then have of it."""
    with author.app.state.database.transaction() as session:
        item = get_item_by_number(session, item_id or 0)
        placed = place(session, item, Place("a-pack", "en", "bench"))
        placed.token = None
        return {file.key for file in files_of(session, placed)}


def test_another_licence_there_that_fits_is_a_new_version_too(
    author: Author, wiki: Wiki
) -> None:
    wiki.upload("Licensed.jpg", photo((200, 100)), PAGE)
    item = item_of(author, copied(author, "Licensed.jpg"))

    wiki.write("Licensed.jpg", PAGE.replace("cc-by-sa-3.0-de", "cc-by-4.0"))
    look_again(author.app)

    with author.app.state.database.open_session() as session:
        newest = get_item_by_number(session, item.id or 0)
        assert (newest.version, newest.licence) == (2, "CC-BY-4.0")


def test_a_licence_that_was_taken_back_is_told_and_readers_keep_what_they_have(
    author: Author, wiki: Wiki
) -> None:
    wiki.upload("Unfit.jpg", photo((100, 200)), PAGE)
    item = item_of(author, copied(author, "Unfit.jpg"))
    stored = set(author.stored())

    wiki.write("Unfit.jpg", PAGE.replace("cc-by-sa-3.0-de", "cc-by-nc-4.0"))
    look_again(author.app)
    look_again(author.app)

    (notice,) = notices(author)
    assert "CC BY-NC 4.0" in notice.text
    page = author.client.get(f"/en/files/{item.token}").text
    assert "may not be taken from there any more" in page
    assert "CC BY-NC 4.0" in page
    assert set(author.stored()) == stored


def test_what_was_deleted_there_is_told_and_readers_keep_what_they_have(
    author: Author, wiki: Wiki
) -> None:
    wiki.upload("Fleeting.jpg", photo((120, 90)), PAGE)
    item = item_of(author, copied(author, "Fleeting.jpg"))
    keys = placed_keys(author, item.id)

    wiki.delete("Fleeting.jpg")
    look_again(author.app)
    look_again(author.app)

    assert [one.kind.value for one in notices(author)] == ["file"]
    page = author.client.get(f"/en/files/{item.token}").text
    assert "It is not there any more." in page
    told = author.client.get("/en/me/notices").text
    assert "A file of yours was changed or deleted on Commons." in told
    address = "/media/" + sorted(keys)[0].split("/", 1)[1]
    assert author.client.get(address).status_code == 200
