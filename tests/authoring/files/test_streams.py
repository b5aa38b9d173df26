"""A long film that is put into a pack comes to readers in pieces, too."""

import re
from urllib.parse import urljoin

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.accounts.models import User
from app.content.export import media_files
from app.media.made import Made, MadeFile
from app.media.models import PLAYLIST, MediaFile, MediaItem, MediaKind, MediaRole
from app.media.placing import take_newest
from app.media.publishing import add_version, store_files
from app.media.queries import files_of, media_of
from app.media.streaming import make_streams
from app.media.uploads import begin_upload
from app.packs.queries import get_pack
from app.platform.formats import format_bytes
from app.reading.offline_sizes import offline_sizes
from tests.authoring.conftest import MODULE, Writer
from tests.authoring.files.bringing import FILES, publish
from tests.media.samples import film
from tests.reading.shelf import PACK, Shelf

SAID = {"rows": "1", "start-0": "0.5", "end-0": "1.5", "text-0": "Zanzibar harvest"}
BLOCK = "::: video file=look\nA look.\n:::\n"
ABOUT = {"title": "A look", "author": "Ama", "licence": "CC0-1.0", "language": "en"}
BOTH = (("426x240", 240), ("854x480", 480))


@pytest.fixture
def filmed(
    ama: Writer, efua: Writer, shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> Shelf:
    """A pack whose readers have a film that was cut into pieces."""
    folder = tmp_path_factory.mktemp("cut")
    made = Made(MediaKind.VIDEO, seconds=14)
    for size, height in BOTH:
        path = folder / f"{height}p.mp4"
        path.write_bytes(film(seconds=14, size=size))
        width = int(size.partition("x")[0])
        made.files.append(MadeFile(path, "video/mp4", width=width, height=height))
    made.files += make_streams(made.files, lambda _: None)
    with shelf.app.state.database.transaction() as session:
        user = session.scalars(select(User).where(col(User.name) == "Ama")).one()
        upload = begin_upload(session, user.number, ABOUT, None)
        rows = store_files(shelf.app.state.storage, made, "a")
        token = add_version(session, upload, made, rows).token or ""
    assert ama.browser.post(FILES, file=token, name="look").status_code == 303
    said = ama.browser.post(f"/en/files/{token}/captions/en", **SAID)
    assert said.status_code == 303, said.text
    publish(ama, efua, BLOCK)
    return shelf


@pytest.mark.slow
def test_readers_are_offered_pieces_beside_each_file_and_no_more_bytes_than_said(
    filmed: Shelf,
) -> None:
    links = filmed.page(MODULE).all("a", **{"data-play": "video"})

    assert [one.text.partition(",")[0] for one in links] == ["Play 240p", "Play 480p"]
    for link, (_, height) in zip(links, BOTH, strict=True):
        assert link.attributes["href"].endswith(f"a.{height}p.mp4")
        assert link.attributes["data-type"] == "video/mp4"
        (weight,) = [
            file.bytes
            for file in _streams(filmed)
            if _plays(file) and file.height == height
        ]
        assert link.text.endswith(format_bytes(weight))
    small, all_sizes = (one.attributes["data-pieces"] for one in links)
    assert small.endswith("a.240p.m3u8"), "who chose the small one gets no other"
    assert all_sizes.endswith("a.all.m3u8")
    heights = re.findall(r"RESOLUTION=\d+x(\d+)", filmed.client.get(all_sizes).text)
    assert heights == ["240", "480"]


@pytest.mark.slow
def test_playlists_lead_to_pieces_that_everybody_may_have_and_keep(
    filmed: Shelf,
) -> None:
    link = filmed.page(MODULE).all("a", **{"data-play": "video"})[-1]
    first = link.attributes["data-pieces"]

    playlists = [first, *_named(filmed.client, first)]
    pieces = {one for name in playlists[1:] for one in _named(filmed.client, name)}

    assert len(playlists) == 3
    assert len(pieces) == 2
    for address in playlists:
        _check(filmed.client, address, PLAYLIST)
    for address in pieces:
        _check(filmed.client, address, "video/mp4")
        part = filmed.client.get(address, headers={"range": "bytes=0-99"})
        assert (part.status_code, len(part.content)) == (206, 100)


def _check(client: TestClient, address: str, content_type: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["content-type"] == content_type
    assert answer.headers["content-disposition"].startswith("inline")
    assert "immutable" in answer.headers["cache-control"]
    assert "sandbox" in answer.headers["content-security-policy"]


def _named(client: TestClient, address: str) -> list[str]:
    """Return the addresses that a playlist names, as browsers find them."""
    text = client.get(address).text
    names = re.findall(r'^[^#\n].*$|(?<=URI=")[^"]+', text, re.MULTILINE)
    return sorted({urljoin(address, name) for name in names})


@pytest.mark.slow
def test_a_film_in_pieces_is_counted_once_and_taken_along_once(filmed: Shelf) -> None:
    with filmed.app.state.database.open_session() as session:
        pack = get_pack(session, PACK)
        groups = media_of(session, pack.key)
        carried = [name for name, _ in media_files(session, pack)]
        sizes = offline_sizes(0, groups)
        group = groups["look"]

        assert {file.role for file in group.streams} == {MediaRole.STREAM}
        assert pack.media_bytes == sum(
            min(file.bytes for file in one.variants) for one in groups.values()
        )
    lightest = min(file.bytes for file in group.variants)
    assert sizes.video - sizes.text == lightest
    assert "media/look.240p.mp4" in carried
    assert not [name for name in carried if "m3u8" in name or "m4s" in name]


@pytest.mark.slow
def test_a_newer_version_that_is_short_leaves_no_pieces_behind(filmed: Shelf) -> None:
    with filmed.app.state.database.transaction() as session:
        pack = get_pack(session, PACK)
        placed = media_of(session, pack.key)["look"].item
        short = session.scalars(
            select(MediaItem).where(col(MediaItem.token) == placed.placed_from)
        ).one()
        for file in files_of(session, short):
            if file.role is MediaRole.STREAM:
                session.delete(file)
        session.flush()
        take_newest(session, placed, short)

    assert _streams(filmed) == []
    for link in filmed.page(MODULE).all("a", **{"data-play": "video"}):
        assert "data-pieces" not in link.attributes


def _streams(shelf: Shelf) -> list[MediaFile]:
    with shelf.app.state.database.open_session() as session:
        return list(media_of(session, get_pack(session, PACK).key)["look"].streams)


def _plays(file: MediaFile) -> bool:
    return file.content_type == "video/mp4"
