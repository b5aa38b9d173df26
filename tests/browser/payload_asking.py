"""Requests, conversations and reports in hostile words."""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session

from app.accounts.models import User
from app.exchange.asking import Asked, ask, close
from app.exchange.blocking import block
from app.exchange.deciding import settle
from app.exchange.models import Need, NeedOutcome, ReportDecision
from app.exchange.needs import get_need
from app.exchange.reporting import (
    get_report,
    report,
    reported_message,
    reported_need,
)
from app.exchange.writing import begin, end, newest_message, note_helped, say
from app.platform import clock

WORDS = "<img src=x onerror=__xss=1>"
REQUESTS, OWN = "/en/peers/requests", "/en/me/peers"


def ask_for_help(session: Session, people: Mapping[str, User]) -> list[str]:
    """Let an editor ask and a reviewer answer; return the pages about it."""
    editor, reviewer = people["Editor"].number, people["Reviewer"].number
    need = _asked(session, editor, "open")
    talk = begin(session, get_need(session, need.number, reviewer), reviewer, WORDS)
    say(session, talk, need, by=editor, text=WORDS)
    say(session, talk, need, by=reviewer, text=f"More {WORDS}")
    note_helped(session, talk, need, is_so=True)
    message = newest_message(session, talk.number)
    what = reported_message(session, message, editor)
    report(session, what, by=editor, reason=WORDS)
    report(
        session,
        reported_need(session, need.number, reviewer),
        by=reviewer,
        reason=WORDS,
    )
    others = [
        _ended(session, editor, reviewer),
        _hidden(session, editor, reviewer, by=people["Steward"].number),
        _closing_soon(session, editor),
        _asked(session, reviewer, "direct", to=editor).number,
    ]
    block(session, editor, people["Coordinator"].number)
    return [
        *(f"{REQUESTS}/{number}?asked=1&said=changed" for number in others),
        *(f"{OWN}/{talk.number}?said=helped", f"{OWN}/{talk.number + 1}"),
        *(f"{OWN}?blocked={WORDS}", f"{OWN}?show=requests"),
        *(f"/en/peers/report?message={message}", "/en/peers/report?request=1"),
        *(f"{REQUESTS}?skill=captioning", f"{REQUESTS}/new?like={need.number}"),
    ]


def _asked(session: Session, asker: int, which: str, *, to: int | None = None) -> Need:
    asked = Asked(
        title=f"{which} {WORDS}",
        text=WORDS,
        skill="budgeting",
        language="en",
        languages=("en", "ar"),
        times=63,
        utc_offset=180,
    )
    return ask(session, asker, asked, to=to)


def _ended(session: Session, asker: int, helper: int) -> int:
    need = _asked(session, asker, "closed")
    talk = begin(session, get_need(session, need.number, helper), helper, WORDS)
    end(session, talk, by=asker)
    close(session, need, NeedOutcome.ELSEWHERE)
    return need.number


def _hidden(session: Session, asker: int, reporter: int, *, by: int) -> int:
    need = _asked(session, asker, "hidden")
    what = reported_need(session, need.number, reporter)
    report(session, what, by=reporter, reason=WORDS)
    session.flush()
    settle(session, get_report(session, 3), ReportDecision.REMOVED, by=by)
    return need.number


def _closing_soon(session: Session, asker: int) -> int:
    need = _asked(session, asker, "soon")
    need.open_until = clock.now() + timedelta(days=1)
    session.add(need)
    return need.number
