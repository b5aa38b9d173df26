"""A picture stands for a pack: drafted, reviewed, translated, taken along."""

import pytest

from app.accounts.roles import Role
from app.content.export import export_pack
from app.content.library import read_library
from app.packs.queries import get_pack
from tests.authoring.conftest import Writer, writer
from tests.authoring.files.bringing import put_in
from tests.authoring.test_about import HERE, PAGE, fields
from tests.media.authors import Author
from tests.reading.html_page import Element, read_page
from tests.reading.shelf import PACK, Shelf

SAYS = "A red bench with <two> people on it"


@pytest.fixture
def ama(author: Author) -> Writer:
    """An editor of the program that the file was brought to."""
    return writer(author.app, "Ama", Role.EDITOR)


@pytest.fixture
def efua(author: Author) -> Writer:
    """A reviewer there."""
    return writer(author.app, "Efua", Role.REVIEWER)


def test_a_cover_is_on_page_card_and_shared_link_once_somebody_else_published_it(
    author: Author, ama: Writer, efua: Writer
) -> None:
    put_in(author)
    assert _choose(ama, "bench", SAYS) == 303
    assert not _covers(ama.page(PAGE))

    assert efua.browser.post(f"{HERE}/publish").status_code == 303

    page = ama.page(PAGE)
    (picture,) = _covers(page)
    assert picture.attributes["alt"] == SAYS
    assert author.client.get(picture.attributes["src"]).status_code == 200
    shared = {
        one.attributes["property"]: one.attributes["content"]
        for one in page.all("meta")
        if "property" in one.attributes
    }
    assert shared["og:image:alt"] == SAYS
    assert shared["og:image"].startswith("http")
    assert "/media/" in shared["og:image"]
    (card,) = _covers(ama.page("/en/packs"))
    assert card.attributes["src"] == picture.attributes["src"]
    assert card.attributes["alt"] == ""


def test_who_saves_data_gets_the_pattern(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    _published(author, ama, efua)
    saver = {"save-data": "on"}

    for path in (PAGE, "/en/packs"):
        page = shelf.client.get(path, headers=saver)
        assert page.status_code == 200
        assert not _covers(read_page(page.text))


def test_the_words_of_a_cover_are_translated_like_the_packs_others(
    author: Author, ama: Writer, efua: Writer
) -> None:
    _published(author, ama, efua)

    workbench = ama.page(f"/en/translate/{PACK}/en/fr?show=all").one("main").text

    assert SAYS in workbench


def test_it_goes_out_with_the_folder_and_comes_back_unchanged(
    author: Author, ama: Writer, efua: Writer, shelf: Shelf
) -> None:
    _published(author, ama, efua)
    files = _taken_along(author)
    folder = shelf.folder / "learning_packs" / PACK
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)

    assert not read_library(shelf.folder).problems
    shelf.load()

    assert _taken_along(author) == files
    said = files["pack.toml"].decode()
    assert 'cover = "bench"\n' in said
    assert f'cover_alt = "{SAYS}"\n' in said
    assert said.index("cover =") < said.index("[[authors]]")


def test_a_cover_is_taken_away_again(author: Author, ama: Writer, efua: Writer) -> None:
    _published(author, ama, efua)
    assert _choose(ama, "", "") == 303
    efua.browser.post(f"{HERE}/publish")

    assert not _covers(ama.page(PAGE))
    assert b"cover" not in _taken_along(author)["pack.toml"]


def test_a_folder_whose_cover_is_no_picture_is_refused(shelf: Shelf) -> None:
    named = 'cover = "edit-a-thon-plan"\ncover_alt = "A plan"\nlevel = "'
    shelf.change("pack.toml", 'level = "', named)

    (problem,) = read_library(shelf.folder).problems

    assert problem.reason == "there is no picture “edit-a-thon-plan”"


def test_a_cover_has_words_and_is_one_of_the_pictures_of_the_pack(
    author: Author, ama: Writer
) -> None:
    put_in(author)
    for name, alt, field in (
        ("bench", "", "cover_alt"),
        ("no-such-picture", SAYS, "cover"),
        ("edit-a-thon-plan", SAYS, "cover"),
    ):
        sent = fields(ama) | {"cover": name, "cover_alt": alt}
        answer = ama.browser.client.post(HERE, data=sent)
        assert answer.status_code == 422, name
        assert f'href="#{field}"' in answer.text


def _choose(who: Writer, name: str, alt: str) -> int:
    sent = fields(who) | {"cover": name, "cover_alt": alt}
    return who.browser.client.post(HERE, data=sent).status_code


def _published(author: Author, ama: Writer, efua: Writer) -> None:
    put_in(author)
    _choose(ama, "bench", SAYS)
    assert efua.browser.post(f"{HERE}/publish").status_code == 303


def _taken_along(author: Author) -> dict[str, bytes]:
    with author.app.state.database.open_session() as session:
        return dict(export_pack(session, author.storage, get_pack(session, PACK)))


def _covers(page: Element) -> list[Element]:
    return [one for one in page.all("img") if "/media/" in one.attributes["src"]]
