"""A file that somebody brought becomes part of a pack, first of a draft only."""

import tomllib

import pytest

from app.accounts.roles import Role
from app.content.export import export_pack
from app.content.library import read_library
from app.media.checking import faults
from app.packs.queries import get_pack
from app.platform.formats import format_bytes
from tests.authoring.conftest import EDIT, MODULE, Writer
from tests.authoring.files.bringing import (
    ALT,
    FILES,
    add_version,
    brought,
    insertion,
    item_of,
    placed,
    public_addresses,
    publish,
    put_in,
)
from tests.media.authors import Author, author_of
from tests.media.test_serving import show
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf


def test_a_file_in_a_draft_is_open_to_who_edits_and_to_nobody_else(
    author: Author, kofi: Writer, shelf: Shelf
) -> None:
    put_in(author)
    form = kofi.form() | {"message": ""}
    form["body"] += "\n" + insertion(author)

    preview = kofi.browser.post(f"{EDIT}/_preview", **form)

    (shown,) = read_page(preview.text).all("img")
    address = shown.attributes["src"]
    assert "/files/" in address
    assert kofi.browser.get(address).status_code == 200
    assert shelf.client.get(address).status_code in {303, 401}
    for address in public_addresses(author):
        assert shelf.client.get(address).status_code == 404


