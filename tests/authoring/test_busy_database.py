"""A form that comes while the database does not answer is not lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.authoring.conftest import EDIT, FIRST, Writer
from tests.reading.html_page import read_page
from tests.reading.shelf import Shelf

NEW = "Plan with three numbers,\nand write each of them down."


@contextmanager
def busy(shelf: Shelf) -> Iterator[None]:
    """Hold the turn to write, as another program would."""
    path = shelf.app.state.database.engine.url.database
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.slow
@pytest.mark.any_database
def test_a_draft_that_nobody_could_be_asked_about_is_shown_to_be_sent_again(
    ama: Writer, shelf: Shelf
) -> None:
    form = ama.form()
    form["body"] = form["body"].replace(FIRST, NEW)

    with busy(shelf):
        answer = ama.send(form)

    assert answer.status_code == 503
    page = read_page(answer.text).one("main")
    kept = page.one("form", action=EDIT)
    assert NEW in "".join(
        str(one) for one in kept.one("textarea", name="body").children
    )
    assert kept.one("input", name="do").attributes["value"] == "save"


@pytest.mark.slow
@pytest.mark.any_database
def test_a_press_of_a_button_that_changed_nothing_says_so(
    ama: Writer, shelf: Shelf
) -> None:
    with busy(shelf):
        answer = ama.browser.post("/en/me/notices/read")

    assert answer.status_code == 503
    text = read_page(answer.text).one("main").text
    assert "Nothing was changed." in text
