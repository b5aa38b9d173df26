"""With a scanner set up nothing is taken that it has not looked at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.main import create_app
from app.media.models import UploadState
from app.media.scanning import ScannerUnavailable, check_harmless
from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import Job
from tests.databases import make_settings
from tests.media.authors import Author, author_of
from tests.media.samples import picture
from tests.services.clamav import HARMFUL, ScannerServer
from tests.services.process import free_port

pytestmark = pytest.mark.service


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[ScannerServer]:
    folder = tmp_path / "scanner"
    folder.mkdir()
    scanner = ScannerServer(folder)
    scanner.start()
    yield scanner
    scanner.stop()


@pytest.fixture
def author(
    database: Database, tmp_path: Path, scanner: ScannerServer
) -> Iterator[Author]:
    media = tmp_path / "media"
    app = create_app(make_settings(database.url, media, media_scanner=scanner.place))
    author = author_of(app)
    yield author
    author.outside.close()
    app.state.database.close()


def test_what_harms_is_refused_and_what_does_not_is_taken(author: Author) -> None:
    harmful = author.bring(picture("PNG") + HARMFUL)
    harmless = author.bring(picture("PNG"))

    assert harmful.state is UploadState.REFUSED
    assert "scanner found" in harmful.reason
    assert harmless.state is UploadState.DONE
    assert all(key in {f.key for f in author.files()} for key in author.stored())


def test_while_the_scanner_is_away_nothing_is_taken_and_then_it_goes_on(
    author: Author, scanner: ScannerServer
) -> None:
    scanner.stop()
    upload = author.bring(picture("PNG"))
    page = author.client.get(f"/en/files/uploads/{upload.token}").text

    assert upload.state is UploadState.PROCESSING
    assert author.files() == []
    assert "It is kept and will be tried again" in page

    scanner.start()
    database: Database = author.app.state.database
    with database.transaction() as session:
        session.execute(
            update(Job).where(col(Job.key) == upload.job_key).values(run_at=clock.now())
        )
    author.app.state.worker.run_due()

    assert author.upload(upload.token).state is UploadState.DONE


def test_an_answer_that_is_none_is_no_yes(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"words")

    with pytest.raises(ScannerUnavailable):
        check_harmless(file, f"127.0.0.1:{free_port()}")
