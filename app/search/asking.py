"""Searches in vain: counted when they happen, asked again when something was added."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.requests import Request

from app.accounts.passphrase_checks import count_by_address
from app.accounts.rate_limits import Limit, TooManyTries
from app.packs.events import PackLoaded
from app.platform.db import Database
from app.platform.jobs import RunningJob, request_job
from app.search.answering.results import Asked, Results
from app.wishes.dependencies import visitor_of
from app.wishes.queries import open_texts
from app.wishes.sayable import is_sayable, normal_text
from app.wishes.service import (
    Subject,
    answer,
    count_wanted_once,
    forget_old_marks,
)

ASK_AGAIN = "search.ask_again"
BATCH = 100
# Whoever searches more often than this is not counted any more, only answered.
COUNTED = Limit("search-in-vain-address", 60, timedelta(hours=1))

Answerer = Callable[[Session, Asked], Results]

log = structlog.get_logger("passalong.search")


def is_vain(results: Results) -> bool:
    """Tell whether somebody did not find what they looked for in a language they know.

    Filters are left out of it: who narrows a search down has chosen to. So are
    answers that may be incomplete.
    """
    asked = results.asked
    if not asked.text.strip() or results.notice or asked != _plain(asked):
        return False
    if results.is_loosened:
        return True
    return not any(
        _is_readable(card.title.language.code, asked) for card in results.cards
    )


def _plain(asked: Asked) -> Asked:
    return Asked(asked.text, asked.reader_languages)


def _is_readable(code: str, asked: Asked) -> bool:
    return code in asked.reader_languages


def note_vain(request: Request, results: Results) -> BackgroundTask | None:
    """Return what is to be done after the answer was sent: count a search in vain."""
    asked = results.asked
    if not is_vain(results) or not is_sayable(normal_text(asked.text)):
        return None
    subject = Subject(asked.reader_languages[0], text=asked.text)
    return BackgroundTask(_count, request, subject)


def _count(request: Request, subject: Subject) -> None:
    database: Database = request.app.state.database
    try:
        count_by_address(request, COUNTED)
        with database.transaction() as session:
            forget_old_marks(session)
            count_wanted_once(session, subject, visitor_of(request))
    except TooManyTries:
        return
    except SQLAlchemyError as error:
        # Somebody has their answer; that it was not counted harms nobody.
        log.warning("vain_search_not_counted", error=type(error).__name__)


def ask_again_later(session: Session, _fact: PackLoaded) -> None:
    """Ask what was asked in vain once more, now that there is something new."""
    request_job(session, ASK_AGAIN, {}, key=ASK_AGAIN)


class AskAgain:
    """The job: run searches nobody could be answered, and tell who waits."""

    def __init__(self, answerer: Answerer) -> None:
        self.answerer = answerer

    def __call__(self, job: RunningJob) -> None:
        after = 0
        while True:
            with job.database.open_session() as session:
                waiting = open_texts(session, after=after, limit=BATCH)
                found = [
                    wanted_id
                    for wanted_id, text, language in waiting
                    if not is_vain(self.answerer(session, Asked(text, (language,))))
                ]
            if not waiting:
                return
            after = waiting[-1][0]
            with job.database.transaction() as session:
                answer(session, found)
            job.report(50)
