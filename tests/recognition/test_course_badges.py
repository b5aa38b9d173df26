"""Badges of courses, on the starter content."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from app.accounts.models import User
from app.learning.models import PackVisit
from app.main import create_app
from app.packs.queries import course_entries, get_course, packs_by_slug
from app.platform.db import Database
from app.platform.settings import Settings
from tests.accounts.people import Browser
from tests.browser.pages import COURSE
from tests.recognition.journey import credential_of, token_in

FORM = f"/en/courses/{COURSE}/badge"
FINISHED = datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.fixture
def app(starter_url: str, settings: Settings) -> Iterator[FastAPI]:
    app = create_app(settings.model_copy(update={"database_url": starter_url}))
    yield app
    app.state.database.close()


def finish_packs(database: Database, user: User, *, but: int = 0) -> int:
    """Finish the required packs of the course, but for some; return how many are."""
    with database.transaction() as session:
        course = get_course(session, COURSE)
        assert course.id is not None
        entries = course_entries(session, course.id)
        slugs = [one.pack_slug for one in entries if one.is_required]
        packs = list(packs_by_slug(session, slugs).values())
        for pack in packs[but:]:
            session.add(
                PackVisit(
                    user_id=user.number,
                    pack_key=pack.key,
                    module_key="m1",
                    language="en",
                    event_key=pack.key,
                    finished_at=FINISHED,
                )
            )
        return len(packs)


def test_a_finished_course_becomes_a_badge(
    app: FastAPI, database: Database, ama: User, learner: Browser
) -> None:
    packs = finish_packs(database, ama)
    offered = learner.get("/en/me/badges").text
    form = learner.get(FORM)
    nameless = learner.post(FORM)
    made = learner.post(FORM, holder="Ama Mensah")

    assert f'href="{FORM}"' in offered
    assert form.status_code == 200
    assert nameless.status_code == 422
    token = token_in(made.headers["location"])
    found = credential_of(learner, token)
    about = found["credentialSubject"]["achievement"]
    assert about["achievementType"] == "Course"
    assert about["id"] == f"http://testserver/en/courses/{COURSE}"
    assert about["criteria"]["narrative"].count("\n- ") == packs
    assert found["awardedDate"] == "2026-03-05T00:00:00Z"
    assert len(about["version"].split(".")) == packs + 1
    assert f'href="{FORM}"' not in learner.get("/en/me/badges").text


def test_a_course_with_a_pack_left_has_no_badge(
    app: FastAPI, database: Database, ama: User, learner: Browser
) -> None:
    finish_packs(database, ama, but=1)

    assert learner.get(FORM).status_code == 403
    assert learner.post(FORM, holder="Ama").status_code == 403
    assert f'href="{FORM}"' not in learner.get("/en/me/badges").text
