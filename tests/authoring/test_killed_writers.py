"""Whoever writes and whoever publishes may be cut off by a dying program."""

import os
from pathlib import Path

import pytest

from app.accounts.roles import Role
from tests.authoring.conftest import Writer, writer
from tests.authoring.killing import kill_often
from tests.reading.shelf import Shelf

KILLED = 200 if os.environ.get("TESTS_SOAK") == "yes" else 20


@pytest.mark.slow
def test_a_program_killed_at_any_moment_leaves_what_was_answered_and_nothing_by_halves(
    shelf: Shelf, tmp_path: Path
) -> None:
    people = (
        writer(shelf.app, "Ama", Role.EDITOR),
        writer(shelf.app, "Efua", Role.REVIEWER),
    )
    tokens = [_token(one) for one in people]

    answered = kill_often(shelf.app, tokens, KILLED, tmp_path / "said")

    assert answered >= KILLED


def _token(who: Writer) -> str:
    token = who.browser.token
    assert token is not None
    return token
