"""Bodies of uploads are read by a process of its own, over lines as they are."""

import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from app.platform.storage import UploadRules
from tests.databases import HOST
from tests.media.lines import (
    KEY,
    KIND,
    LONG,
    PATIENCE_SECONDS,
    Site,
    site_of,
    wait_until,
)
from tests.media.storages import tampered
from tests.services.nginx import start_nginx


@pytest.fixture
def site(empty_app: FastAPI) -> Iterator[Site]:
    with site_of(empty_app) as site:
        yield site


def test_a_part_is_read_by_another_process_that_lets_everybody_go_first(
    site: Site,
) -> None:
    ref, address = site.part(len(LONG))

    answer = site.rig.ask("PUT", address, LONG)
    site.storage.finish_parts(ref, size=len(LONG))

    assert answer.status_code == 200
    assert answer.headers["etag"]
    with site.storage.open(KEY) as file:
        assert file.read() == LONG
    [pid] = site.receivers()
    assert os.sched_getscheduler(pid) == os.SCHED_IDLE


def test_a_form_is_read_up_to_the_end_of_its_file(site: Site) -> None:
    form = site.storage.upload_form(KEY, UploadRules(KIND, len(LONG)))

    assert site.rig.post(form, LONG).status_code == 204

    with site.storage.open(KEY) as file:
        assert file.read() == LONG
    assert site.receivers()


@pytest.mark.parametrize("is_last", [True, False], ids=["file last", "file first"])
def test_a_form_may_have_more_fields_on_either_side(site: Site, is_last: bool) -> None:
    form = site.storage.upload_form(KEY, UploadRules(KIND, len(LONG)))
    fields = [
        (name, (None, value.encode(), None)) for name, value in form.fields.items()
    ]
    file = ("file", ("film.webm", LONG, KIND))
    button = ("send", (None, b"Send it", None))
    sent = [*fields, file, button] if is_last else [file, *fields, button]

    answer = site.rig.client.post(form.action, files=sent)

    assert answer.status_code == 204, answer.text
    with site.storage.open(KEY) as stored:
        assert stored.read() == LONG


def test_a_form_that_does_not_end_keeps_nothing(site: Site) -> None:
    form = site.storage.upload_form(KEY, UploadRules(KIND, len(LONG)))
    lines = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.fields.items()
    ]
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    body = "".join([*lines, file]).encode() + LONG
    kind = {"content-type": "multipart/form-data; boundary=x"}

    answer = site.rig.ask("POST", form.action, body, kind)

    assert answer.status_code == 413
    assert site.kept() == []


def test_who_may_not_send_is_told_before_sending(site: Site) -> None:
    _, address = site.part(len(LONG))
    waiting = "Expect: 100-continue"

    refused, too_long, allowed = site.line(), site.line(), site.line()
    refused.begin("PUT", tampered(address), len(LONG), waiting)
    too_long.begin("PUT", address, len(LONG) + 1, waiting)
    allowed.begin("PUT", address, len(LONG), waiting)

    assert refused.hear().startswith(b"HTTP/1.1 404 ")
    assert too_long.hear().startswith(b"HTTP/1.1 413 ")
    assert allowed.hear() == b"HTTP/1.1 100 Continue\r\n\r\n"
    allowed.say(LONG)
    assert allowed.hear_all().startswith(b"HTTP/1.1 200 ")


def test_an_answer_that_was_given_early_leaves_the_line_in_order(site: Site) -> None:
    _, address = site.part(len(LONG))
    line = site.line()
    line.begin("PUT", tampered(address), len(LONG))
    sending = threading.Thread(target=line.say, args=(LONG,))
    sending.start()
    assert line.hear().startswith(b"HTTP/1.1 404 ")
    sending.join(PATIENCE_SECONDS)

    line.begin("GET", "/healthz", 0)

    until = time.monotonic() + PATIENCE_SECONDS
    heard = b""
    while b"HTTP/1.1 200 " not in heard:
        heard += line.hear()
        assert time.monotonic() < until


def test_a_body_that_does_not_say_how_long_it_is_is_read_too(site: Site) -> None:
    ref, address = site.part(len(LONG))
    pieces = (LONG[first : first + 65536] for first in range(0, len(LONG), 65536))

    answer = site.rig.client.put(address, content=pieces)

    assert answer.status_code == 200
    assert [part.bytes for part in site.storage.parts(ref)] == [len(LONG)]


def test_a_body_without_an_end_is_refused_when_it_is_too_long(site: Site) -> None:
    ref, address = site.part(len(LONG))
    line, piece = site.line(), b"10000\r\n" + bytes(0x10000) + b"\r\n"
    heading = f"PUT {address} HTTP/1.1\r\nHost: {HOST}\r\n"
    line.say(f"{heading}Transfer-Encoding: chunked\r\n\r\n".encode())
    for _ in range(len(LONG) // 0x10000 + 1):
        line.say(piece)

    assert line.hear().startswith(b"HTTP/1.1 413 ")
    wait_until(lambda: not site.kept())
    assert site.storage.parts(ref) == []


def test_many_who_send_at_a_time_have_each_their_own(site: Site) -> None:
    bodies = [random.Random(n).randbytes(700_000) for n in range(20)]  # noqa: S311 - no secret
    ref = site.storage.begin_parts(KEY)

    def send(number: int) -> None:
        address = site.storage.part_address(ref, number, size=700_000, seconds=600)
        with httpx2.Client(headers={"host": HOST}, timeout=60) as client:
            url = f"http://127.0.0.1:{site.port}{address}"
            assert client.put(url, content=bodies[number - 1]).status_code == 200

    senders = [threading.Thread(target=send, args=(n,)) for n in range(1, 21)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(PATIENCE_SECONDS)
    site.storage.finish_parts(ref, size=20 * 700_000)

    with site.storage.open(KEY) as file:
        assert file.read() == b"".join(bodies)
    assert len(site.receivers()) == 1


@pytest.mark.service
def test_behind_nginx_pages_and_parts_share_a_line(site: Site, tmp_path: Path) -> None:
    nginx = start_nginx(tmp_path, site.port, site.storage.folder)
    _, address = site.part(len(LONG))

    with httpx2.Client(base_url=nginx.url, headers={"host": HOST}) as client:
        for _ in range(3):
            assert client.put(address, content=LONG).status_code == 200
            assert client.get("/healthz").status_code == 200
        wrong = client.put(tampered(address), content=LONG)
        assert wrong.status_code == 404
    nginx.stop()
