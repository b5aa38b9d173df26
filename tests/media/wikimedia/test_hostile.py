"""A Commons that is slow, away, moved or hostile harms nobody, and nothing is lost."""

import io
import json
from datetime import timedelta

import pytest

from app.media.kinds import Refused
from app.media.models import UploadState
from app.media.wikimedia.answers import Original
from app.media.wikimedia.asking import Commons, Later, agent_of
from app.media.wikimedia.copying import MOST_TRIES
from app.platform import clock
from app.platform.jobs import JobState
from tests.media.authors import Author
from tests.media.wikimedia.another import Another, Said
from tests.media.wikimedia.copies import (
    begin_copy,
    copied,
    item_of,
    job_of,
    look_again,
    notices,
    on_commons,
)
from tests.platform.inside import INSIDE

NAME = "File:Red bench.jpg"
API = "https://commons.wikimedia.org/w/api.php"
LAG = {"error": {"code": "maxlag", "lag": 9.2}}


def commons_at(another: Another) -> Commons:
    return Commons(f"{another.url}/api.php", "test")


def test_it_is_asked_as_its_rules_for_programs_want_it(
    author: Author, another: Another
) -> None:
    assert copied(author, NAME).state is UploadState.DONE

    (question,) = another.questions()
    assert question["maxlag"] == ["5"]
    assert question["titles"] == ["File:Red bench.jpg"]
    agents = {headers["User-Agent"] for _, headers in another.asked}
    assert len(agents) == 1
    assert f"+{author.app.state.settings.public_url}/about" in agents.pop()


def test_what_it_says_of_waiting_is_heard_and_told(
    author: Author, another: Another
) -> None:
    another.say(LAG, Retry_After="1200")
    before = clock.now()

    upload = copied(author, NAME)

    assert upload.state is UploadState.WAITING
    job = job_of(author, upload)
    assert job.state is JobState.QUEUED
    assert timedelta(seconds=1190) < job.run_at - before < timedelta(seconds=1260)
    shown = author.client.get(f"/en/files/uploads/{upload.token}").text
    assert "It is asked again by itself." in shown

    another.tell()
    look_again(author.app)
    assert author.upload(upload.token).state is UploadState.DONE


@pytest.mark.parametrize(
    "said",
    [
        Said(status=503, headers={"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}),
        Said(status=429, headers={"Retry-After": "-5"}),
        Said(status=500),
        Said(b"<html>", 200),
        Said(b"[" * 900_000, 200),
        Said(b'{"query": {"pages": []}}'),
        Said(b'{"query": {"pages": [{"title": 7}]}}'),
        Said(b" " * 2_000_000),
        Said(b"\xff\xfe", 200),
        Said(status=302, headers={"Location": "http://169.254.169.254/latest"}),
        Said(status=302, headers={"Location": "/api.php"}),
        Said(status=301, headers={"Location": "file:///etc/passwd"}),
    ],
)
def test_what_is_no_answer_is_asked_again_later(another: Another, said: Said) -> None:
    another.api = said

    with pytest.raises(Later) as caught:
        commons_at(another).find("Red bench.jpg")
    assert caught.value.seconds in {0, 3600}


def test_without_a_word_of_waiting_the_pauses_grow(
    author: Author, another: Another
) -> None:
    another.api = Said(status=500)
    upload = copied(author, NAME)
    first = job_of(author, upload).run_at - clock.now()
    look_again(author.app)
    second = job_of(author, upload).run_at - clock.now()

    assert timedelta(seconds=20) < first < second <= timedelta(hours=1)
    assert author.stored() == []


def test_after_hours_without_an_answer_it_is_given_up(
    author: Author, another: Another
) -> None:
    another.say(LAG)
    upload = begin_copy(author, NAME)
    author.app.state.worker.run_due()
    for _ in range(MOST_TRIES):
        look_again(author.app)

    ended = author.upload(upload.token)

    assert (ended.state, len(another.questions())) == (UploadState.REFUSED, MOST_TRIES)
    assert "for hours" in ended.reason


def test_a_server_that_drips_letters_does_not_keep_us(another: Another) -> None:
    another.api = Said(another.drip)
    commons = Commons(f"{another.url}/api.php", agent_of("x"), asking_seconds=0.5)

    with pytest.raises(Later):
        commons.find("Red bench.jpg")


@pytest.mark.parametrize("address", INSIDE)
def test_a_picture_is_fetched_from_nowhere_inside(address: str) -> None:
    original = Original("a.jpg", "", "", "image/jpeg", 9, address, "", "", "", {})

    with pytest.raises((Refused, Later)) as caught:
        Commons(API, "test").copy(original, io.BytesIO(), 9, lambda: None)
    # Any other reason would mean that a connection was tried.
    assert str(caught.value.__cause__) in {"private", "name"}


def test_a_picture_that_leads_inside_is_refused(
    author: Author, another: Another
) -> None:
    another.file = Said(status=302, headers={"Location": "http://127.0.0.1:1/x.jpg"})

    upload = copied(author, NAME)

    assert upload.state is UploadState.REFUSED
    assert "nobody may be sent" in upload.reason
    assert author.stored() == []


def test_a_picture_without_an_end_is_refused(
    author: Author, another: Another, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.media.wikimedia.copying.MAX_PICTURE_BYTES", 100_000)
    another.file = Said(another.pour)

    upload = copied(author, NAME)

    assert upload.state is UploadState.REFUSED
    assert "too large" in upload.reason
    assert author.stored() == []


def test_a_page_in_the_place_of_a_picture_is_refused_as_an_upload_is(
    author: Author, another: Another
) -> None:
    another.file = Said(b"<!doctype html><script>alert(1)</script>" * 99)

    upload = copied(author, NAME)

    assert upload.state is UploadState.REFUSED
    assert "nothing that we can show" in upload.reason
    assert author.stored() == []


def test_words_with_scripts_are_words(author: Author, another: Another) -> None:
    evil = "<b onclick=x>Ama</b><script>alert(1)</script> &lt;script&gt;alert(2)"
    descriptions = {"en": f"<p>One</p><p>{evil}</p>", "zz": "x", "_type": "lang"}
    another.tell({"Artist": evil, "ImageDescription": descriptions})

    item = item_of(author, copied(author, NAME))

    assert item.author == "Ama <script>alert(2)"
    shown = author.client.get(f"/en/files/{item.token}").text
    assert "&lt;script&gt;alert(2)" in shown
    assert "<script>alert" not in shown
    assert on_commons(author).descriptions == {"en": "One Ama <script>alert(2)"}


def test_a_source_that_is_no_address_of_a_page_is_no_answer(
    author: Author, another: Another
) -> None:
    another.tell(descriptionurl="javascript:alert(1)")

    assert copied(author, NAME).state is UploadState.WAITING


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"License": "cc-by-nc-4.0", "LicenseShortName": "CC BY-NC 4.0"}, "everybody"),
        ({"License": "cc-by-nd-2.0"}, "everybody"),
        ({"License": "cc-by-nc-sa-3.0-de"}, "everybody"),
        ({"NonFree": "true", "License": "cc-by-4.0"}, "everybody"),
        ({"License": "", "LicenseShortName": "Fair use"}, "everybody"),
        ({"License": "gfdl", "LicenseShortName": "GFDL"}, "no licence"),
        ({"License": "", "LicenseShortName": ""}, "no licence"),
        ({"License": {"x": ["y"]}}, "no licence"),
    ],
)
def test_a_licence_that_does_not_fit_is_refused_with_the_reason(
    another: Another, told: dict[str, object], reason: str
) -> None:
    another.tell(told)

    with pytest.raises(Refused, match=reason):
        commons_at(another).find("Red bench.jpg")


