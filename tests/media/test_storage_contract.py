"""What every storage does, asked of the folder and of a real S3 server."""

import io
import time

import pytest

from app.platform.storage import Download, KeyTaken, PartsWrong, UploadRules
from tests.media.storages import FOREIGN, ORIGIN, Rig, tampered

KEY = "quarantine/abc/film.webm"
OTHER = "ab/abc/film.webm"
WORDS = bytes(range(256)) * 40
# A bucket says that it is forbidden, the folder that there is nothing.
REFUSED = {400, 403, 404}
PART = 5 * 1024 * 1024
FILM = Download("video/webm", "film.webm", is_inline=True)
RULES = UploadRules("video/webm", most_bytes=20_000)


def put(rig: Rig, key: str = KEY, data: bytes = WORDS) -> None:
    rig.storage.put(key, io.BytesIO(data))


def read(rig: Rig, key: str = KEY) -> bytes:
    with rig.storage.open(key) as file:
        return file.read()


def test_what_was_put_can_be_read(rig: Rig) -> None:
    put(rig)

    assert read(rig) == WORDS
    found = rig.storage.find(KEY)
    assert found is not None
    assert (found.key, found.bytes) == (KEY, len(WORDS))
    assert found.etag.startswith('"')
    assert found.etag.endswith('"')
    assert rig.storage.exists(KEY)


def test_a_source_stays_open_and_a_large_one_arrives_whole(rig: Rig) -> None:
    source = io.BytesIO(bytes(20 * 1024 * 1024) + b"the end")

    rig.storage.put(KEY, source)

    assert not source.closed
    with rig.storage.open(KEY, 20 * 1024 * 1024) as file:
        assert file.read() == b"the end"


def test_an_empty_file_is_a_file(rig: Rig) -> None:
    put(rig, data=b"")

    assert read(rig) == b""


def test_the_same_key_again_is_replaced(rig: Rig) -> None:
    put(rig)
    before = rig.storage.find(KEY)
    put(rig, data=b"new")

    assert read(rig) == b"new"
    after = rig.storage.find(KEY)
    assert before is not None
    assert after is not None
    assert before.etag != after.etag


def test_only_a_new_key_can_be_asked_for(rig: Rig) -> None:
    rig.storage.put(KEY, io.BytesIO(b"first"), only_new=True)
    with pytest.raises(KeyTaken):
        rig.storage.put(KEY, io.BytesIO(b"second"), only_new=True)

    assert read(rig) == b"first"


def test_what_is_missing_is_not_found(rig: Rig) -> None:
    assert rig.storage.find(KEY) is None
    assert not rig.storage.exists(KEY)
    with pytest.raises(FileNotFoundError):
        rig.storage.open(KEY)
    with pytest.raises(FileNotFoundError):
        rig.storage.copy(KEY, OTHER)


@pytest.mark.parametrize(("start", "end"), [(0, 10), (100, 101), (10_000, None)])
def test_a_range_can_be_read(rig: Rig, start: int, end: int | None) -> None:
    put(rig)

    with rig.storage.open(KEY, start, end) as file:
        assert file.read() == WORDS[start:end]


def test_a_copy_holds_the_same_and_lasts_longer(rig: Rig) -> None:
    put(rig)
    rig.storage.copy(KEY, OTHER)
    rig.storage.delete(KEY)

    assert read(rig, OTHER) == WORDS


def test_keys_below_a_prefix_are_listed_in_order(rig: Rig) -> None:
    for key in ("b/two", "a/one", "b/one", "quarantine/x/y"):
        put(rig, key, b"a")

    assert rig.keys("b/") == ["b/one", "b/two"]
    assert rig.keys() == ["a/one", "b/one", "b/two", "quarantine/x/y"]
    assert rig.keys("c/") == []


def test_deleting_twice_is_no_error(rig: Rig) -> None:
    put(rig)

    rig.storage.delete(KEY)
    rig.storage.delete(KEY)

    assert rig.keys() == []


def test_many_are_deleted_at_once_those_that_are_missing_too(rig: Rig) -> None:
    keys = [f"a/{number}" for number in range(30)]
    for key in keys:
        put(rig, key, b"a")
    put(rig, "b/stays", b"a")

    rig.storage.delete_many([*keys, "a/was-never-there"])

    assert rig.keys() == ["b/stays"]


