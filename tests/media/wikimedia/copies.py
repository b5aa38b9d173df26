"""Somebody who copies from Commons, and what became of it."""

from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy import select, update
from sqlmodel import col

from app.media.models import CommonsFile, MediaItem, Upload
from app.media.queries import get_item_by_number
from app.notices.models import Notice
from app.platform import clock
from app.platform.jobs import Job
from tests.media.authors import Author


def begin_copy(author: Author, named: str) -> Upload:
    """Name a file in the form, without letting the worker do anything."""
    answer = author.client.post("/en/files/commons", data={"file": named})
    assert answer.status_code == 303, answer.text
    return author.upload(answer.headers["location"])


def copied(author: Author, named: str) -> Upload:
    """Name a file and let the worker do what is due; return what became of it."""
    upload = begin_copy(author, named)
    author.app.state.worker.run_due()
    return author.upload(upload.token)


def item_of(author: Author, upload: Upload) -> MediaItem:
    with author.app.state.database.open_session() as session:
        return get_item_by_number(session, upload.item_id or 0)


def look_again(app: FastAPI) -> None:
    """Let the time of the next look come, and have the worker look."""
    before = clock.now() - timedelta(seconds=1)
    with app.state.database.transaction() as session:
        session.execute(update(CommonsFile).values(next_at=before))
        waiting = update(Job).where(col(Job.kind).like("media.commons%"))
        session.execute(waiting.values(run_at=before))
    app.state.worker.run_due()


def on_commons(author: Author) -> CommonsFile:
    with author.app.state.database.open_session() as session:
        row: CommonsFile = session.scalars(select(CommonsFile)).one()
    return row


def notices(author: Author) -> list[Notice]:
    with author.app.state.database.open_session() as session:
        return list(session.scalars(select(Notice).order_by(col(Notice.id))))


def job_of(author: Author, upload: Upload) -> Job:
    with author.app.state.database.open_session() as session:
        found = select(Job).where(col(Job.key) == upload.copying_key)
        job: Job = session.scalars(found).one()
    return job
