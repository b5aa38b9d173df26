"""What somebody brought is theirs: it is given out whole, and goes when they go."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import User
from app.accounts.service import vanish
from app.main import create_app
from app.media.models import MediaItem, Upload
from app.platform.db import Database
from tests.databases import make_settings
from tests.media.authors import Author, author_of
from tests.media.samples import picture


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Iterator[FastAPI]:
    app = create_app(make_settings(database.url, tmp_path / "media"))
    yield app
    app.state.database.close()


@pytest.fixture
def ama(app: FastAPI) -> Author:
    """Somebody who has brought a picture."""
    ama = author_of(app)
    assert not ama.bring(picture("PNG")).reason
    return ama


def leave(author: Author) -> None:
    with author.app.state.database.transaction() as session:
        vanish(session, session.scalars(select(User)).one())
    author.app.state.worker.run_due()
    author.app.state.worker.run_due()


def test_the_file_of_ones_data_has_what_one_brought(ama: Author) -> None:
    answer = ama.client.get("/en/me/data/export")

    (file,) = json.loads(answer.text)["files"]
    assert file["said"]["title"] == "Look closely"
    assert file["state"] == "done"
    assert {one["type"] for one in file["sizes"]} == {
        "image/avif",
        "image/webp",
        "image/jpeg",
    }


def test_who_leaves_leaves_no_file_that_no_pack_has(ama: Author) -> None:
    leave(ama)

    with ama.app.state.database.open_session() as session:
        assert session.scalars(select(Upload)).all() == []
        assert session.scalars(select(MediaItem)).all() == []
    assert ama.stored() == []


def test_what_a_pack_has_stays_with_the_credit_that_was_stated(ama: Author) -> None:
    with ama.app.state.database.transaction() as session:
        item = session.scalars(select(MediaItem)).one()
        other = item.model_dump(exclude={"id", "token", "owner", "uploader_id"})
        session.add(MediaItem(**other | {"owner": "k7m2x9", "placed_from": item.token}))
    leave(ama)

    with ama.app.state.database.open_session() as session:
        kept = select(MediaItem).where(col(MediaItem.placed_from) != "")
        assert session.scalars(kept).one().author == "Ama"
        assert session.scalars(select(Upload)).all() == []
    assert ama.stored()
