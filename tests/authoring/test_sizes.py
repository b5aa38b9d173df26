"""Texts that are too long, too deep or no text at all get a sentence, not a fault."""

import asyncio

import pytest
from starlette.types import Message

from tests.authoring.conftest import EDIT, Writer
from tests.databases import HOST
from tests.reading.html_page import read_page
from tests.reading.shelf import Shelf


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wish", "body"),
    [
        ("save", "नमस्ते " * 263_000),
        ("preview", "word " * 1_000_000),
        ("review", "word " * 1_000_000),
    ],
)
def test_a_paste_of_five_megabytes_stays_in_its_form(
    ama: Writer, wish: str, body: str
) -> None:
    form = ama.form()

    answer = ama.send(form | {"title": "Typed beside it", "body": body}, wish)

    assert len(body.encode()) == pytest.approx(5_000_000, rel=0.01)
    assert answer.status_code == 422
    assert body.strip() in answer.text
    before, after = answer.text.split(body.strip())
    assert ">Typed beside it</textarea>" in before
    assert "longer than 256 kB" in before + after
    assert ama.form() == form


def test_more_than_a_text_can_be_gets_a_sentence(ama: Writer) -> None:
    form = ama.form()

    answer = ama.send(form | {"body": "অ" * 1_800_000})

    assert answer.status_code == 413
    assert "more than 1 MB" in read_page(answer.text).one("main").text
    assert ama.form() == form


def test_who_may_not_write_there_is_refused_before_a_long_text_is_read(
    shelf: Shelf,
) -> None:
    said: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("the body was read")

    async def send(message: Message) -> None:
        said.append(message)

    headers = [
        (b"host", HOST.encode()),
        (b"sec-fetch-site", b"same-origin"),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", b"5000000"),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": EDIT,
        "raw_path": EDIT.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 5000),
        "server": (HOST, 80),
    }
    asyncio.run(shelf.app(scope, receive, send))

    assert said[0]["status"] == 303
    assert b"/login" in dict(said[0]["headers"])[b"location"]


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
    assert read_page(answer.text).one("section", id="todo")


def test_a_file_in_place_of_a_text_is_refused(ama: Writer) -> None:
    page = b"<script>alert(1)</script>"

    answer = ama.browser.client.post(
        EDIT,
        data=ama.form() | {"do": "preview"},
        files={"body": ("image.png", page, "image/png")},
    )

    assert answer.status_code == 400
    assert "alert(1)" not in answer.text
