"""Ranges, forms and bodies made to be expensive are cheap, or refused."""

import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.media.models import MediaFile
from app.web.body_limit import MAX_BODY_BYTES
from tests.light_hashes import real_hashes
from tests.security.asking import Answer, Asked, ask
from tests.security.conftest import Ready

FORM = ("content-type", "application/x-www-form-urlencoded")
PARTS = ("content-type", "multipart/form-data; boundary=x")
# Of CPU, for the whole request: a hundredth of a second, and room for a busy machine.
SECONDS = 0.1
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n'
END = b"--x--\r\n"


@pytest.fixture(autouse=True)
def real() -> Iterator[None]:
    """What a sign-in costs a server is in these figures."""
    with real_hashes():
        yield


def best_of(count: int, send: Callable[[], Answer]) -> tuple[float, Answer]:
    """Return the least CPU that a request took, and its answer."""
    costs = []
    for _ in range(count):
        started = time.process_time()
        answer = send()
        costs.append(time.process_time() - started)
    return min(costs), answer


def media_path(ready: Ready) -> str:
    with ready.app.state.database.open_session() as session:
        key = session.scalars(select(col(MediaFile.key))).first()
    assert key
    return f"/media/{key.split('/', 1)[1]}"


RANGES = {
    "one byte again and again": "bytes=" + "0-0," * 25_000 + "0-0",
    "overlapping": "bytes=" + ",".join(f"0-{n}" for n in range(12_000)),
    "suffixes": "bytes=" + ",".join(f"-{n}" for n in range(1, 12_000)),
    "open": "bytes=" + "0-," * 30_000 + "1-",
    "spaces": "bytes=" + " " * 100_000 + "0-1",
    "digits": "bytes=0-" + "9" * 100_000,
    "dashes": "bytes=" + "-" * 100_000,
    "backwards": "bytes=9-0",
    "another unit": "items=0-5",
    "words": "bytes=a-b",
    "digits of another script": "bytes=٠-١",
}


@pytest.mark.parametrize("kind", RANGES)
def test_no_range_is_expensive_or_larger_than_the_file(ready: Ready, kind: str) -> None:
    path = media_path(ready)
    whole = len(ask(ready.app, Asked(path)).body)
    asked = Asked(path, headers=[("range", RANGES[kind])])

    cost, answer = best_of(3, lambda: ask(ready.app, asked))
    assert answer.status in {200, 206, 400, 416}
    assert len(answer.body) <= whole + 1_000
    assert cost < SECONDS


BODIES = {
    "fields": (FORM, b"a=b&" * 10_000),
    "empty fields": (FORM, b"&" * 900_000),
    "equals": (FORM, b"=" * 900_000),
    "one long field": (FORM, b"a=" + b"b" * 900_000),
    "one long name": (FORM, b"a" * 900_000),
    "escapes": (FORM, b"a=" + b"%41" * 300_000),
    "broken escapes": (FORM, b"a=" + b"%" * 900_000),
    "parts": (PARTS, PART * 10_000 + END),
    "files": (PARTS, FILE * 10_000 + END),
    "one file": (PARTS, FILE + END),
    "no end": (PARTS, PART + b"-" * 900_000),
    "line ends": (PARTS, b"\r\n" * 450_000),
    "part headers": (PARTS, b"--x\r\n" + b"A: b\r\n" * 100_000 + b"\r\n" + END),
    "long part header": (PARTS, b"--x\r\nA: " + b"b" * 900_000 + b"\r\n\r\n" + END),
    "long boundary": (
        ("content-type", f"multipart/form-data; boundary={'x' * 100_000}"),
        b"--x--",
    ),
    "odd type": (("content-type", "multipart/form-data" + "; a=b" * 50_000), b"--x--"),
}


