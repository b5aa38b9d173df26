"""Counting tries: by network, over all processes, and forgotten in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import RateBucket
from app.accounts.rate_limits import (
    LOGIN_BY_ACCOUNT,
    LOGIN_BY_ADDRESS,
    Limit,
    TooManyTries,
    count_try,
    drop_old_counts,
    limit_key,
    take_back,
)
from app.platform.db import Database
from app.platform.networks import address_prefix
from app.platform.settings import Settings

THREE = Limit("three", 3, timedelta(minutes=5))


def attempt(database: Database, key: str = "somebody") -> bool:
    try:
        with database.transaction() as session:
            count_try(session, THREE, key)
    except TooManyTries:
        return False
    return True


def age(database: Database, by: timedelta) -> None:
    with database.transaction() as session:
        bucket = session.exec(select(RateBucket)).one()
        bucket.window_start -= by


def test_the_window_begins_again_after_its_time(database: Database) -> None:
    tries = [attempt(database) for _ in range(4)]
    age(database, timedelta(minutes=5))

    assert tries == [True, True, True, False]
    assert attempt(database)


def test_keys_count_apart(database: Database) -> None:
    for _ in range(4):
        attempt(database)

    assert attempt(database, "somebody else")


def test_a_try_that_succeeded_is_taken_back(database: Database) -> None:
    for _ in range(10):
        assert attempt(database)
        with database.transaction() as session:
            take_back(session, "somebody")


def test_twenty_at_once_get_no_more_than_the_limit(database: Database) -> None:
    with ThreadPoolExecutor(8) as crowd:
        allowed = list(crowd.map(lambda _n: attempt(database), range(20)))

    assert sum(allowed) == THREE.most


def test_old_counts_are_deleted(database: Database) -> None:
    attempt(database)
    age(database, timedelta(days=1, minutes=1))

    with database.transaction() as session:
        drop_old_counts(session)

    with database.open_session() as session:
        assert session.exec(select(RateBucket)).all() == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:0:aa00::1", "2001:db8:0:aaff:1:2:3:4", True),
        ("2001:db8:0:aa00::1", "2001:db8:0:ab00::1", False),
        ("::ffff:192.0.2.1", "192.0.2.99", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("2001:DB8::1", "2001:0db8:0000::0001", True),
        ("testclient", "", True),
    ],
)
def test_a_network_counts_as_one(one: str, other: str, *, same: bool) -> None:
    assert (address_prefix(one) == address_prefix(other)) is same


def test_the_key_depends_on_the_secret_and_the_limit() -> None:
    ours = Settings(secret_key="a" * 40)
    theirs = Settings(secret_key="b" * 40)

    keys = {
        limit_key(limit, "192.0.2.0/24", settings)
        for limit in (LOGIN_BY_ACCOUNT, LOGIN_BY_ADDRESS)
        for settings in (ours, theirs)
    }

    assert len(keys) == 4
