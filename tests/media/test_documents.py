"""Slides and worksheets: pages as pictures with their words, sheets with a preview."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from PIL import Image

from app.media.captioning import all_captions, cues_of
from app.media.models import MediaItem, MediaKind, UploadState
from app.media.queries import get_item_by_number
from tests.media.authors import Author, author_of
from tests.media.papers import SLIDES, archive, empty_pages, office, slides


@pytest.fixture
def author(empty_app: FastAPI) -> Iterator[Author]:
    author = author_of(empty_app)
    yield author
    author.outside.close()


def item_of(author: Author, data: bytes, **changed: str) -> MediaItem:
    upload = author.bring(data, **changed)
    assert upload.state is UploadState.DONE, (upload.reason, upload.params)
    with author.app.state.database.open_session() as session:
        return get_item_by_number(session, upload.item_id or 0)


def words(author: Author, item: MediaItem, language: str = "en") -> list[str]:
    with author.app.state.database.open_session() as session:
        row = all_captions(session, item.id).get(language)
        return [cue.text for cue in cues_of(row)]


def base_of(page: str) -> str:
    found = re.search(r'name="base" value="(\d+)"', page)
    assert found, page
    return found[1]


def test_each_page_of_a_pdf_becomes_a_light_picture_with_its_words(
    author: Author,
) -> None:
    item = item_of(author, slides())

    files = author.files()
    assert item.kind is MediaKind.DOCUMENT
    assert [file.content_type for file in files if not file.page] == ["application/pdf"]
    pages = [(file.page, file.width, file.height) for file in files if file.page]
    assert pages == [
        (number, width, round(width * 143 / 254))
        for number in (1, 2, 3)
        for width in (640, 1280)
    ]
    for file in files:
        if file.page:
            with author.storage.open(file.key) as source, Image.open(source) as image:
                assert image.size == (file.width, file.height)
            assert file.bytes < 40_000
    assert words(author, item) == list(SLIDES)
    assert item.preview.startswith("Photograph the back too\nWrite the date")


def test_the_words_of_slides_are_mended_page_by_page(author: Author) -> None:
    item = item_of(author, slides(("One", "", "Three")))
    here = f"/en/files/{item.token}/words/en"
    page = author.client.get(here).text

    sent = {"base": base_of(page), "page-2": "A map\n\n  of   the attic --> here"}
    answer = author.client.post(here, data=sent)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{here}?said=saved&page=1"
    assert words(author, item) == ["One", "A map\nof the attic → here", "Three"]
    assert "A map" in author.client.get(here).text


def test_the_words_of_slides_are_written_in_another_language(author: Author) -> None:
    item = item_of(author, slides())
    chosen = author.client.get(f"/en/files/{item.token}/captions?language=ar")
    here = author.client.get(chosen.headers["location"]).headers["location"]
    assert here == f"/en/files/{item.token}/words/ar"

    author.client.post(here, data={"base": "0", "page-3": "بعيدا عن الضوء"})

    assert words(author, item, "ar") == ["بعيدا عن الضوء"]
    assert words(author, item) == list(SLIDES)
    read = author.client.get(f"/en/files/{item.token}/transcript/ar").text
    assert '<a href="#t-1">3</a>' in read


def test_two_who_mend_different_slides_keep_both_and_the_same_one_is_kept_aside(
    author: Author,
) -> None:
    item = item_of(author, slides())
    here = f"/en/files/{item.token}/words/en"
    base = base_of(author.client.get(here).text)

    author.client.post(here, data={"base": base, "page-1": "Theirs"})
    merged = author.client.post(here, data={"base": base, "page-3": "Mine"})
    clash = author.client.post(here, data={"base": base, "page-1": "Mine too"})

    assert "said=merged" in merged.headers["location"]
    assert "history?said=clash" in clash.headers["location"]
    assert words(author, item) == ["Theirs", SLIDES[1], "Mine"]


def test_too_many_words_on_a_slide_are_refused_and_stay_in_the_form(
    author: Author,
) -> None:
    item = item_of(author, slides())
    here = f"/en/files/{item.token}/words/en"
    base = base_of(author.client.get(here).text)

    answer = author.client.post(here, data={"base": base, "page-2": "long " * 401})

    assert answer.status_code == 422
    assert "long long" in answer.text
    assert words(author, item) == list(SLIDES)


def test_times_of_slides_cannot_be_changed(author: Author) -> None:
    item = item_of(author, slides())
    here = f"/en/files/{item.token}/captions/en"

    answer = author.client.post(here, data={"rows": "0", "base": "0", "do": "save"})

    assert answer.status_code == 404
    assert words(author, item) == list(SLIDES)


def test_a_new_version_of_slides_says_what_it_says_and_the_old_words_stay_in_history(
    author: Author,
) -> None:
    item = item_of(author, slides())

    again = item_of(author, slides(("Only one",)), replaces=item.token or "")

    assert (again.id, again.version) == (item.id, 2)
    assert words(author, again) == ["Only one"]
    history = author.client.get(f"/en/files/{item.token}/captions/en/history").text
    assert "Keep pictures out of the light" in history


def test_office_files_are_kept_as_they_came_with_how_their_words_begin(
    author: Author,
) -> None:
    for suffix in ("odt", "ods", "docx", "xlsx", "pptx"):
        data = office(suffix)

        item = item_of(author, data, title=suffix)

        file = author.files()[-1]
        assert (item.kind, file.bytes) == (MediaKind.DOCUMENT, len(data))
        assert author.read(file) == data
        assert file.file_name.endswith(f".{suffix}")
        page = author.client.get(f"/en/files/{item.token}").text
        for word in ("bench", "1957"):
            assert word in item.preview, suffix
            assert word in page, suffix
        digest, name = file.key.split("/")[1:]
        sent = author.client.get(f"/en/files/{item.token}/{digest}/{name}")
        assert sent.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in sent.headers["content-security-policy"]


def _entities() -> str:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{lines}]><x>&a8;</x>'


ODT = "application/vnd.oasis.opendocument.text"


def hostile_documents() -> dict[str, bytes]:
    return {
        "an archive of nothing": archive({}),
        "an archive of pictures": archive({"a.png": "x"}),
        "a book": archive({"mimetype": "application/epub+zip"}),
        "entities": archive({"mimetype": ODT, "content.xml": _entities()}),
        "a file it names": archive(
            {
                "mimetype": ODT,
                "content.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                "<x>&a;</x>",
            }
        ),
        "a bomb": archive({"mimetype": ODT, "content.xml": "<x>" + " " * 60_000_000}),
        "no content": archive({"mimetype": ODT}),
        "half of it": office("docx")[:900],
        "macros": archive(
            {"mimetype": ODT, "Basic/script.xml": "", "content.xml": "<x/>"}
        ),
        "too many parts": archive({f"a{n}": "" for n in range(3_001)}),
        "a PDF of nothing": b"%PDF-1.7\ntrailer<<>>%%EOF",
        "half a PDF": slides()[:700],
        "a PDF of too many pages": empty_pages(201),
    }


def test_hostile_documents_are_refused_with_a_reason_and_nothing_stays(
    author: Author,
) -> None:
    for name, data in hostile_documents().items():
        upload = author.bring(data, title=name)

        assert upload.state is UploadState.REFUSED, name
        assert upload.reason, name
    assert author.stored() == []


def test_a_long_page_is_drawn_no_larger_than_others(author: Author) -> None:
    item_of(author, slides(("A scroll",), size="100mm 4000mm"))

    for file in author.files():
        assert file.width * file.height < 2_600_000
