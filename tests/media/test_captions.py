"""Captions are written beside the player, by several people, and nothing is lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.accounts.roles import Role
from app.main import create_app
from app.media.captioning import all_captions, captions_history
from app.media.cues import Spoken, write_vtt
from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole
from app.platform.db import Database
from tests.databases import make_settings
from tests.media.authors import Author, author_of
from tests.reading.html_page import Element, read_page

TOKEN = "a-film-of-sixty-seconds"
HERE = f"/en/files/{TOKEN}/captions/en"
FILE = """WEBVTT

00:01.000 --> 00:02.000
First

00:03.000 --> 00:05.000
Second one here
"""


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Iterator[FastAPI]:
    app = create_app(make_settings(database.url, tmp_path / "media"))
    yield app
    app.state.storage.close()
    app.state.database.close()


@pytest.fixture
def ama(app: FastAPI) -> Author:
    """Somebody who has brought a film of a minute, with captions from a file."""
    ama = author_of(app)
    user = ama.client.get("/en/files")
    assert user.status_code == 200
    with app.state.database.transaction() as session:
        session.add(film(session))
    sent = send_file(ama, FILE.encode())
    assert sent.status_code == 303, sent.text
    return ama


def film(session: Session) -> MediaItem:
    user = session.scalars(select(col(User.id))).one()
    return MediaItem(
        owner=f"upload:{TOKEN}",
        name=TOKEN,
        kind=MediaKind.VIDEO,
        title="A film",
        author="Ama",
        licence="CC0-1.0",
        language="en",
        duration=60,
        token=TOKEN,
        uploader_id=user,
        version=1,
    )


def send_file(author: Author, data: bytes) -> Response:
    files = {"file": ("a.vtt", data, "text/vtt")}
    return author.client.post(f"{HERE}/file", files=files)


def form(author: Author, page: int = 1) -> dict[str, str]:
    """Return what the form holds, without its buttons."""
    main = read_page(author.client.get(f"{HERE}?page={page}").text).one("main")
    return fields(main)


def fields(main: Element) -> dict[str, str]:
    found = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in main.all("input")
        if one.attributes.get("name", "file") != "file"
    }
    for area in main.all("textarea"):
        found[area.attributes["name"]] = "".join(map(str, area.children))
    return found


def words(author: Author, kind: str = "txt") -> str:
    return author.client.get(f"{HERE}/text?as={kind}").text


def test_a_file_becomes_rows_and_goes_out_again(ama: Author) -> None:
    shown = form(ama)

    assert (shown["start-0"], shown["end-0"], shown["text-0"]) == (
        "00:00:01.000",
        "00:00:02.000",
        "First",
    )
    assert words(ama) == "First\nSecond one here\n"
    assert "00:00:03,000 --> 00:00:05,000" in words(ama, "srt")
    assert words(ama, "vtt").startswith("WEBVTT\n")


def test_a_broken_file_is_refused_with_its_lines_and_changes_nothing(
    ama: Author,
) -> None:
    answer = send_file(ama, FILE.replace("00:05.000", "00:01.000").encode())

    assert answer.status_code == 422
    assert "Line 6:" in answer.text
    assert "It ends before it begins" in answer.text
    assert words(ama) == "First\nSecond one here\n"


def test_rows_are_typed_with_times_as_people_write_them(ama: Author) -> None:
    sent = form(ama) | {"start-0": "0.5", "end-0": "1:5", "text-0": "  Hello  "}
    wrong = ama.client.post(HERE, data=sent)
    right = ama.client.post(HERE, data=sent | {"end-0": "2,25", "speaker-0": "Ama"})

    assert wrong.status_code == 422
    assert "Write a time like" in wrong.text
    assert fields(read_page(wrong.text).one("main"))["end-0"] == "1:5"
    assert right.status_code == 303
    assert "00:00:00.500 --> 00:00:02.250\n<v Ama>Hello\n" in words(ama, "vtt")


@pytest.mark.parametrize(
    ("do", "left"),
    [
        ("split:1", "First\nSecond\none here\n"),
        ("join:0", "First Second one here\n"),
        ("delete:0", "Second one here\n"),
        ("join:1", "First\nSecond one here\n"),
        ("split:99", "First\nSecond one here\n"),
    ],
)
def test_buttons_do_without_script_what_they_say(
    ama: Author, do: str, left: str
) -> None:
    assert ama.client.post(HERE, data=form(ama) | {"do": do}).status_code == 303

    assert words(ama) == left


def test_all_are_moved_in_time(ama: Author) -> None:
    sent = form(ama) | {"do": "shift", "by": "-0.5"}
    assert ama.client.post(HERE, data=sent).status_code == 303

    assert "00:00:00.500 --> 00:00:01.500\nFirst" in words(ama, "vtt")
    assert "00:00:02.500 --> 00:00:04.500\nSecond" in words(ama, "vtt")


def test_a_new_caption_stands_in_the_gap_and_waits_for_its_words(ama: Author) -> None:
    answer = ama.client.post(HERE, data=form(ama) | {"do": "add:0"})
    shown = fields(read_page(answer.text).one("main"))

    assert answer.status_code == 200
    assert (shown["start-1"], shown["end-1"]) == ("00:00:02.000", "00:00:03.000")
    assert words(ama) == "First\nSecond one here\n"
    saved = ama.client.post(HERE, data=shown | {"text-1": "Between"})
    assert saved.status_code == 303
    assert words(ama) == "First\nBetween\nSecond one here\n"


def test_two_people_at_once_lose_nothing(app: FastAPI, ama: Author) -> None:
    moderator = author_of(app, "Mod", Role.MODERATOR)
    mine, theirs = form(ama), form(moderator)
    moderator.client.post(HERE, data=theirs | {"text-1": "Second, better"})

    merged = ama.client.post(HERE, data=mine | {"text-0": "First, better"})
    clash = ama.client.post(HERE, data=mine | {"text-1": "Another second"})

    assert "said=merged" in merged.headers["location"]
    assert words(ama) == "First, better\nSecond, better\n"
    assert "said=clash" in clash.headers["location"]
    page = ama.client.get(clash.headers["location"]).text
    assert "Another second" in page
    assert "Kept aside" in page
    (aside,) = re.findall(rf"{HERE}/restore/(\d+)", page)[:1]
    assert ama.client.post(f"{HERE}/restore/{aside}").status_code == 303
    assert "Another second" in words(ama)


def test_sixty_rows_are_a_page_and_other_pages_stay(ama: Author) -> None:
    many = [Spoken(i * 250, i * 250 + 200, f"Word {i}") for i in range(150)]
    assert send_file(ama, write_vtt(many).encode()).status_code == 303

    sent = form(ama, page=2) | {"text-3": "Changed"}
    answer = ama.client.post(HERE, data=sent)

    assert "page=2" in answer.headers["location"]
    left = words(ama).splitlines()
    assert (len(left), left[62], left[63], left[64]) == (
        150,
        "Word 62",
        "Changed",
        "Word 64",
    )


def test_several_languages_have_histories_of_their_own(ama: Author) -> None:
    there = HERE.replace("/en", "/dag").replace("/dag/files", "/en/files")
    sent = {"rows": "1", "start-0": "1", "end-0": "2", "text-0": "Antire"}
    assert ama.client.post(there, data=sent).status_code == 303

    with ama.app.state.database.open_session() as session:
        found = all_captions(session, 1)
        assert set(found) == {"en", "dag"}
        assert len(captions_history(session, 1, "dag")) == 1
    assert "Antire" in ama.client.get(f"/en/files/{TOKEN}/transcript/dag").text


def test_a_transcript_names_who_speaks_and_is_offered_on_the_page(ama: Author) -> None:
    ama.client.post(HERE, data=form(ama) | {"speaker-0": "<b>Ama</b>"})

    page = ama.client.get(f"/en/files/{TOKEN}/transcript/en").text

    assert "&lt;b&gt;Ama&lt;/b&gt;:" in page
    file = ama.client.get(f"/en/files/{TOKEN}").text
    assert f"/en/files/{TOKEN}/transcript/en" in file
    assert ama.client.get(f"/en/files/{TOKEN}/transcript/fr").status_code == 404


def test_the_player_of_a_film_shows_the_film_and_not_its_sound_alone(
    app: FastAPI, ama: Author
) -> None:
    with app.state.database.transaction() as session:
        item = session.scalars(select(MediaItem)).one()
        for kind, suffix, size in (("audio", "ogg", 8), ("video", "mp4", 50)):
            session.add(
                MediaFile(
                    item_id=item.id or 0,
                    role=MediaRole.VARIANT,
                    position=0,
                    key=f"media/digest/talk.{suffix}",
                    file_name=f"talk.{suffix}",
                    content_type=f"{kind}/{suffix}",
                    bytes=size,
                    version=item.version,
                )
            )

    page = read_page(ama.client.get(HERE).text)

    assert [one.attributes["type"] for one in page.all("source")] == ["video/mp4"]


def test_nobody_else_reads_or_writes_them(app: FastAPI, ama: Author) -> None:
    sent = form(ama)
    kofi = author_of(app, "Kofi")

    read = HERE.replace("captions", "transcript")
    for path in (HERE, f"{HERE}/text", f"{HERE}/history", read):
        assert kofi.client.get(path).status_code == 404, path
    assert kofi.client.post(HERE, data=sent).status_code == 404
    assert send_file(kofi, FILE.encode()).status_code == 404