def test_a_refusal_is_told_with_its_reason_and_nothing_is_kept(
    author: Author, another: Another
) -> None:
    another.tell({"License": "cc-by-nc-4.0", "LicenseShortName": "CC BY-NC 4.0"})

    upload = copied(author, NAME)

    page = author.client.get(f"/en/files/uploads/{upload.token}").text
    assert upload.state is UploadState.REFUSED
    assert "This file was not taken." in page
    assert "CC BY-NC 4.0" in page
    assert author.stored() == []


@pytest.mark.parametrize(
    ("code", "licence"),
    [
        ("cc-by-sa-4.0", "CC-BY-SA-4.0"),
        ("cc-by-2.5", "CC-BY-2.5"),
        ("cc-by-sa-3.0-de", "CC-BY-SA-3.0-DE"),
        ("cc0", "CC0-1.0"),
        ("pd", "PD"),
        ("pd-old-100", "PD"),
    ],
)
def test_free_licences_have_their_usual_names(
    another: Another, code: str, licence: str
) -> None:
    another.tell({"License": code, "LicenseShortName": ""})

    assert commons_at(another).find("a.jpg").licence == licence


def test_of_a_large_film_the_lightest_form_that_is_enough_is_taken(
    another: Another,
) -> None:
    forms = [
        (f"{another.url}/v/1080", "video/webm", 1080, 4_000_000),
        (f"{another.url}/v/480b", 'video/webm; codecs="vp9, opus"', 480, 900_000),
        (f"{another.url}/v/480", 'video/webm; codecs="vp9, opus"', 480, 700_000),
        (f"{another.url}/v/360", "video/webm", 360, 300_000),
        (f"{another.url}/v/480m", "video/quicktime", 480, 1),
    ]
    names = ("src", "type", "height", "bandwidth")
    video = {"derivatives": [dict(zip(names, one, strict=True)) for one in forms]}
    another.tell(mime="video/webm", width=1920, height=1080)
    assert isinstance(another.api.body, bytes)
    answer = json.loads(another.api.body)
    answer["query"]["pages"][0]["videoinfo"] = [video]
    another.say(answer)

    assert commons_at(another).find("a.webm").address == f"{another.url}/v/480"


def test_a_file_named_twice_is_there_once(author: Author, another: Another) -> None:
    assert copied(author, NAME).state is UploadState.DONE

    again = copied(author, "https://commons.wikimedia.org/wiki/File:Red_bench.jpg")

    assert again.state is UploadState.REFUSED
    assert "already" in again.reason


def test_given_up_while_it_waits_nothing_of_it_comes(
    author: Author, another: Another
) -> None:
    another.say(LAG)
    upload = copied(author, NAME)
    author.client.post(f"/en/files/uploads/{upload.token}/cancel")

    another.tell()
    look_again(author.app)

    assert author.upload(upload.token).state is UploadState.CANCELLED
    assert author.stored() == []


def test_what_is_no_name_is_said_at_the_field(author: Author, another: Another) -> None:
    wrong = author.client.post("/en/files/commons", data={"file": "Main Page"})
    none = author.client.post("/en/files/commons", data={})

    assert (wrong.status_code, none.status_code) == (422, 422)
    assert "This names no file on Commons." in wrong.text
    assert 'value="Main Page"' in wrong.text
    assert another.asked == []


def test_a_look_that_is_not_answered_changes_nothing(
    author: Author, another: Another
) -> None:
    copied(author, NAME)
    another.api = Said(status=503, headers={"Retry-After": "60"})

    look_again(author.app)

    assert on_commons(author).state.value == "current"
    assert notices(author) == []
