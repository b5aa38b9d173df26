"""After half a year a notice asks whether all of it is still so."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlmodel import col

from app.exchange.job_names import REMIND
from app.exchange.models import Peer
from app.notices.models import Notice, NoticeKind
from app.platform import clock
from app.platform.jobs import Job
from tests.exchange.conftest import OFFERS, People, Someone


def said_days_ago(people: People, someone: Someone, days: int) -> None:
    with people.database.transaction() as session:
        this = update(Peer).where(col(Peer.user_id) == someone.id)
        session.execute(this.values(confirmed_at=clock.now() - timedelta(days=days)))


def let_a_day_pass(people: People) -> None:
    """Let the job's time come, and run it."""
    with people.database.transaction() as session:
        this = update(Job).where(col(Job.key) == REMIND)
        session.execute(this.values(run_at=clock.now()))
    people.app.state.worker.run_due()


def asked(people: People, someone: Someone) -> int:
    with people.database.open_session() as session:
        found = select(Notice).where(
            col(Notice.user_id) == someone.id, col(Notice.kind) == NoticeKind.CONFIRM
        )
        return len(session.scalars(found).all())


def test_who_said_it_half_a_year_ago_is_asked_once_and_again_after_the_next_half_year(
    people: People,
) -> None:
    efua, fresh = people.peer("Efua", "budgeting"), people.peer("Kojo", "budgeting")
    said_days_ago(people, efua, 183)
    for _ in range(2):
        let_a_day_pass(people)
    assert (asked(people, efua), asked(people, fresh)) == (1, 0)

    notices = efua.page("/en/me/notices")
    assert "Is all of this still so?" in notices.text
    assert notices.all("a", href="/en/me/peers/offers")
    efua.send(f"{OFFERS}/listing", act="confirm")
    said_days_ago(people, efua, 183)
    let_a_day_pass(people)
    assert asked(people, efua) == 2


def test_nobody_is_asked_who_is_not_listed(people: People) -> None:
    efua = people.peer("Efua", "budgeting")
    said_days_ago(people, efua, 183)
    efua.send(f"{OFFERS}/listing", act="unlist")
    let_a_day_pass(people)
    assert asked(people, efua) == 0
