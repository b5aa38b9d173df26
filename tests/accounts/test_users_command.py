"""`passalong users`, on a real database."""

from collections.abc import Callable, Iterator

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner, Result

from app.accounts.models import LogAction, RightsLogEntry
from app.cli.users import users_app
from app.platform.db import Database
from app.platform.settings import get_settings
from tests.accounts.people import PASSPHRASE, Browser, person, token_for

Run = Callable[..., Result]


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("PASSALONG_DATABASE_URL", database.url)
    get_settings.cache_clear()
    runner = CliRunner()

    def invoke(*words: str, typed: str = "") -> Result:
        return runner.invoke(users_app, list(words), input=typed)

    yield invoke
    get_settings.cache_clear()


def test_an_account_is_added_with_a_passphrase_from_a_pipe(
    run: Run, browser: Browser
) -> None:
    result = run("add", "Bintu", typed=f"{PASSPHRASE}\n")

    assert result.output == "Bintu can sign in now.\n"
    assert browser.sign_in("Bintu").status_code == 303


def test_a_weak_passphrase_ends_with_a_sentence(run: Run) -> None:
    result = run("add", "Bintu", typed="short\n")

    assert result.exit_code == 1
    assert "at least 15 characters" in result.output


def test_roles_are_given_listed_and_taken(run: Run, database: Database) -> None:
    person(database, "Bintu")

    given = run("grant", "bintu", "reviewer", "--skill", "events", "--language", "ha")
    again = run("grant", "Bintu", "reviewer", "--skill", "events", "--language", "ha")
    listed = run("list")
    taken = run("revoke", "Bintu", "reviewer", "--skill", "events", "--language", "ha")

    assert given.output == "Bintu is now reviewer (events, ha).\n"
    assert again.output == "Bintu was already reviewer (events, ha).\n"
    assert listed.output == "Bintu\treviewer (events, ha)\n"
    assert taken.output == "Bintu is no longer reviewer (events, ha).\n"
    with database.open_session() as session:
        log = select(RightsLogEntry).order_by(col(RightsLogEntry.id))
        actions = [entry.action for entry in session.exec(log)]
    assert actions == [LogAction.GRANTED, LogAction.REVOKED]


def test_the_log_of_rights_tells_what_was_done_by_whom_and_why(
    run: Run, database: Database
) -> None:
    person(database, "Bintu")
    run("grant", "Bintu", "reviewer", "--skill", "evaluation")
    run("block", "Bintu", "--reason", "spam")

    lines = [line.split("\t") for line in run("log", "Bintu").output.splitlines()]

    assert [line[1:] for line in lines] == [
        ["blocked", "command line", "reason=spam"],
        ["granted", "command line", "role=reviewer, skill=evaluation"],
    ]
    assert run("log", "Nobody").exit_code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("grant", "Bintu", "moderator", "--language", "ha"),
        ("grant", "Bintu", "coordinator", "--language", "no-such-language"),
        ("grant", "Bintu", "reader"),
        ("grant", "Nobody", "editor"),
        ("revoke", "Bintu", "editor"),
        ("unblock", "Bintu", "--reason", "mercy"),
    ],
)
def test_what_cannot_be_done_exits_1(
    run: Run, database: Database, words: tuple[str, ...]
) -> None:
    person(database, "Bintu")

    assert run(*words).exit_code == 1
    assert run("list").output == "Bintu\treader\n"


def test_a_block_signs_out_and_can_be_lifted(
    run: Run, database: Database, browser: Browser
) -> None:
    browser.use_token(token_for(database, person(database, "Bintu")))

    run("block", "Bintu", "--reason", "spam")
    while_blocked = browser.who(), browser.sign_in("Bintu").status_code
    run("unblock", "Bintu", "--reason", "a mistake")

    assert while_blocked == ("nobody", 403)
    assert browser.sign_in("Bintu").status_code == 303


def test_signing_out_from_the_command_line(
    run: Run, database: Database, browser: Browser
) -> None:
    browser.use_token(token_for(database, person(database, "Bintu")))

    run("sign-out", "Bintu")

    assert browser.who() == "nobody"


def test_vanishing_asks_first(run: Run, database: Database) -> None:
    person(database, "Bintu")

    refused = run("vanish", "Bintu", typed="n\n")
    done = run("vanish", "Bintu", typed="y\n")

    assert refused.exit_code == 1
    assert "Former user" in done.output
    assert "Bintu" not in run("list").output
