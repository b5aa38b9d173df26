"""What files in a pack's folder lack is made by the worker: widths, formats, pieces."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app as cli
from app.content.export import media_files
from app.media.completing import complete, lacking
from app.media.models import MediaItem, MediaRole
from app.media.queries import media_of
from app.packs.queries import get_pack
from app.platform.settings import get_settings
from tests.databases import Databases
from tests.media.samples import film, photo, picture
from tests.reading.html_page import Element
from tests.reading.shelf import PACK, Shelf, made_shelf

MODULE = f"/en/packs/{PACK}/1"
FIRST = "modules/01-choose-a-goal-a-size-and-a-place.md"
HEADING = "## Avoid these early mistakes"
FIGURE = "::: figure\n![A bench](media:{name})\n\nA bench.\n:::\n\n"
ABOUT = """\
title = "A bench"
kind = "{kind}"
author = "Ama"
licence = "CC0-1.0"
language = "en"
duration = {seconds}

[[files]]
file = "{file}"
type = "{type}"
width = {width}
height = {height}
"""


@pytest.fixture
def shelf(databases: Databases, tmp_path: Path) -> Iterator[Shelf]:
    yield from made_shelf(databases, tmp_path)


def put(shelf: Shelf, data: bytes, file: str, kind: str, size: tuple[int, int]) -> None:
    """Put a file into the pack's folder, and a word on it into the first module."""
    folder = shelf.folder / "learning_packs" / PACK / "media"
    (folder / file).write_bytes(data)
    item, is_film = file.partition(".")[0], kind.startswith("video/")
    said = {"kind": kind.partition("/")[0], "seconds": 900 if is_film else 0}
    about = ABOUT.format(**said, file=file, type=kind, width=size[0], height=size[1])
    (folder / f"{item}.toml").write_text(about)
    shown = FIGURE.format(name=file)
    if is_film:
        shown = f"::: video file={item}\nA bench.\n:::\n\n"
    shelf.change(FIRST, HEADING, shown + HEADING)
    assert shelf.load().failed == []


def work(shelf: Shelf) -> None:
    """Deliver what was announced, and do the jobs that follow."""
    shelf.app.state.worker.run_due()
    # As a server does that hears of changed content.
    shelf.app.state.pages.clear()


def widths(element: Element) -> list[str]:
    return [one.split()[1] for one in element.attributes["srcset"].split(", ")]


def figure(shelf: Shelf) -> Element:
    (found,) = shelf.page(MODULE).all("picture")
    return found


def test_a_picture_of_one_width_is_offered_in_those_that_screens_use(
    shelf: Shelf,
) -> None:
    put(shelf, photo((1800, 900), 1), "bench.jpg", "image/jpeg", (1800, 900))
    work(shelf)

    shown = figure(shelf)

    sources = shown.all("source")
    (image,) = shown.all("img")
    kinds = [one.attributes["type"] for one in sources]
    assert kinds == ["image/avif", "image/webp"]
    assert [widths(one) for one in sources] == [["640w", "1024w", "1600w"]] * 2
    assert widths(image) == ["640w", "1024w", "1600w", "1800w"]
    assert image.attributes["src"].endswith("/bench.jpg")
    assert image.attributes["sizes"]
    for one in (*sources, image):
        for place in one.attributes["srcset"].split(", "):
            answer = shelf.client.get(place.split()[0])
            assert answer.status_code == 200
            kind = one.attributes.get("type", "image/jpeg")
            assert answer.headers["content-type"] == kind


def test_who_saves_data_is_offered_the_lightest_of_what_was_made(shelf: Shelf) -> None:
    put(shelf, photo((1800, 900), 1), "bench.jpg", "image/jpeg", (1800, 900))
    work(shelf)

    saving = shelf.client.get(MODULE, headers={"save-data": "on"}).text

    assert "bench.640.webp" in saving
    assert "bench.jpg" not in saving


