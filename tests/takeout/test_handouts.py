"""Packs as handouts: one PDF, made by a job, that screen readers can read."""

import re
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from starlette.testclient import TestClient
from weasyprint.urls import FatalURLFetchingError

from app.media.kinds import Refused
from app.media.programs import Allowance
from app.takeout import handout, outside
from app.takeout.archive import tell_nobody
from app.takeout.handout_pdf import FolderFetcher
from app.takeout.wanted import Flavour
from tests.browser.pages import TRANSLATED_PACK, VIDEO_PACK
from tests.services.verapdf import broken_rules
from tests.takeout.workers import app_of, files_of, work

PAGE = b"<!doctype html><html lang=en><title>A</title><p>Words."


def handout_of(client: TestClient, language: str, pack: str) -> bytes:
    place = f"/{language}/packs/{pack}/offline/pdf"
    assert client.get(place).headers["location"] == f"{place}/copy"
    client.post(f"{place}/copy")
    work(client)
    taken = client.get(place)
    assert taken.status_code == 200, client.get(f"{place}/copy").text
    assert taken.headers["content-type"] == "application/pdf"
    return taken.content


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return "\n".join(pages)


# veraPDF reads files: what a database can change in one is asked of both below.
@pytest.mark.slow
@pytest.mark.any_database
def test_a_handout_is_a_pdf_for_everybody(worked: TestClient, tmp_path: Path) -> None:
    arabic, bengali = tmp_path / "ar.pdf", tmp_path / "bn.pdf"
    for path in (arabic, bengali):
        path.write_bytes(handout_of(worked, path.stem, TRANSLATED_PACK))

    assert broken_rules(arabic, bengali) == [[], []]


@pytest.mark.slow
def test_a_handout_has_all_modules_answers_credit_and_licence(
    worked: TestClient,
) -> None:
    pdf = handout_of(worked, "en", VIDEO_PACK)
    text = " ".join(text_of(pdf).split())
    pages = len(pypdfium2.PdfDocument(pdf))
    assert f"1 / {pages}" in text, "its style sheet numbers the pages"

    page = files_of(app_of(worked), f"en/packs/{VIDEO_PACK}", Flavour.PDF)
    html = page["handout.html"]
    assert isinstance(html, bytes)
    titles = re.findall("<h1[^>]*>([^<]+)</h1>", html.decode())
    assert len(titles) > 3
    for title in titles:
        assert unescape(title) in text
    for words in ("Answers", "CC BY-SA 4.0", "Passalong contributors", VIDEO_PACK):
        assert words in text


def test_a_handout_that_takes_too_much_is_refused_with_its_reason(
    worked: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "ALLOWED", Allowance(memory=50_000_000))

    with pytest.raises(Refused):
        handout.printed([("handout.html", PAGE)], tell_nobody)
    place = f"/en/packs/{VIDEO_PACK}/offline/pdf/copy"
    worked.post(place)
    app_of(worked).state.worker.run_due()
    assert "It takes more time or memory than this site gives" in worked.get(place).text


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://localhost/",
        "data:text/plain,x",
        "file:../secret.txt",
    ],
)
def test_a_handout_reads_files_of_its_folder_and_nothing_else(
    tmp_path: Path, address: str
) -> None:
    folder = tmp_path / "handout"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "a.txt").write_text("ours")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    fetcher = FolderFetcher(folder)

    assert fetcher.fetch((folder / "a.txt").as_uri()).read() == b"ours"
    for refused in (
        address,
        f"file://{folder}/../secret.txt",
        f"file://{folder}/link.txt",
    ):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(refused)