@pytest.mark.parametrize("key", ["../name", "/etc/passwd", "", "a/..", "a\x00b", ".x"])
def test_a_key_that_is_none_is_refused(rig: Rig, key: str) -> None:
    with pytest.raises(ValueError, match="stays inside its folder"):
        put(rig, key)
    with pytest.raises(ValueError, match="stays inside its folder"):
        rig.storage.download_address(key, FILM)
    with pytest.raises(ValueError, match="stays inside its folder"):
        rig.storage.upload_form(key, RULES)


def test_an_address_gives_the_file_as_it_says(rig: Rig) -> None:
    put(rig)

    answer = rig.ask("GET", rig.storage.download_address(KEY, FILM))

    assert answer.status_code == 200
    assert answer.content == WORDS
    assert answer.headers["content-type"] == "video/webm"
    assert answer.headers["content-disposition"] == 'inline; filename="film.webm"'
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-9", WORDS[:10]),
        ("bytes=-9", WORDS[-9:]),
        ("bytes=10000-", WORDS[10_000:]),
    ],
    ids=["first", "last", "from"],
)
def test_an_address_gives_parts(rig: Rig, asked: str, expected: bytes) -> None:
    put(rig)
    address = rig.storage.download_address(KEY, FILM)

    answer = rig.ask("GET", address, headers={"range": asked})

    assert answer.status_code == 206
    assert answer.content == expected
    assert answer.headers["content-range"].endswith(f"/{len(WORDS)}")


def test_a_range_behind_the_end_is_refused(rig: Rig) -> None:
    put(rig)
    address = rig.storage.download_address(KEY, FILM)

    answer = rig.ask("GET", address, headers={"range": "bytes=99999-"})

    assert answer.status_code == 416


def test_who_has_the_file_gets_nothing_again(rig: Rig) -> None:
    put(rig)
    address = rig.storage.download_address(KEY, FILM)
    etag = rig.ask("GET", address).headers["etag"]

    answer = rig.ask("GET", address, headers={"if-none-match": etag})

    assert answer.status_code == 304
    assert answer.content == b""


def test_a_changed_address_is_refused(rig: Rig) -> None:
    put(rig)
    put(rig, OTHER)
    address = rig.storage.download_address(KEY, FILM)

    assert rig.ask("GET", tampered(address)).status_code in REFUSED
    assert rig.ask("GET", address.split("?")[0]).status_code in REFUSED


def test_an_address_ends(rig: Rig) -> None:
    put(rig)
    brief = Download("video/webm", "film.webm", seconds=1)
    address = rig.storage.download_address(KEY, brief)
    time.sleep(2.1)

    assert rig.ask("GET", address).status_code in REFUSED


def test_an_address_to_read_does_not_write(rig: Rig) -> None:
    put(rig)
    address = rig.storage.download_address(KEY, FILM)

    assert rig.ask("PUT", address, b"other").status_code in REFUSED
    assert read(rig) == WORDS


def test_a_form_brings_a_file(rig: Rig) -> None:
    answer = rig.post(rig.storage.upload_form(KEY, RULES), WORDS)

    assert answer.status_code == 204
    assert read(rig) == WORDS


def test_a_form_leads_to_the_next_page(rig: Rig) -> None:
    then = f"{ORIGIN}/en/files/uploads/abc"
    rules = UploadRules("video/webm", most_bytes=20_000, then=then)

    answer = rig.post(rig.storage.upload_form(KEY, rules), WORDS)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith(then)


@pytest.mark.parametrize("size", [0, 20_001])
def test_a_form_with_too_much_or_nothing_is_refused(rig: Rig, size: int) -> None:
    answer = rig.post(rig.storage.upload_form(KEY, RULES), bytes(size))

    assert 400 <= answer.status_code < 500
    assert rig.keys() == []


def test_a_form_of_another_type_is_refused(rig: Rig) -> None:
    form = rig.storage.upload_form(KEY, RULES)

    answer = rig.post(form, WORDS, **{"Content-Type": "text/html"})

    assert answer.status_code in REFUSED
    assert rig.keys() == []


def test_a_form_whose_signature_was_changed_is_refused(rig: Rig) -> None:
    form = rig.storage.upload_form(KEY, RULES)
    name = "permit" if "permit" in form.fields else "x-amz-signature"

    answer = rig.post(form, WORDS, **{name: tampered(form.fields[name])})

    assert answer.status_code in REFUSED
    assert rig.keys() == []