def test_readers_get_it_with_the_module_that_shows_it_in_every_width(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    put_in(author)

    publish(ama, efua, insertion(author))

    page = shelf.page(MODULE)
    picture = page.one("picture")
    (image,) = picture.all("img")
    assert image.attributes["alt"] == ALT
    assert (image.attributes["width"], image.attributes["height"]) == ("700", "70")
    assert image.attributes["loading"] == "lazy"
    kinds = [one.attributes["type"] for one in picture.all("source")]
    assert kinds == ["image/avif", "image/webp"]
    sets = [one.attributes["srcset"] for one in (*picture.all("source"), image)]
    for srcset in sets:
        assert [one.split()[1] for one in srcset.split(", ")] == ["640w", "700w"]
        for one in srcset.split(", "):
            assert shelf.client.get(one.split()[0]).status_code == 200
    assert "Readers have it" in author.client.get(FILES).text


def test_who_saves_data_gets_the_lightest_when_they_ask(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    put_in(author)
    publish(ama, efua, insertion(author))
    light = next(f for f in brought(author) if f.file_name.endswith("640.webp"))

    page = shelf.client.get(MODULE, headers={"save-data": "on"})

    (link,) = [
        one for one in read_page(page.text).all("a") if "data-picture" in one.attributes
    ]
    assert link.attributes["href"] == f"/media/{light.key.partition('/')[2]}"
    assert f"Show picture · {format_bytes(light.bytes)}" in link.text
    assert "<picture" not in page.text


def test_it_goes_out_with_the_folder_and_comes_back_unchanged(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    put_in(author)
    publish(ama, efua, insertion(author))
    database, storage = shelf.app.state.database, shelf.app.state.storage
    with database.open_session() as session:
        files = export_pack(session, storage, get_pack(session, PACK))

    fields = tomllib.loads(files["media/bench.toml"].decode())
    assert fields["author"] == "Ama"
    assert fields["licence"] == "CC-BY-SA-4.0"
    for one in fields["files"]:
        assert files[f"media/{one['file']}"]
    folder = shelf.folder / "learning_packs" / PACK
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    assert not read_library(shelf.folder).problems
    shelf.load()
    with database.open_session() as session:
        again = export_pack(session, storage, get_pack(session, PACK))
    assert again == files


def test_loading_the_folder_again_leaves_what_was_put_in_here(
    author: Author, shelf: Shelf
) -> None:
    put_in(author)

    shelf.change("pack.toml", 'level = "', '# A word.\nlevel = "')
    shelf.load()

    assert placed(author)


def test_a_picture_without_words_in_the_language_of_the_pack_is_not_taken(
    author: Author,
) -> None:
    token = item_of(author).token or ""
    author.client.post(
        f"/en/files/{token}/alt", data={"language": "fr", "alt": "Un banc"}
    )
    author.client.post(f"/en/files/{token}/alt", data={"language": "en", "alt": ""})

    page = author.client.get(FILES)
    answer = author.client.post(FILES, data={"file": token, "name": "bench"})

    assert "Say first what this picture shows" in page.text
    assert answer.status_code == 409
    assert "Say first what the picture shows" in answer.text
    assert placed(author) is None


@pytest.mark.parametrize("name", ["", "../up", "Bench", "a b", "x" * 61])
def test_a_name_that_no_folder_may_have_is_refused(author: Author, name: str) -> None:
    data = {"file": item_of(author).token or "", "name": name}

    answer = author.client.post(FILES, data=data)

    assert answer.status_code == 422
    assert placed(author) is None


def test_one_name_is_given_once(author: Author) -> None:
    token = put_in(author)

    answer = author.client.post(FILES, data={"file": token, "name": "bench"})

    assert answer.status_code == 409
    assert "has a file of this name already" in answer.text


def test_nobody_puts_in_what_somebody_else_brought(
    author: Author, kofi: Writer
) -> None:
    token = item_of(author).token or ""

    assert kofi.browser.post(FILES, file=token, name="bench").status_code == 404


def test_a_file_is_taken_out_of_a_draft_but_not_from_readers(
    author: Author, ama: Writer, efua: Writer
) -> None:
    put_in(author)
    assert author.client.post(f"{FILES}/bench/out").status_code == 303
    assert placed(author) is None
    put_in(author)
    publish(ama, efua, insertion(author))

    answer = author.client.post(f"{FILES}/bench/out")

    assert answer.status_code == 409
    assert placed(author)


def test_the_page_of_a_file_says_which_packs_use_it(author: Author) -> None:
    token = put_in(author)

    assert f"/en/packs/{PACK}" in author.client.get(f"/en/files/{token}").text


def test_what_a_pack_shows_is_deleted_by_a_moderator_and_then_everywhere(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    token = put_in(author)
    publish(ama, efua, insertion(author))
    why = {"reason": "The people in it did not agree"}
    moderator = author_of(author.app, "Mod", Role.MODERATOR)

    files, addresses = brought(author), public_addresses(author)

    refused = author.client.post(f"/en/files/{token}/delete", data=why)
    done = moderator.client.post(f"/en/files/{token}/delete", data=why)

    assert refused.status_code == 409
    assert done.status_code == 303
    assert placed(author) is None
    assert "<picture" not in shelf.client.get(MODULE).text
    for address in addresses:
        # Before any job has run, and after.
        assert shelf.client.get(address).status_code == 410
    author.app.state.worker.run_due()
    assert {shelf.client.get(one).status_code for one in addresses} == {410}
    assert not {file.key for file in files} & set(author.stored())
    faults_left = faults(author.app.state.database, author.storage)
    assert list(faults_left) == []


def test_what_was_deleted_is_there_again_where_a_pack_brings_the_same(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    token = put_in(author)
    publish(ama, efua, insertion(author))
    (file, *_), (address, *_) = brought(author), public_addresses(author)
    data = author.read(file)
    moderator = author_of(author.app, "Mod", Role.MODERATOR)
    moderator.client.post(f"/en/files/{token}/delete", data={"reason": "A mistake"})
    author.app.state.worker.run_due()
    assert shelf.client.get(address).status_code == 410

    again = show(author.app, data, file.content_type, file.key.rpartition("/")[2])

    assert again == address
    assert shelf.client.get(address).content == data


def test_a_new_version_reaches_drafts_at_once_and_readers_by_a_reviewer(
    author: Author, ama: Writer, efua: Writer
) -> None:
    put_in(author)
    publish(ama, efua, insertion(author))
    add_version(author, "A new bench")

    assert "Take its newest version" in author.client.get(FILES).text
    assert author.client.post(f"{FILES}/bench/newest").status_code == 403
    assert efua.browser.post(f"{FILES}/bench/newest").status_code == 303

    item = placed(author)
    assert item
    assert (item.title, item.token) == ("A new bench", None)
