"""What would end the whole server inside the library, and never reaches it."""

import pytest

from app.authoring.live.documents import (
    ROOTS,
    Written,
    apply,
    missing_from,
    new_document,
    read,
    write,
)
from app.authoring.live.lib0 import Unreadable, number, sized
from app.authoring.live.soundness import check_update

MANY = number(2**32 - 1)
BODY_START = b"\x01\x01\x07\x00"  # one client, one struct, client 7, from 0


def inserted(letters: bytes) -> bytes:
    """Return an update that puts letters at the start of the body."""
    return BODY_START + b"\x04\x01" + sized(b"body") + sized(letters) + b"\x00"


def valued(value: bytes) -> bytes:
    """Return an update that gives the map above the body one value."""
    head = b"\x28\x01" + sized(b"head") + sized(b"title")
    return BODY_START + head + b"\x01" + value + b"\x00"


HOSTILE = {
    "letters that are no UTF-8": inserted(b"\xf0\x28\x8c\x28"),
    "half of a letter": inserted("é".encode()[:1]),
    "a letter of a pair": inserted(b"\xed\xa0\x80"),
    "more letters than there are": BODY_START + b"\x04\x01\x04body" + MANY,
    "more clients than there are bytes": MANY,
    "more pieces than there are bytes": b"\x01" + MANY + b"\x07\x00",
    "more deletions than there are bytes": b"\x00\x01\x07" + MANY,
    "more values than there are bytes": valued(b"")[:-2] + MANY,
    "a list in a list": valued(b"\x75" + number(2**36)),
    "a map": valued(b"\x76" + number(2**36)),
    "bytes": valued(b"\x74\x01a"),
    "a document in the document": BODY_START + b"\x09\x01\x04body\x011\x7f\x00",
    "a type in the text": BODY_START + b"\x07\x01\x04body\x02\x00",
    "another root": BODY_START + b"\x04\x01\x05other\x01a\x00",
    "a clock at the end of its numbers": b"\x01\x01\x07" + MANY + inserted(b"a")[4:],
    "deletions beyond the last number": b"\x00\x01\x07\x01" + number(2**31) + b"\x01",
    "letters beside themselves": b"\x01\x01\x07\x05\x84\x07\x05\x01a\x00",
    "letters beside later ones": b"\x01\x01\x07\x05\x44\x07\x09\x01a\x00",
    "something after the end": inserted(b"a") + b"\x00",
    "a number without an end": b"\xff" * 20,
    "nothing": b"",
}


@pytest.mark.parametrize("update", HOSTILE.values(), ids=HOSTILE)
def test_an_update_that_would_harm_the_server_is_refused(update: bytes) -> None:
    document = new_document()

    with pytest.raises(Unreadable):
        apply(document, update)

    assert read(document) == Written("", {})


@pytest.mark.parametrize(
    "state",
    [MANY, b"\x02\x07\x01", b"\x01\x07" + MANY, b"\x00\x00", b""],
    ids=["too many", "cut short", "too far", "more", "nothing"],
)
def test_a_state_that_would_harm_the_server_is_refused(state: bytes) -> None:
    with pytest.raises(Unreadable):
        missing_from(new_document(), state)


@pytest.mark.parametrize(
    "letters", ["a", "नमस्ते", "🎉 at the end 👩‍👩‍👧", "مرحبا", "\ufffd", "\0"]
)
def test_any_letters_are_taken(letters: str) -> None:
    document = new_document()

    apply(document, inserted(letters.encode()))

    assert read(document).body == letters


@pytest.mark.parametrize(
    "value", [b"\x7f", b"\x7e", b"\x79", b"\x7d\x81\x01", b"\x7b" + bytes(8)]
)
def test_a_plain_value_that_is_no_text_is_no_harm(value: bytes) -> None:
    document = new_document()

    apply(document, valued(value))

    assert read(document) == Written("", {})


def test_a_text_above_the_body_is_taken() -> None:
    document = new_document()

    apply(document, valued(b"\x77" + sized("título 🎉".encode())))

    assert read(document) == Written("", {"title": "título 🎉"})


def test_what_the_server_writes_itself_is_sound() -> None:
    document = new_document()
    for text in ("one 🎉 two", "one two", "", "three\n" * 50, "four"):
        check_update(write(document, Written(text, {"title": text[:9]})), ROOTS)

    check_update(document.get_update(), ROOTS)
