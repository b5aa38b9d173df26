"""The live draft and the saves of the draft: each has what the other has."""

from dataclasses import dataclass

import pytest
from sqlmodel import Session, col, select

from app.authoring.drafts import save_version, settled_text
from app.authoring.live.documents import (
    BODY,
    LiveDocument,
    Written,
    load_document,
    read,
    write,
)
from app.authoring.live.log import find_live, whole_log
from app.authoring.live.store import New
from app.authoring.live.store import write as write_log
from app.authoring.models import DraftCoauthor, DraftSave
from app.texts.models import Document
from tests.authoring.conftest import EDIT, FIRST, SECOND, Writer, writer
from tests.authoring.live.conftest import module_document
from tests.reading.shelf import Shelf

MODULE_FILE = "modules/01-choose-a-goal-a-size-and-a-place.md"


@dataclass
class Window:
    """A live draft as somebody has it before them."""

    shelf: Shelf
    document_id: int
    epoch: str
    user_id: int
    document: LiveDocument

    def replace(self, old: str, new: str) -> None:
        """Type; what is typed is committed at once."""
        state = self.document.get_state()
        written = read(self.document)
        assert old in written.body
        write(self.document, Written(written.body.replace(old, new), written.head))
        self.send(self.document.get_update(state))

    def send(self, update: bytes) -> None:
        """Commit an update."""
        new = New(self.document_id, self.epoch, update, [self.user_id])
        assert write_log(self.shelf.app.state.database, [new]) != [None]

    def read(self) -> str:
        """Take what others did; return the text."""
        with self.shelf.app.state.database.open_session() as session:
            for update in whole_log(session, self.document_id).updates:
                self.document.apply_update(update)
        return str(self.document[BODY])


def window(shelf: Shelf, somebody: Writer, name: str) -> Window:
    """Open the live draft of the first module."""
    database = shelf.app.state.database
    document_id = module_document(database)
    answer = somebody.browser.client.post(f"/live/{document_id}")
    assert answer.status_code == 200, answer.text
    epoch, user_id = answer.json()["epoch"], answer.json()["id"]
    assert answer.json()["name"] == name
    found = Window(shelf, document_id, epoch, user_id, load_document([]))
    found.read()
    return found


@pytest.fixture
def of_ama(shelf: Shelf, ama: Writer) -> Window:
    return window(shelf, ama, "Ama")


@pytest.fixture
def of_kofi(shelf: Shelf, kofi: Writer) -> Window:
    return window(shelf, kofi, "Kofi")


def settled(shelf: Shelf) -> str:
    database = shelf.app.state.database
    with database.transaction() as session:
        document = session.get_one(Document, module_document(database))
        return settled_text(session, document).text


def saves(session: Session, document_id: int) -> list[DraftSave]:
    found = select(DraftSave).where(col(DraftSave.document_id) == document_id)
    return list(session.exec(found.order_by(col(DraftSave.id))))


def test_a_live_draft_begins_once_with_the_draft_as_it_stands(
    shelf: Shelf, ama: Writer, kofi: Writer
) -> None:
    ama.change(FIRST, "Plan with three numbers.")

    one, other = window(shelf, ama, "Ama"), window(shelf, kofi, "Kofi")

    assert one.epoch == other.epoch
    assert one.read() == other.read()
    assert one.read().count("Plan with three numbers.") == 1
    assert dict(read(one.document).head)["minutes"].isdigit()


def test_what_is_typed_stands_in_the_form_at_once(of_ama: Window, kofi: Writer) -> None:
    of_ama.replace(FIRST, "Plan with four numbers.")

    assert "Plan with four numbers." in kofi.form()["body"]


def test_a_form_and_what_was_typed_meanwhile_are_both_kept(
    of_ama: Window, kofi: Writer
) -> None:
    form = kofi.form()
    of_ama.replace(FIRST, "Plan with four numbers.")

    answer = kofi.send(form | {"body": form["body"].replace(SECOND, "A wish, then.")})

    assert answer.status_code == 303
    for text in (kofi.form()["body"], of_ama.read()):
        assert "Plan with four numbers." in text
        assert "A wish, then." in text


def test_what_a_form_and_the_live_draft_change_both_is_shown_and_nothing_lost(
    of_ama: Window, kofi: Writer
) -> None:
    form = kofi.form()
    of_ama.replace(FIRST, "Plan with four numbers.")

    answer = kofi.send(form | {"body": form["body"].replace(FIRST, "Plan with none.")})

    assert answer.status_code == 409
    assert "Plan with four numbers." in answer.text
    assert "Plan with none." in answer.text
    assert "Plan with four numbers." in of_ama.read()


