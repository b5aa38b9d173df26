"""Files are brought straight to the storage, looked through, and shown to few."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import update
from sqlmodel import col

from app.accounts.roles import Role
from app.main import create_app
from app.media.job_names import SWEEP
from app.media.models import MediaRole, Upload, UploadState
from app.media.uploads import MAX_UNFINISHED, PART_BYTES
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import request_job
from app.platform.storage.bucket import BucketAccess
from tests.databases import make_settings
from tests.media.authors import ABOUT, Author, author_of
from tests.media.samples import CAMERA, film, photo, picture, sound
from tests.media.storages import ORIGIN
from tests.services.ceph import KEY, SECRET

# Two parts and a bit: what is in them does not matter before it is looked through.
LONG = bytes(2 * PART_BYTES) + b"the end"


def bucket_settings(access: BucketAccess) -> dict[str, object]:
    return {
        "media_url": f"{access.endpoint}/{access.bucket}",
        "media_key_id": KEY,
        "media_secret": SECRET,
    }


@pytest.fixture(
    params=["folder", pytest.param("bucket", marks=pytest.mark.service)],
)
def app(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path
) -> Iterator[FastAPI]:
    more: dict[str, object] = {}
    if request.param == "bucket":
        more = bucket_settings(request.getfixturevalue("bucket"))
    app = create_app(make_settings(database.url, tmp_path / "media", **more))
    yield app
    app.state.storage.close()
    app.state.database.close()


@pytest.fixture
def author(app: FastAPI) -> Iterator[Author]:
    author = author_of(app)
    yield author
    author.outside.close()


def test_who_has_brought_nothing_is_led_to_begin(author: Author) -> None:
    page = author.client.get("/en/files")

    assert "You have not brought any files yet." in page.text
    assert "/en/files/new" in page.text


def test_a_photo_becomes_pictures_without_place_and_upright(author: Author) -> None:
    upload = author.bring(photo())

    assert upload.state is UploadState.DONE, upload.reason
    files = author.files()
    assert {file.content_type for file in files} == {
        "image/avif",
        "image/webp",
        "image/jpeg",
    }
    assert all(file.width < file.height for file in files), "it was held on its side"
    for file in files:
        data = author.read(file)
        for hidden in (CAMERA.encode(), b"secret", b"Exif", b"GPS"):
            assert hidden not in data, file.file_name
        with Image.open(io.BytesIO(data)) as shown:
            assert not shown.getexif()
            rgb = shown.convert("RGB")
            top, bottom = rgb.getpixel((9, 9)), rgb.getpixel((9, rgb.height - 9))
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert top[0] > 200 > 60 > top[2], "red, which was on the left, is above"
        assert bottom[2] > 200 > 60 > bottom[0]
    assert sorted(author.stored()) == sorted(file.key for file in files)


def test_a_film_becomes_every_form_and_a_poster(author: Author) -> None:
    upload = author.bring(film())

    assert upload.state is UploadState.DONE, upload.reason
    made = {file.file_name.partition(".")[2]: file for file in author.files()}
    assert set(made) == {
        "240p.mp4",
        "240p.webm",
        "sound.ogg",
        "sound.m4a",
        "poster.webp",
    }
    data = author.read(made["240p.mp4"])
    assert data.index(b"moov") < data.index(b"mdat"), "it can begin before its end came"
    assert (made["240p.mp4"].width, made["240p.mp4"].height) == (320, 240)
    assert made["poster.webp"].role is MediaRole.POSTER
    for file in made.values():
        assert b"secret" not in author.read(file)
        assert b"+05.55" not in author.read(file)


@pytest.mark.parametrize("suffix", ["mp3", "opus"])
def test_sound_becomes_two_forms_and_its_waves(author: Author, suffix: str) -> None:
    upload = author.bring(sound(suffix))

    assert upload.state is UploadState.DONE, upload.reason
    types = [file.content_type for file in author.files()]
    assert types == ["audio/ogg", "audio/mp4", "image/webp"]
    assert author.files()[2].role is MediaRole.WAVEFORM


def test_parts_that_have_arrived_are_not_sent_again(author: Author) -> None:
    here = author.begin()
    assert author.send_parts(here, LONG, most=1) == 1

    page = author.client.get(here).text
    plan = author.plan(here, LONG)

    assert "A part of it has arrived already" in page
    assert plan["arrived"] == PART_BYTES
    assert [part["number"] for part in plan["wanted"]] == [2, 3]
    assert author.send_parts(here, LONG) == 2
    assert author.client.post(f"{here}/finish").status_code == 303
    assert author.upload(here).state is UploadState.WAITING
    assert author.upload(here).bytes == len(LONG)


def test_a_file_that_has_not_arrived_whole_is_not_looked_at(author: Author) -> None:
    here = author.begin()
    author.send_parts(here, LONG, most=2)

    answer = author.client.post(f"{here}/finish")

    assert answer.status_code == 422
    assert "Not all of it has arrived" in answer.text
    assert author.upload(here).state is UploadState.SENDING


def test_another_file_does_not_go_on_where_the_first_stopped(author: Author) -> None:
    here = author.begin()
    author.send_parts(here, LONG, most=1)

    answer = author.client.post(
        f"{here}/parts",
        data={"name": "other", "size": "5"},
        headers={"accept": "application/json"},
    )

    assert answer.status_code == 409
    assert "Another file was begun" in answer.json()["detail"]


def test_parts_that_were_taken_away_meanwhile_are_told(author: Author) -> None:
    here = author.begin()
    author.send_parts(here, LONG, most=1)
    for left in list(author.storage.unfinished()):
        author.storage.drop_parts(left.ref)

    answer = author.client.post(
        f"{here}/parts", data={"name": "f.bin", "size": str(len(LONG))}
    )

    assert answer.status_code == 409
    assert "This upload has ended meanwhile" in answer.text


def test_finishing_twice_is_finished_once(author: Author) -> None:
    here = author.begin()
    author.send_parts(here, picture("PNG"))
    for _ in range(2):
        assert author.client.post(f"{here}/finish").status_code == 303

    assert author.app.state.worker.run_due() >= 1
    assert author.client.post(f"{here}/finish").status_code == 303
    author.app.state.worker.run_due()

    assert len({file.item_id for file in author.files()}) == 1


def test_without_script_a_form_brings_the_file(author: Author) -> None:
    here = author.begin()
    assert "The file has arrived" not in author.client.get(here).text

    answer = author.send_form(here, picture("PNG"))
    came = author.client.get(here).text
    author.client.post(f"{here}/finish")
    author.app.state.worker.run_due()

    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{ORIGIN}{here}")
    assert "The file has arrived" in came
    assert author.upload(here).state is UploadState.DONE


def test_what_is_no_medium_is_refused_with_the_reason_and_leaves_nothing(
    author: Author,
) -> None:
    upload = author.bring(b"<!doctype html><script>alert(1)</script>")

    page = author.client.get(f"/en/files/uploads/{upload.token}").text
    assert upload.state is UploadState.REFUSED
    assert "This is nothing that we can show" in page
    assert "Nothing of it was kept" in page
    assert author.stored() == []
    assert author.files() == []


def test_the_same_file_again_is_told_and_not_kept_twice(author: Author) -> None:
    author.bring(picture("PNG"))
    before = author.stored()

    again = author.bring(picture("PNG"), title="Again")

    assert again.state is UploadState.REFUSED
    assert again.params == {"title": "Look closely"}
    assert author.stored() == before


def test_a_cancelled_upload_leaves_nothing(author: Author) -> None:
    here = author.begin()
    author.send_parts(here, LONG, most=2)

    answer = author.client.post(f"{here}/cancel")

    assert answer.status_code == 303
    assert author.upload(here).state is UploadState.CANCELLED
    assert author.stored() == []
    assert list(author.storage.unfinished()) == []
    assert "given up" in author.client.get(here).text


def test_a_cancelled_upload_is_not_looked_through(author: Author) -> None:
    here = author.begin()
    author.send_parts(here, picture("PNG"))
    author.client.post(f"{here}/finish")
    author.client.post(f"{here}/cancel")

    author.app.state.worker.run_due()

    assert author.upload(here).state is UploadState.CANCELLED
    assert author.stored() == []


def test_a_file_is_private_until_a_pack_shows_it(author: Author) -> None:
    upload = author.bring(picture("PNG"))
    item = author.client.get(f"/en/files/uploads/{upload.token}").headers["location"]
    file = author.files()[-1]
    address = f"{item}/{file.key[3:]}"
    stranger = author_of(author.app, "Kofi")
    moderator = author_of(author.app, "Esi", Role.MODERATOR)

    def got(who: Author, path: str) -> int:
        answer = who.client.get(path)
        if answer.status_code == 302:
            answer = who.send("GET", answer.headers["location"])
        return int(answer.status_code)

    assert got(author, address) == got(moderator, address) == 200
    assert got(author, item) == got(moderator, item) == 200
    assert got(stranger, address) == got(stranger, item) == 404
    assert got(author, f"/media/{file.key[3:]}") == 404
    assert "no-store" in author.client.get(address).headers["cache-control"]
    assert stranger.client.get(f"/en/files/uploads/{upload.token}").status_code == 404
    for other in (stranger, moderator):
        other.outside.close()


def test_a_new_version_takes_the_place_of_the_old_one(author: Author) -> None:
    first = author.bring(picture("PNG"))
    item = author.client.get(f"/en/files/uploads/{first.token}").headers["location"]
    token = item.rpartition("/")[2]

    second = author.bring(picture("WEBP"), title="New", replaces=token)

    page = author.client.get(item).text
    assert second.state is UploadState.DONE
    assert (second.item_id, second.version) == (first.item_id, 2)
    assert "New" in page
    assert page.count("<li>") >= 2, "both versions are told"


def test_a_deleted_file_is_gone_and_says_why(author: Author) -> None:
    upload = author.bring(picture("PNG"))
    item = author.client.get(f"/en/files/uploads/{upload.token}").headers["location"]

    no_reason = author.client.post(f"{item}/delete", data={"reason": " "})
    answer = author.client.post(f"{item}/delete", data={"reason": "<b>Wrong</b> face"})
    author.app.state.worker.run_due()

    assert no_reason.status_code == 422
    assert answer.status_code == 303
    page = author.client.get(item).text
    assert "&lt;b&gt;Wrong&lt;/b&gt; face" in page
    assert author.stored() == []
    assert author.client.post(f"{item}/delete", data={"reason": "x y"}).status_code in {
        404,
        409,
    }


def test_words_for_a_picture_are_kept_in_each_language(author: Author) -> None:
    upload = author.bring(picture("PNG"), alt="")
    item = author.client.get(f"/en/files/uploads/{upload.token}").headers["location"]
    assert "it cannot be used before" in author.client.get(item).text

    for language, words in (("en", "A bench"), ("ar", "مقعد")):
        said = {"language": language, "alt": words}
        assert author.client.post(f"{item}/alt", data=said).status_code == 303

    page = author.client.get(item).text
    assert "it cannot be used before" not in page
    assert "مقعد" in page
    assert 'alt="' in page
    wrong = author.client.post(f"{item}/alt", data={"language": "xx", "alt": "x"})
    assert wrong.status_code == 422


def test_what_nobody_came_back_for_is_swept_up_after_a_day(author: Author) -> None:
    left, kept = author.begin(), author.begin()
    author.send_parts(left, LONG, most=1)
    author.storage.put("ab/" + "ab" * 32 + "/orphan.webp", io.BytesIO(b"orphan"))
    author.bring(picture("PNG"))
    before = {file.key for file in author.files()}
    token = left.rpartition("/")[2]
    database: Database = author.app.state.database
    with database.transaction() as session:
        session.execute(
            update(Upload)
            .where(col(Upload.token) == token)
            .values(created_at=clock.now() - timedelta(hours=25))
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.media.sweeping.ORPHAN_AFTER", timedelta(hours=-1))
        patch.setattr("app.media.sweeping._give_up", lambda session: None)
        with database.transaction() as session:
            request_job(session, SWEEP, {}, key=SWEEP)
        author.app.state.worker.run_due()

    assert set(author.stored()) == before, "what rows name stays, the rest is gone"
    assert list(author.storage.unfinished()) == []
    with database.transaction() as session:
        request_job(session, SWEEP, {}, key=SWEEP)
    author.app.state.worker.run_due()
    assert author.upload(left).state is UploadState.CANCELLED
    assert author.upload(kept).state is UploadState.SENDING


def test_nobody_begins_more_than_they_finish(author: Author) -> None:
    for _ in range(MAX_UNFINISHED):
        author.begin()

    assert author.client.post("/en/files", data=ABOUT).status_code == 429


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("licence", "all rights reserved"),
        ("language", "no such language"),
        ("source", "javascript:alert(1)"),
    ],
)
def test_what_is_said_of_a_file_is_checked(
    author: Author, field: str, value: str
) -> None:
    answer = author.client.post("/en/files", data={**ABOUT, field: value})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text or "err" in answer.text


def test_a_reader_without_the_role_may_not_bring_files(app: FastAPI) -> None:
    reader = author_of(app, "Yaa", Role.READER)

    assert reader.client.get("/en/files").status_code == 403
    assert reader.client.post("/en/files", data=ABOUT).status_code == 403
    reader.outside.close()
