"""What may be kept of a search: words, and nothing about anybody."""

import pytest

from app.wishes.sayable import is_sayable, normal_text, same_text

SAYABLE = (
    "budget",
    "how to write a grant proposal",
    "siku 30 za kwanza",
    "wiki loves monuments 2011",
    "kasafin kuɗi",
    "مقترح منحة",
    "फ़ोटोग्राफ़ी",
    "ছবি প্রতিযোগিতা",
    "什么是维基",
    "การเขียนรายงาน",
    "edit-a-thon",
    "cc by-sa 4.0",
)
NOT_SAYABLE = (
    "",
    "?",
    "a",
    "ama@example.org",
    "@ama_mensah",
    "ama mensah +233 20 123 4567",
    "0201234567",
    "123 4567",
    "2026 11 20 15",
    "https://example.org/me",
    "www.example.org",
    "example.org/secret",
    "10.0.0.12",
    "12 main street",
    "main street 12",
    "12 rue de la paix",
    "barabara ya uhuru 7",
    "شارع النيل 9",
    "hunter2hunter2",
    "sk-proj-ab12cd34ef56",
    "<script>",
    "password=hello",
    "x" * 31,
    "one two three four five six seven eight nine",
    "word " * 7 + "w" * 60,
)


@pytest.mark.parametrize("text", SAYABLE)
def test_words_may_be_kept(text: str) -> None:
    assert is_sayable(normal_text(text))


@pytest.mark.parametrize("text", NOT_SAYABLE)
def test_what_may_be_about_somebody_is_not_kept(text: str) -> None:
    assert not is_sayable(normal_text(text))


def test_what_means_the_same_is_one_thing() -> None:
    spellings = ("Éditathon  à Dakar?", "editathon a DAKAR", "“Éditathon à Dakar”")
    assert len({same_text(normal_text(text)) for text in spellings}) == 1


def test_marks_of_other_scripts_stay() -> None:
    # Without them these would be other words.
    for text in ("कि", "কি", "ที่"):
        assert same_text(normal_text(text)) == text


def test_control_characters_are_blanks() -> None:
    assert normal_text("a\x00b\u202ec\u200bd") == "a b c d"
