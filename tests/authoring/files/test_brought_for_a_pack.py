"""A file that is brought from the files of a pack leads back to them."""

from tests.authoring.files.bringing import FILES, item_of, put_in
from tests.media.authors import ABOUT, Author
from tests.media.samples import picture
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK


def test_a_file_brought_from_a_pack_leads_back_to_it_when_it_is_ready(
    author: Author,
) -> None:
    (link,) = [
        one.attributes["href"]
        for one in read_page(author.client.get(FILES).text).all("a")
        if one.attributes["href"].startswith("/en/files/new")
    ]
    form = read_page(author.client.get(link).text)
    fields = {
        one.attributes["name"]: one.attributes["value"]
        for one in form.all("input")
        if one.attributes.get("name") == "pack"
    }

    upload = author.bring(picture("PNG"), **fields)

    ready = author.client.get(f"/en/files/uploads/{upload.token}")
    assert ready.headers["location"] == f"{FILES}#own"
    page = author.client.get(FILES).text
    assert page.index(ABOUT["title"]) > page.index('id="own"'), "it is offered there"
    item = page.split('name="file" value="')[1].split('"')[0]
    assert f'href="{FILES}#own"' in author.client.get(f"/en/files/{item}").text


def test_what_was_refused_is_brought_again_for_the_same_pack(author: Author) -> None:
    upload = author.bring(b"<!doctype html>", pack=PACK)

    again = author.client.get(f"/en/files/new?again={upload.token}").text

    assert f'<input type="hidden" name="pack" value="{PACK}">' in again


def test_a_file_brought_for_no_pack_leads_to_none(author: Author) -> None:
    page = author.client.get(f"/en/files/{item_of(author).token}")

    assert page.status_code == 200
    assert FILES not in page.text


def test_the_lines_that_show_a_file_can_be_copied(author: Author) -> None:
    put_in(author)

    page = read_page(author.client.get(FILES).text)

    buttons = [one for one in page.all("button") if "data-copy" in one.attributes]
    assert [str(one.children[0]) for one in buttons] == ["Copy"] * len(page.all("pre"))


def test_a_pack_without_a_plain_name_is_not_led_to(author: Author) -> None:
    said = {**ABOUT, "pack": "../../account"}

    assert author.client.post("/en/files", data=said).status_code == 422


def test_who_replaces_a_file_is_told_that_packs_keep_the_one_they_have(
    author: Author,
) -> None:
    token = put_in(author)
    before = author.client.get(f"/en/files/{token}").text

    author.bring(picture("WEBP"), replaces=token)

    after = author.client.get(f"/en/files/{token}").text
    assert "A pack goes on with the version it has" in after
    assert "A pack goes on with the version it has" not in before
