"""Who waits for a film is told for how long, as soon as that can be told."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlmodel import col

from app.media.models import Upload, UploadState
from app.platform import clock
from app.platform.jobs import Job
from tests.media.authors import Author, author_of
from tests.media.samples import sound
from tests.reading.html_page import read_page


@pytest.fixture
def author(empty_app: FastAPI) -> Iterator[Author]:
    author = author_of(empty_app)
    yield author
    author.outside.close()


@pytest.mark.parametrize(
    ("hours", "percent", "said"),
    [
        (1, 80, "About 15 minutes left."),
        (2, 90, "About 13 minutes left."),
        (1, 99, "About 1 minute left."),
        (1, 1, ""),
        (1, 0, ""),
    ],
)
def test_the_page_of_an_upload_says_how_long_it_will_take(
    author: Author, hours: int, percent: int, said: str
) -> None:
    here = author.begin()
    author.send_parts(here, sound())
    author.client.post(f"{here}/finish")
    token = here.rpartition("/")[2]
    with author.app.state.database.transaction() as session:
        session.execute(
            update(Upload)
            .where(col(Upload.token) == token)
            .values(
                state=UploadState.PROCESSING,
                # So long ago that a minute more changes no sentence.
                started_at=clock.now() - timedelta(hours=hours),
            )
        )
        session.execute(
            update(Job).where(col(Job.key) == f"media:{token}").values(progress=percent)
        )

    for address in (here, f"{here}/_state"):
        text = read_page(author.client.get(address).text).text
        assert ("left." in text) == bool(said)
        assert said in text
