"""Finding peers for a request and requests for a peer, in a few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app.exchange.asking import Asked, ask
from app.exchange.blocking import block
from app.exchange.finding import NeedSide, needs_for, peers_for
from app.exchange.models import Offer, Peer, PeerLanguage
from app.exchange.people import Looking, listed_peers
from app.platform.db import Database
from tests.accounts.people import add_person
from tests.exchange.conftest import OFFERS, People, Someone

NEED = NeedSide(skill="budgeting", languages=("sw",))


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Note every statement that is sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_given: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def found(people: People, viewer: Someone | None = None, **more: Any) -> list[str]:
    with people.database.open_session() as session:
        who = viewer.id if viewer else None
        return [
            one.peer.name for one in peers_for(session, NEED, viewer_id=who, **more)
        ]


def asked(people: People, who: Someone, skill: str, *languages: str) -> int:
    words = Asked(
        title=f"Help with {skill} in {', '.join(languages)}",
        text="",
        skill=skill,
        language="en",
        languages=languages or ("en",),
    )
    with people.database.transaction() as session:
        return ask(session, who.id, words, to=None).number


def fitting(people: People, who: Someone) -> list[int]:
    with people.database.open_session() as session:
        return [one.need.id for one in needs_for(session, who.id)]


def add_peers(session: Session, numbers: range) -> None:
    """Let many offer help at once; one by one through forms takes minutes."""
    for number in numbers:
        user = add_person(session, f"Helper {number}")
        session.add(Peer(user_id=user.number, is_listed=True))
        session.flush()
        session.add(Offer(user_id=user.number, skill="budgeting"))
        session.add(PeerLanguage(user_id=user.number, language="sw"))


def test_peers_are_found_by_skill_language_and_time(people: People) -> None:
    people.peer("French", "budgeting", languages=("fr",))
    people.peer("Whole", "proposal-writing", languages=("sw",))
    people.peer("Same", "budgeting", languages=("sw", "en"))
    people.peer("Other", "scanning", languages=("sw",))
    assert found(people) == ["Same", "Whole", "French"]


def test_who_asks_is_not_found_nor_who_blocked_them(people: People) -> None:
    asker = people.peer("Asker", "budgeting", languages=("sw",))
    first = people.peer("First", "budgeting", languages=("sw",))
    second = people.peer("Second", "budgeting", languages=("sw",))
    with people.database.transaction() as session:
        block(session, first.id, asker.id)
        block(session, asker.id, second.id)
    assert found(people, asker) == []
    assert sorted(found(people)) == ["Asker", "First", "Second"]


def test_only_who_wants_it_is_told_of_requests(people: People) -> None:
    people.peer("Told", "budgeting", languages=("sw",))
    people.peer("Untold", "budgeting", languages=("sw",), wants_matches="")
    assert found(people, wanting=True) == ["Told"]


def test_requests_are_found_for_who_offers_help(people: People) -> None:
    efua = people.peer("Efua", "budgeting", languages=("sw", "en"))
    asker = people("Asker")
    french = asked(people, asker, "budgeting", "fr")
    whole = asked(people, asker, "proposal-writing", "en")
    same = asked(people, asker, "budgeting", "sw")
    asked(people, asker, "scanning", "sw")
    asked(people, efua, "budgeting", "sw")
    assert fitting(people, efua) == [same, whole, french]


def test_who_offers_nothing_is_shown_no_requests(people: People) -> None:
    asked(people, people("Asker"), "budgeting")
    assert fitting(people, people("Reader")) == []


def test_a_blocked_asker_is_not_shown_to_who_blocked_them(people: People) -> None:
    efua, asker = people.peer("Efua", "budgeting"), people("Asker")
    asked(people, asker, "budgeting")
    with people.database.transaction() as session:
        block(session, efua.id, asker.id)
    assert fitting(people, efua) == []


def test_the_list_of_a_skill_begins_with_who_offers_that_very_skill(
    people: People,
) -> None:
    people.peer("Very", "budgeting")
    people.peer("Near", "proposal-writing")
    people.peer("Other", "scanning")
    with people.database.open_session() as session:
        lines = listed_peers(session, Looking(skill="budgeting"), limit=9)
        spoken = listed_peers(session, Looking(language="pt-br"), limit=9)
    assert [one.name for one in lines] == ["Very", "Near"]
    assert spoken == []


@pytest.mark.parametrize(
    "path", ["/en/peers", "/en/peers/people", "/en/peers/people/Helper 1", OFFERS]
)
def test_pages_ask_no_more_of_the_database_for_a_hundred_times_as_many(
    people: People, path: str
) -> None:
    reader = people.peer("Reader", "budgeting")
    with people.database.transaction() as session:
        add_peers(session, range(3))
    few = statements(people, reader, path)
    with people.database.transaction() as session:
        add_peers(session, range(3, 300))
    assert statements(people, reader, path) == few
    assert few <= 14


def statements(people: People, reader: Someone, path: str) -> int:
    """Count the questions of a page that was opened before."""
    reader.page(path)
    with counted(people.database) as sent:
        reader.page(path)
    return len(sent)