def test_exports_have_what_the_folder_had_and_loading_again_makes_it_again(
    shelf: Shelf,
) -> None:
    put(shelf, photo((1800, 900), 1), "bench.jpg", "image/jpeg", (1800, 900))
    work(shelf)
    before = figure(shelf).all("source")[0].attributes["srcset"]
    with shelf.app.state.database.open_session() as session:
        carried = [name for name, _ in media_files(session, get_pack(session, PACK))]
    assert [name for name in carried if "bench" in name] == ["media/bench.jpg"]

    shelf.change("media/bench.toml", 'author = "Ama"', 'author = "Efua"')
    assert shelf.load().failed == []
    work(shelf)

    assert figure(shelf).all("source")[0].attributes["srcset"] == before


@pytest.mark.slow
def test_a_long_film_gets_pieces(shelf: Shelf) -> None:
    data = film(seconds=14, size="426x240")
    put(shelf, data, "bench.240p.mp4", "video/mp4", (426, 240))
    work(shelf)

    (link,) = shelf.page(MODULE).all("a", **{"data-play": "video"})

    playlist = shelf.client.get(link.attributes["data-pieces"])
    assert playlist.status_code == 200
    assert re.findall(r"RESOLUTION=(\S+)", playlist.text) == ["426x240"]


@pytest.mark.parametrize(
    ("data", "name", "kind", "size"),
    [
        (photo((500, 300), 1), "bench.jpg", "image/jpeg", (500, 300)),
        (picture("WEBP"), "bench.webp", "image/webp", (64, 48)),
    ],
    ids=["a small JPEG", "a small WebP"],
)
def test_what_is_light_and_small_is_left_as_it_is(
    shelf: Shelf, data: bytes, name: str, kind: str, size: tuple[int, int]
) -> None:
    put(shelf, data, name, kind, size)
    work(shelf)

    with shelf.app.state.database.open_session() as session:
        group = media_of(session, get_pack(session, PACK).key)["bench"]

    kinds = sorted(file.content_type for file in group.streams)
    made = ["image/avif", "image/jpeg", "image/webp"]
    assert kinds == (made if kind == "image/jpeg" else [])
    assert all(file.role is MediaRole.STREAM for file in group.streams)


def test_what_cannot_be_read_stays_as_it_is_and_the_command_says_so(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(shelf, b"no picture at all", "bench.jpg", "image/jpeg", (1800, 900))
    work(shelf)
    settings = shelf.app.state.settings
    monkeypatch.setenv("PASSALONG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PASSALONG_MEDIA_FOLDER", str(settings.media_folder))
    get_settings.cache_clear()

    ran = CliRunner().invoke(cli, ["media", "complete"])

    assert ran.exit_code == 1, ran.output
    assert "0 of 1 files have now what they lacked." in ran.output
    assert '<img src="/media/' in shelf.client.get(MODULE).text


def test_the_command_completes_what_was_loaded_before(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(shelf, photo((1800, 900), 1), "bench.jpg", "image/jpeg", (1800, 900))
    settings = shelf.app.state.settings
    monkeypatch.setenv("PASSALONG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PASSALONG_MEDIA_FOLDER", str(settings.media_folder))
    get_settings.cache_clear()

    ran = CliRunner().invoke(cli, ["media", "complete"])
    again = CliRunner().invoke(cli, ["media", "complete"])

    assert "1 of 1 files have now what they lacked." in ran.output
    assert "0 of 0 files" in again.output
    shelf.app.state.pages.clear()
    assert len(figure(shelf).all("source")) == 2


def test_a_file_that_was_replaced_meanwhile_gets_nothing_of_the_old_one(
    shelf: Shelf,
) -> None:
    put(shelf, photo((1800, 900), 1), "bench.jpg", "image/jpeg", (1800, 900))
    database, storage = shelf.app.state.database, shelf.app.state.storage
    with database.open_session() as session:
        (item,) = lacking(session)
    other = [False]

    def replace_it() -> None:
        if other[0]:
            return
        other[0] = True
        with database.transaction() as session:
            row = session.get_one(MediaItem, item.id)
            (file,) = media_of(session, row.owner)["bench"].variants
            file.key = "3f/" + "3f" * 32 + "/bench.jpg"
            session.add(file)

    really = storage.open

    def opened(*asked: object) -> object:
        found = really(*asked)
        replace_it()
        return found

    storage.open = opened
    assert complete(database, storage, item.id or 0, lambda: None) is False
    with database.open_session() as session:
        assert media_of(session, item.owner)["bench"].streams == ()
