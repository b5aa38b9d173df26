"""Texts that are too long, too deep or no text at all get a sentence, not a fault."""

import pytest

from tests.authoring.conftest import EDIT, Writer
from tests.reading.html_page import read_page


def test_a_paste_of_five_megabytes_gets_a_sentence(ama: Writer) -> None:
    form = ama.form()

    answer = ama.send(form | {"body": "word " * 1_000_000})

    assert answer.status_code == 413
    assert "more than 1 MB" in read_page(answer.text).one("main").text
    assert ama.form() == form


def test_a_text_of_many_bytes_and_few_letters_is_still_answered_in_its_form(
    ama: Writer,
) -> None:
    """Each of these is nine bytes in a form: only what is too long for it is lost."""
    body = "অ" * 90_000

    answer = ama.send(ama.form() | {"body": body})
    page = read_page(answer.text)

    assert answer.status_code == 422
    assert "longer than 256 kB" in page.one("span", id="body-error").text
    assert body in page.one("textarea", id="body").text


@pytest.mark.parametrize(
    "line", ["::: callout\n", "> ", "- ", "[", "*", "<div>", "| a "]
)
def test_what_is_nested_a_thousand_deep_is_answered(ama: Writer, line: str) -> None:
    answer = ama.send(ama.form() | {"body": line * 1_000 + "words"}, "preview")

    assert answer.status_code == 200
    assert read_page(answer.text).one("section", **{"aria-labelledby": "todo"})


def test_a_file_in_place_of_a_text_is_refused(ama: Writer) -> None:
    page = b"<script>alert(1)</script>"

    answer = ama.browser.client.post(
        EDIT,
        data=ama.form() | {"do": "preview"},
        files={"body": ("image.png", page, "image/png")},
    )

    assert answer.status_code == 400
    assert "alert(1)" not in answer.text
