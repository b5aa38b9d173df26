"""A step keeps a pack's version: learners of the path get it, others the newest."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from app.packs.queries import get_pack, modules_of
from app.texts.models import Document
from app.texts.queries import published_revision
from tests.browser.pages import TRANSLATED_PACK
from tests.onboarding.conftest import Made
from tests.onboarding.editing import publish
from tests.reading.html_page import read_page

pytestmark = pytest.mark.smoke
NEW = "Nobody had written this sentence before."


def first_module(session: Session) -> Document:
    pack = get_pack(session, TRANSLATED_PACK)
    return session.get_one(Document, modules_of(session, pack.id or 0)[0].document_id)


@pytest.fixture
def edited(made: Made) -> Iterator[int]:
    """A step that keeps its version, and a module that has a newer one since."""
    step = made.put()
    assert made.act(step, "keep").status_code == 303
    with made.database.transaction() as session:
        document = first_module(session)
        revision = published_revision(session, document)
        assert revision is not None
        publish(session, document, f"{revision.text}\n{NEW}\n")
    yield step
    with made.database.transaction() as session:
        publish(session, first_module(session), revision.text)


def text_of(made: Made, path: str) -> str:
    return read_page(made.newcomer().get(path).text).one("main").text


def test_learners_of_the_path_get_the_version_that_was_kept(
    made: Made, edited: int
) -> None:
    assert NEW not in text_of(made, made.module(1))
    assert NEW in text_of(made, f"/en/packs/{TRANSLATED_PACK}/1")
    assert "version of" in text_of(made, made.module(1))


def test_a_version_is_kept_in_translation_too(made: Made, edited: int) -> None:
    then = read_page(made.newcomer().get(made.module(1, "ar")).text)
    now = read_page(made.newcomer().get(f"/ar/packs/{TRANSLATED_PACK}/1").text)

    assert then.one("h1").text == now.one("h1").text
    assert NEW not in then.text
    assert NEW in now.text


def test_the_desk_shows_what_changed_and_takes_the_newest_by_one_click(
    made: Made, edited: int
) -> None:
    changes = read_page(made.editor.get(f"{made.desk}/steps/{edited}/changes").text)
    assert NEW in changes.one("main").text

    assert made.act(edited, "keep").status_code == 303
    assert NEW in text_of(made, made.module(1))
    assert "See what changed since" not in made.shown().text


def test_questions_of_a_kept_version_are_marked_and_its_modules_done(
    made: Made, edited: int
) -> None:
    browser = made.join(made.cohort())
    made.take(browser)

    page = read_page(browser.get(made.page).text).one("main")
    assert page.all("li", css="done")
    assert "You have done all of it" in page.text


def test_always_the_newest_lets_go_of_a_version(made: Made, edited: int) -> None:
    made.act(edited, "follow")

    assert NEW in text_of(made, made.module(1))
    assert made.editor.get(f"{made.desk}/steps/{edited}/changes").status_code == 404
