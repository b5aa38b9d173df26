"""Packs for Kiwix: zimcheck finds nothing, and kiwix-serve finds a word in them."""

import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient

from app.platform.languages import all_languages, get_language
from app.takeout import zim
from tests.browser.pages import TRANSLATED_PACK, VIDEO_PACK
from tests.conftest import MUCH_SECONDS
from tests.services.process import Program, end, free_port, need_program, start
from tests.takeout.workers import work

POLL_SECONDS = 0.1


def book_of(client: TestClient, folder: Path, place: str, more: str = "") -> Path:
    here = f"/{place}/offline/zim"
    asked = f"{here}/copy{more}"
    client.post(asked)
    work(client)
    taken = client.get(f"{here}{more}")
    assert taken.status_code == 200, client.get(asked).text
    assert taken.headers["content-type"] == "application/x-zim"
    book = folder / "pack.zim"
    book.write_bytes(taken.content)
    return book


@pytest.mark.slow
def test_zimcheck_finds_nothing_in_a_book(worked: TestClient, tmp_path: Path) -> None:
    zimcheck = need_program("zimcheck", package="zim-tools")
    book = book_of(worked, tmp_path, f"ar/packs/{TRANSLATED_PACK}")

    checked = subprocess.run(
        [zimcheck, str(book)], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout
    assert "Overall Test Status: Pass" in checked.stdout


@pytest.mark.slow
def test_kiwix_serves_a_book_and_finds_words_in_it(
    worked: TestClient, tmp_path: Path
) -> None:
    serve = need_program("kiwix-serve", package="kiwix-tools")
    book = book_of(worked, tmp_path, f"en/packs/{VIDEO_PACK}", "?with=film")
    port = free_port()
    words = [serve, "-i", "127.0.0.1", "-p", str(port), str(book)]
    process = start(Program(words, tmp_path / "kiwix.log"))
    try:
        site = f"http://127.0.0.1:{port}"
        page = read(f"{site}/pack/index.html")
        found = read(f"{site}/search?content=pack&pattern=consent")
    finally:
        end(process)

    assert "CC BY-SA 4.0" in page
    assert "/pack/02-ask-for-consent.html" in found


def read(address: str) -> str:
    """Return a page of a server that begins to answer some time."""
    until = time.monotonic() + MUCH_SECONDS
    while True:
        try:
            with urlopen(address) as answer:  # noqa: S310 - our own loopback server
                data: bytes = answer.read()
                return data.decode()
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(POLL_SECONDS)


def test_without_libzim_a_book_for_kiwix_is_not_offered(
    worked: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"/en/packs/{TRANSLATED_PACK}/offline"
    monkeypatch.setattr("app.takeout.flavours.has_libzim", lambda: False)

    assert "Kiwix" not in worked.get(place).text
    assert worked.get(f"{place}/zim").status_code == 404
    assert worked.post(f"{place}/zim/copy").status_code == 404


def test_kiwix_knows_every_language_of_ours() -> None:
    codes = {one.code: zim.three_letters(one) for one in all_languages()}

    assert {len(code) for code in codes.values()} == {3}
    assert codes["ar"] == "ara"
    assert codes["pt-br"] == "por"
    assert zim.three_letters(get_language("dag")) == "dag"