@pytest.mark.parametrize("kind", BODIES)
def test_no_form_is_expensive(ready: Ready, kind: str) -> None:
    content_type, body = BODIES[kind]
    asked = Asked("/en/me/settings/languages", "POST", [content_type], body)

    cost, answer = best_of(3, lambda: ask(ready.app, asked))
    assert answer.status in {303, 400, 413, 422}
    assert cost < SECONDS * 10, f"{cost:.2f} s"
    if kind in {"fields", "parts", "files", "one file"}:
        assert answer.status == 400


def test_a_body_over_the_limit_is_refused_before_it_is_read(ready: Ready) -> None:
    body = b"a=" + b"b" * MAX_BODY_BYTES
    for path in ("/logout", "/en/login", "/en/about", "/en/nothing"):
        cost, answer = best_of(3, partial(_post, ready, path, body))
        assert answer.status == 413
        assert cost < SECONDS


def _post(ready: Ready, path: str, body: bytes) -> Answer:
    return ask(ready.app, Asked(path, "POST", [FORM], body))


def test_a_length_that_is_a_lie_is_refused_or_ignored(ready: Ready) -> None:
    for length in ("-1", "1e9", "٣", "0x10", "1,1", "", " ", "9" * 5_000):
        asked = Asked("/logout", "POST", [("content-length", length), FORM])
        assert ask(ready.app, asked).status in {400, 413, 422}, length


CODECS = (
    "undefined",
    "unicode_escape",
    "utf-7",
    "idna",
    "rot13",
    "zlib",
    "utf-16",
    "x",
)
TEXTS = {
    "NUL": b"a%00b",
    "half a pair": b"%ed%a0%80",
    "not UTF-8": b"%ff%fe",
    "overlong": b"%c0%80",
    "last": b"%f4%8f%bf%bf",
    "beyond": b"%f4%90%80%80",
}
FIELDS = {
    "/en/login": ("name", "passphrase", "next"),
    "/en/register": ("name", "passphrase"),
    "/en/me/settings": ("theme", "locale"),
    "/en/me/settings/languages": ("language", "change"),
    "/en/packs/run-an-edit-a-thon/statements": ("holder",),
    "/oauth/start": ("next",),
    "/logout": ("next",),
}


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("path", FIELDS)
def test_text_that_no_database_keeps_breaks_no_form(
    ready: Ready, path: str, kind: str
) -> None:
    fields = FIELDS[path]
    usual = dict.fromkeys(fields, b"a" * 20)
    for name in fields:
        sent = {**usual, name: TEXTS[kind]}
        body = b"&".join(key.encode() + b"=" + value for key, value in sent.items())
        answer = _post(ready, path, body)
        assert answer.status < 500, name
        assert answer.status == 400 or kind != "NUL"


@pytest.mark.parametrize("codec", CODECS)
def test_no_codec_that_a_sender_names_breaks_a_form(ready: Ready, codec: str) -> None:
    content_type = f"multipart/form-data; boundary=x; charset={codec}"
    part = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800+\xff\r\n'
    asked = Asked("/en/login", "POST", [("content-type", content_type)], part + END)

    assert ask(ready.app, asked).status in {400, 422}


@pytest.mark.parametrize("text", ["%00", "a%00b", "%ed%a0%80", "%ff"])
def test_text_that_no_database_keeps_breaks_no_address(ready: Ready, text: str) -> None:
    for path in (
        f"/en/search?q={text}",
        f"/en/packs?page={text}",
        f"/p/run-an-edit-a-thon?lang={text}",
        f"/en/language/all?q={text}",
        f"/oauth/callback?state={text}&code={text}",
        f"/en/packs/{text}",
        f"/en/packs/{text}/1",
        f"/en/packs/{text}/done",
        f"/en/courses/{text}",
        f"/media/{text}/{text}",
        f"/{text}",
    ):
        headers = [("cookie", f"learning={text}; passalong={text}; prefs={text}")]
        assert ask(ready.app, Asked(path, headers=headers)).status < 500, path
