"""What is wanted is counted once a person, and nobody can be found in the count."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text
from sqlmodel import Session, col

from app.accounts.events import AccountVanished
from app.platform import clock
from app.platform.db import Database
from app.platform.errors import Forbidden, NotFound
from app.platform.states import CONTENT, current
from app.wishes.marks import BITS, WINDOW, count, mark_of
from app.wishes.models import Wanted, Wish
from app.wishes.own import export_wishes, forget_wishes
from app.wishes.queries import asked_for, count_wanted, get_wanted, wanted_in, wishes_of
from app.wishes.service import (
    MAX_WISHES,
    Subject,
    TooManyWishes,
    Visitor,
    answer,
    claim,
    count_wanted_once,
    drop_wish,
    forget_old_marks,
    release,
    wish,
)
from tests.accounts.people import person

SECRET = "a secret of the server"
TOPIC = Subject("ha", text="Oral history")
# Networks that choose different bits whatever the salt is cannot be chosen
# beforehand; with this many, at least three bits are set for certain enough.
CROWD = [f"10.0.{number}.0/24" for number in range(40)]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.open_session(write=True) as session:
        yield session


def ask(session: Session, *networks: str, subject: Subject = TOPIC) -> Wanted:
    for network in networks:
        wanted = count_wanted_once(session, subject, Visitor(network, SECRET))
    session.flush()
    return wanted


def everything(session: Session) -> str:
    """Return all that the tables of this room hold."""
    tables = [str(table.__tablename__) for table in (Wanted, Wish)]
    return "".join(
        str(row)
        for table in tables
        for row in session.connection().execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
    )


def test_asking_again_counts_once(session: Session) -> None:
    wanted = ask(session, *["10.0.0.0/24"] * 5)

    assert wanted.people == 1
    assert wanted_in(session, "ha", limit=10) == []


def test_the_words_are_kept_from_the_third_person_on(session: Session) -> None:
    crowd = iter(CROWD)
    wanted = ask(session, next(crowd))
    while wanted.people < 3:
        assert "oral" not in everything(session).casefold()
        assert count_wanted(session, "ha") == 0
        wanted = ask(session, next(crowd))

    (row,) = wanted_in(session, "ha", limit=10)
    assert (row.text, row.people) == ("oral history", 3)
    assert wanted_in(session, "en", limit=10) == []


def test_spellings_are_one_thing(session: Session) -> None:
    ask(session, *CROWD[:20])
    ask(session, *CROWD[20:], subject=Subject("ha", text="  ORAL “history”"))

    assert count_wanted(session, "ha") == 1


def test_no_more_are_counted_than_asked(session: Session) -> None:
    for number in range(1, 40):
        wanted = ask(session, CROWD[number])
        assert wanted.people <= number
    assert wanted.people > 20


def test_nothing_kept_says_who_asked(session: Session) -> None:
    ask(session, *CROWD)

    kept = everything(session)
    assert "10.0." not in kept
    columns = {c["name"] for c in inspect(session.connection()).get_columns("wanted")}
    # Who has taken the work on is public; nothing else points to a person.
    assert {name for name in columns if re.search("user|by$|session|device", name)} == {
        "claimed_by"
    }


def test_a_bit_is_shared_by_every_63rd_network() -> None:
    marks = [
        mark_of(f"10.{a}.{b}.0/24", salt="salt", secret=SECRET)
        for a in range(50)
        for b in range(50)
    ]
    shares = [marks.count(1 << bit) / len(marks) for bit in range(BITS)]
    assert min(shares) > 0.5 / BITS
    assert max(shares) < 2 / BITS


def test_another_salt_or_secret_gives_other_bits() -> None:
    def bits(salt: str, secret: str) -> list[int]:
        return [mark_of(one, salt=salt, secret=secret) for one in CROWD]

    assert bits("a", SECRET) == bits("a", SECRET)
    assert bits("a", SECRET) != bits("b", SECRET)
    assert bits("a", SECRET) != bits("a", "another")


def test_after_thirty_days_salt_and_bits_are_gone(session: Session) -> None:
    wanted = ask(session, *CROWD)
    people = wanted.people
    rare = ask(session, "10.0.0.0/24", subject=Subject("ha", text="something rare"))
    assert count(wanted.marks) == people
    for one in (wanted, rare):
        one.counted_since = clock.now() - WINDOW - timedelta(minutes=1)
    session.flush()

    forget_old_marks(session)
    session.expire_all()

    (left,) = session.scalars(select(Wanted)).all()
    assert (left.marks, left.salt, left.people) == (0, "", people)


def test_three_within_thirty_days_are_needed(session: Session) -> None:
    for network in CROWD[:10]:
        wanted = ask(session, network)
        wanted.counted_since = clock.now() - WINDOW - timedelta(minutes=1)
        session.flush()

    assert wanted.people == 1
    assert count_wanted(session, "ha") == 0


def test_a_pack_is_asked_for_in_a_language(session: Session) -> None:
    before = current(session, CONTENT)
    wanted = ask(session, *CROWD, subject=Subject("ha", pack_key="bench1"))

    # The pack's page of languages is made anew.
    assert current(session, CONTENT) > before

    assert asked_for(session, ["bench1", "other"], "ha") == {"bench1": wanted.people}
    assert asked_for(session, ["bench1"], "ig") == {}


def test_work_is_taken_on_by_one(session: Session) -> None:
    wanted = ask(session, *CROWD)
    claim(wanted, 1)
    claim(wanted, 1)

    with pytest.raises(Forbidden):
        claim(wanted, 2)
    with pytest.raises(Forbidden):
        release(wanted, 2, is_moderator=False)
    release(wanted, 2, is_moderator=True)
    claim(wanted, 2)
    assert wanted.claimed_by == 2


def test_what_is_not_listed_cannot_be_taken_on(session: Session) -> None:
    wanted = ask(session, "10.0.0.0/24")

    with pytest.raises(NotFound):
        get_wanted(session, wanted.id or 0)


def test_who_wishes_is_told_once(database: Database) -> None:
    ama, kofi = person(database, "Ama"), person(database, "Kofi")
    visitor = Visitor("10.0.0.0/24", SECRET)
    with database.transaction() as session:
        wish(session, TOPIC, visitor, user_id=ama.number)
        wish(session, TOPIC, visitor, user_id=ama.number)
        wish(session, TOPIC, visitor, user_id=kofi.number)
        (own,) = wishes_of(session, ama.number)
        assert (own.text, own.is_granted) == ("oral history", False)
        answer(session, list(session.scalars(select(col(Wanted.id)))))
        first = session.scalars(select(col(Wish.told_at))).all()
        answer(session, list(session.scalars(select(col(Wanted.id)))))

        assert session.scalars(select(col(Wish.told_at))).all() == first
        (own,) = wishes_of(session, ama.number)
        assert own.is_granted
        drop_wish(session, kofi.number, own.id)
        assert len(wishes_of(session, ama.number)) == 1
        drop_wish(session, ama.number, own.id)
        assert wishes_of(session, ama.number) == []


def test_wishes_of_one_person_have_an_end(database: Database) -> None:
    ama = person(database, "Ama")
    visitor = Visitor("10.0.0.0/24", SECRET)
    with database.transaction() as session:
        for number in range(MAX_WISHES):
            topic = Subject("ha", text=f"topic {number}")
            wish(session, topic, visitor, user_id=ama.number)

        with pytest.raises(TooManyWishes):
            wish(session, TOPIC, visitor, user_id=ama.number)

        # None that was left before is lost.
        texts = {own.text for own in wishes_of(session, ama.number)}
    assert texts == {f"topic {number}" for number in range(MAX_WISHES)}


def test_who_leaves_takes_wishes_along_and_leaves_none(database: Database) -> None:
    ama = person(database, "Ama")
    with database.transaction() as session:
        wish(session, TOPIC, Visitor("10.0.0.0/24", SECRET), user_id=ama.number)
        wanted = ask(session, *CROWD, subject=Subject("ha", text="drones"))
        claim(wanted, ama.number)
        session.flush()

        taken = export_wishes(session, ama.number)
        assert [one["text"] for one in taken["wishes"]] == ["oral history"]
        assert [one["text"] for one in taken["taken_on"]] == ["drones"]

        forget_wishes(session, AccountVanished(ama.number))
        session.expire_all()
        assert export_wishes(session, ama.number) == {"wishes": [], "taken_on": []}
        assert wanted_in(session, "ha", limit=1)[0].claimer == ""
