"""Requests that arrive at once: each thing is stored and announced once."""

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import col, select

from app.accounts.models import User
from app.learning.events import ModuleCompleted, PackCompleted, PackStarted
from app.learning.learner import Learner
from app.learning.models import Answer, Completion
from app.learning.progress import StoredAnswer
from app.learning.scoring import mark
from app.learning.service import complete_module, record_answer
from app.platform.db import Database
from app.platform.outbox import OutboxEvent
from tests.learning.places import KEYS, place, question


def test_modules_marked_at_the_same_time_finish_the_pack_once(
    database: Database, learner: User
) -> None:
    def complete(module_key: str) -> None:
        with database.transaction() as session:
            complete_module(session, Learner(learner.id), place(module_key=module_key))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(complete, [*KEYS, *KEYS, *KEYS]))

    with database.open_session() as session:
        done = session.scalars(select(col(Completion.module_key))).all()
        names = session.scalars(select(col(OutboxEvent.name))).all()
    assert sorted(done) == list(KEYS)
    assert names.count(PackStarted.name) == 1
    assert names.count(ModuleCompleted.name) == 3
    assert names.count(PackCompleted.name) == 1


def test_answers_sent_at_the_same_time_are_all_counted(
    database: Database, learner: User
) -> None:
    quiz = question("quiz1")

    def answer(_number: int) -> None:
        marked = mark(quiz, ["quiz1-0"])
        with database.transaction() as session:
            who = Learner(learner.id)
            record_answer(session, who, place(), quiz=quiz, marked=marked)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(answer, range(12)))

    with database.open_session() as session:
        stored = session.scalars(select(Answer)).one()
    given = StoredAnswer(tuple(stored.chosen), stored.is_right, stored.tries)
    assert given == StoredAnswer(("quiz1-0",), is_right=True, tries=12)
