"""Whatever somebody pastes of a file on Commons is understood; nothing is guessed."""

import pytest

from app.media.wikimedia.titles import file_name

API = "https://commons.wikimedia.org/w/api.php"
UPLOADED = "https://upload.wikimedia.org/wikipedia"


@pytest.mark.parametrize(
    "pasted",
    [
        "Red bench.jpg",
        "  Red_bench.jpg ",
        "File:Red bench.jpg",
        "file:Red_bench.jpg",
        "Image:Red bench.jpg",
        "Fichier:Red bench.jpg",
        "Datei:Red bench.jpg",
        "ملف:Red bench.jpg",
        "चित्र:Red bench.jpg",
        ":commons:File:Red bench.jpg",
        "[[File:Red bench.jpg]]",
        "[[Fichier:Red bench.jpg|thumb|Un banc]]",
        "https://commons.wikimedia.org/wiki/File:Red_bench.jpg",
        "http://commons.wikimedia.org/wiki/File:Red_bench.jpg?uselang=fr#Licensing",
        "//commons.wikimedia.org/wiki/File:Red_bench.jpg",
        "commons.wikimedia.org/wiki/File:Red_bench.jpg",
        "https://commons.m.wikimedia.org/wiki/File:Red%20bench.jpg",
        "https://commons.wikimedia.org/w/index.php?title=File:Red_bench.jpg&action=edit",
        "https://commons.wikimedia.org/wiki/Special:FilePath/Red_bench.jpg?width=200",
        "https://commons.wikimedia.org/wiki/Special:Redirect/file/Red_bench.jpg",
        "https://fr.wikipedia.org/wiki/Fichier:Red_bench.jpg",
        "https://en.wikipedia.org/wiki/Bench#/media/File:Red_bench.jpg",
        f"{UPLOADED}/commons/f/f1/Red_bench.jpg",
        f"{UPLOADED}/commons/thumb/f/f1/Red_bench.jpg/320px-Red_bench.jpg",
        f"{UPLOADED}/commons/thumb/f/f1/Red%20bench.jpg/320px-Red%20bench.jpg?utm=x",
    ],
)
def test_titles_and_addresses_of_a_file_name_it(pasted: str) -> None:
    assert file_name(pasted, API) == "Red bench.jpg"


def test_a_name_in_another_script_stays_as_it_is() -> None:
    address = "https://commons.wikimedia.org/wiki/File:%D9%85%D9%82%D8%B9%D8%AF.jpg"
    assert file_name(address, API) == "مقعد.jpg"


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "   ",
        "Main Page",
        "Category:Benches",
        "https://commons.wikimedia.org/",
        "https://commons.wikimedia.org/wiki/Category:Benches",
        "https://example.org/wiki/File:Red_bench.jpg",
        "https://commons.wikimedia.org.example.org/wiki/File:Red_bench.jpg",
        "https://notwikimedia.org/wiki/File:Red_bench.jpg",
        "http://[zz]/File:Red_bench.jpg",
        f"{UPLOADED}/en/f/f1/Red_bench.jpg",
        f"{UPLOADED}/en/thumb/f/f1/Red_bench.jpg/320px-Red_bench.jpg",
        "File:a|b.jpg/x",
        "File:a<script>.jpg",
        "File:../../etc.jpg",
        "File:" + "a" * 240 + ".jpg",
        "File:" + "ब" * 80 + ".jpg",
        "a\nb.jpg\x00",
    ],
)
def test_what_names_no_file_of_commons_is_refused(pasted: str) -> None:
    with pytest.raises(ValueError, match="names no file"):
        file_name(pasted, API)


def test_another_wiki_is_known_by_its_own_address() -> None:
    api = "http://wiki.example.org:8080/api.php"
    stored = "http://wiki.example.org:8080/images/thumb/f/f1/Red_bench.jpg/99px-x.jpg"
    assert file_name(stored, api) == "Red bench.jpg"
    page = "http://wiki.example.org:8080/index.php/File:Red_bench.jpg"
    assert file_name(page, api) == "Red bench.jpg"