def test_a_restore_enters_the_live_draft_and_what_others_type_then_survives(
    of_ama: Window, of_kofi: Window, ama: Writer
) -> None:
    of_ama.replace(FIRST, "Plan with four numbers.")
    before = of_kofi.document.get_state()
    written = read(of_kofi.document)
    body = written.body.replace(SECOND, "A wish, then.")
    write(of_kofi.document, Written(body, written.head))

    assert ama.browser.post(f"{EDIT}/discard").status_code == 303
    of_kofi.send(of_kofi.document.get_update(before))

    assert of_kofi.read() == of_ama.read()
    assert FIRST in of_ama.read()
    assert "A wish, then." in of_ama.read()


def test_saves_name_everybody_who_typed(
    of_ama: Window, of_kofi: Window, shelf: Shelf
) -> None:
    of_ama.replace(FIRST, "Plan with four numbers.")
    of_kofi.read()
    of_kofi.replace(SECOND, "A wish, then.")
    settled(shelf)
    settled(shelf)

    with shelf.app.state.database.open_session() as session:
        [save] = saves(session, of_ama.document_id)
        [together] = session.exec(select(DraftCoauthor)).all()
    assert save.is_automatic
    assert save.author_id == of_kofi.user_id
    assert (together.save_id, together.user_id) == (save.id, of_ama.user_id)


def test_who_typed_a_part_cannot_approve_it_alone(
    of_ama: Window, shelf: Shelf, ama: Writer, efua: Writer
) -> None:
    of_efua = window(shelf, efua, "Efua")
    of_efua.replace(SECOND, "A wish, then.")
    of_ama.read()
    of_ama.replace(FIRST, "Plan with four numbers.")
    settled(shelf)
    review = ama.send(ama.form(), "review").headers["location"]

    answer = efua.browser.post(f"{review}/publish")

    assert answer.status_code == 403
    assert "You wrote part of this" in answer.text


def test_typing_on_after_publishing_builds_on_what_readers_have(
    of_ama: Window, shelf: Shelf, ama: Writer, efua: Writer
) -> None:
    of_ama.replace(FIRST, "Plan with four numbers.")
    settled(shelf)
    review = ama.send(ama.form(), "review").headers["location"]
    assert efua.browser.post(f"{review}/publish").status_code == 303

    of_ama.replace("Plan with four numbers.", "Plan with five numbers.")
    settled(shelf)

    with shelf.app.state.database.open_session() as session:
        document = session.get_one(Document, of_ama.document_id)
        last = saves(session, of_ama.document_id)[-1]
        assert document.published_number == 2
        assert last.base_number == 2
        assert "five numbers" in last.text


def test_a_version_that_came_from_a_folder_enters_the_live_draft(
    of_ama: Window, shelf: Shelf
) -> None:
    of_ama.replace(FIRST, "Plan with four numbers.")
    shelf.change(MODULE_FILE, SECOND, "A wish, then.")
    shelf.load()

    text = settled(shelf)

    assert "Plan with four numbers." in text
    assert "A wish, then." in text
    assert "A wish, then." in of_ama.read()
    with shelf.app.state.database.open_session() as session:
        live = find_live(session, of_ama.document_id)
        assert live is not None
        assert live.base_number == 2


def test_a_version_that_somebody_wishes_for_keeps_their_words_about_it(
    of_ama: Window, shelf: Shelf
) -> None:
    of_ama.replace(FIRST, "Plan with four numbers.")

    with shelf.app.state.database.transaction() as session:
        document = session.get_one(Document, of_ama.document_id)
        kept = save_version(session, document, by=of_ama.user_id, message="Four.")

    assert (kept.save.message, kept.save.is_automatic) == ("Four.", False)
    assert "Plan with four numbers." in kept.save.text


def test_a_reader_cannot_begin_a_live_draft(shelf: Shelf) -> None:
    reader = writer(shelf.app, "Abla")

    document_id = module_document(shelf.app.state.database)

    assert reader.browser.client.post(f"/live/{document_id}").status_code == 403
    with shelf.app.state.database.open_session() as session:
        assert find_live(session, document_id) is None


def test_there_is_no_live_draft_of_what_is_no_module(shelf: Shelf, ama: Writer) -> None:
    assert ama.browser.client.post("/live/999999").status_code == 404


def test_fields_that_make_no_sense_yet_are_left_as_they_were(
    of_ama: Window, kofi: Writer
) -> None:
    minutes = kofi.form()["minutes"]
    state = of_ama.document.get_state()
    head = {"title": "Two numbers", "minutes": "ten", "kind": "song", "lead": " "}
    write(of_ama.document, Written(read(of_ama.document).body, head))
    of_ama.send(of_ama.document.get_update(state))

    form = kofi.form()

    assert form["title"] == "Two numbers"
    assert form["minutes"] == minutes
    assert form["kind"] == "training"
    assert form["lead"].strip()