def test_a_form_ends(rig: Rig) -> None:
    rules = UploadRules("video/webm", most_bytes=20_000, seconds=1)
    form = rig.storage.upload_form(KEY, rules)
    time.sleep(2.1)

    answer = rig.post(form, WORDS)

    assert answer.status_code in REFUSED
    assert rig.keys() == []


def send_part(rig: Rig, ref: object, number: int, data: bytes) -> int:
    address = rig.storage.part_address(ref, number, size=len(data), seconds=60)  # type: ignore[arg-type]
    answer = rig.ask("PUT", address, data, {"origin": ORIGIN})
    if answer.status_code == 200:
        assert answer.headers["etag"]
    return int(answer.status_code)


def test_parts_become_a_file(rig: Rig) -> None:
    ref = rig.storage.begin_parts(KEY)
    assert send_part(rig, ref, 2, b"the end") == 200
    assert send_part(rig, ref, 1, bytes(PART)) == 200
    assert [(one.number, one.bytes) for one in rig.storage.parts(ref)] == [
        (1, PART),
        (2, 7),
    ]
    assert rig.keys() == []

    rig.storage.finish_parts(ref, size=PART + 7)

    assert read(rig) == bytes(PART) + b"the end"
    assert list(rig.storage.unfinished()) == []


def test_a_part_that_is_sent_again_replaces_the_first(rig: Rig) -> None:
    ref = rig.storage.begin_parts(KEY)
    send_part(rig, ref, 1, b"wrong")
    send_part(rig, ref, 1, b"right")

    rig.storage.finish_parts(ref, size=5)

    assert read(rig) == b"right"


def test_a_part_of_another_size_is_refused(rig: Rig) -> None:
    ref = rig.storage.begin_parts(KEY)
    address = rig.storage.part_address(ref, 1, size=10, seconds=60)

    for size in (9, 11, 100_000):
        assert 400 <= rig.ask("PUT", address, bytes(size)).status_code < 500
    assert rig.storage.parts(ref) == []


def test_a_part_whose_address_was_changed_is_refused(rig: Rig) -> None:
    ref = rig.storage.begin_parts(KEY)
    address = rig.storage.part_address(ref, 1, size=3, seconds=60)

    assert rig.ask("PUT", tampered(address), b"abc").status_code in REFUSED
    assert rig.storage.parts(ref) == []


@pytest.mark.parametrize(("numbers", "size"), [((), 0), ((2,), 3), ((1,), 4)])
def test_parts_that_make_no_file_are_refused(
    rig: Rig, numbers: tuple[int, ...], size: int
) -> None:
    ref = rig.storage.begin_parts(KEY)
    for number in numbers:
        send_part(rig, ref, number, b"abc")

    with pytest.raises(PartsWrong):
        rig.storage.finish_parts(ref, size=size)

    assert not rig.storage.exists(KEY)


def test_an_upload_that_was_dropped_leaves_nothing(rig: Rig) -> None:
    ref = rig.storage.begin_parts(KEY)
    address = rig.storage.part_address(ref, 1, size=3, seconds=60)
    send_part(rig, ref, 1, b"abc")
    assert [one.ref for one in rig.storage.unfinished()] == [ref]

    rig.storage.drop_parts(ref)
    rig.storage.drop_parts(ref)

    assert list(rig.storage.unfinished()) == []
    assert 400 <= rig.ask("PUT", address, b"abc").status_code < 500
    with pytest.raises(FileNotFoundError):
        rig.storage.parts(ref)
    with pytest.raises(FileNotFoundError):
        rig.storage.finish_parts(ref, size=3)


def test_a_page_of_another_site_may_not_send(rig: Rig) -> None:
    ref = rig.storage.begin_parts(KEY)
    address = rig.storage.part_address(ref, 1, size=3, seconds=60)
    asked = {"origin": FOREIGN, "access-control-request-method": "PUT"}

    before = rig.ask("OPTIONS", address, headers=asked)

    assert before.headers.get("access-control-allow-origin") not in {FOREIGN, "*"}
    assert before.status_code >= 400


def test_a_storage_says_that_it_is_there(rig: Rig) -> None:
    rig.storage.check()

    assert rig.keys() == []
