"""Publishing a text: units keep their ids, nothing is lost, nothing happens twice."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.platform.db import Database
from app.platform.ids import derived_id, text_hash
from app.texts.history import find_version
from app.texts.linking import NewText, RecordedUnit
from app.texts.models import Document, Revision, RevisionUnit, Unit, UnitVersion
from app.texts.queries import current_units, published_revision
from app.texts.reading import Status
from app.texts.service import publish_text
from app.translation.coverage import coverage
from app.translation.queries import unit_texts
from tests.factories.texts import (
    body_units,
    module_text,
    new_module,
    publish,
    translate,
)

FIRST = "Write one sentence under each line of the budget."
FIRST_EDITED = "Write one short sentence under each line of your budget."
SECOND = "Play the beginning and the end together with the person."
THIRD = "Nobody reads a report of forty pages on a phone."


@pytest.fixture
def document(session: Session) -> Document:
    return new_module(session)


def statuses(session: Session, document: Document, language: str) -> list[Status]:
    return [text.status for text in unit_texts(session, document, [language])][2:]


def test_a_text_is_stored_as_it_was_sent(session: Session, document: Document) -> None:
    publish(session, document, FIRST)

    revision = published_revision(session, document)

    assert revision is not None
    assert revision.text == module_text(FIRST)
    assert (revision.number, revision.parent_number, document.version) == (1, None, 1)


def test_publishing_the_same_text_again_changes_nothing(
    session: Session, document: Document
) -> None:
    publish(session, document, FIRST)

    again = publish_text(session, document, NewText(module_text(FIRST), "k/m1"))

    assert again is False
    assert session.scalar(select(func.count()).select_from(Revision)) == 1
    assert document.version == 1


def test_the_same_text_has_the_same_unit_ids_on_every_installation(
    session: Session, document: Document
) -> None:
    first = publish(session, document, FIRST, "Note", "Note")
    ids = [unit.id for unit in body_units(session, document)]
    made = [
        derived_id("k/m1", "paragraph", text, count)
        for text, count in ((FIRST, "0"), ("Note", "0"), ("Note", "1"))
    ]

    assert ids == made
    assert first[FIRST] == ids[0]


def test_an_edited_unit_keeps_its_id_and_its_translation_is_outdated(
    session: Session, document: Document
) -> None:
    before = publish(session, document, FIRST, SECOND)
    translate(session, document, "fr", {FIRST: "Un", SECOND: "Deux"})

    after = publish(session, document, FIRST_EDITED, SECOND)

    assert after == {FIRST_EDITED: before[FIRST], SECOND: before[SECOND]}
    assert statuses(session, document, "fr") == [Status.OUTDATED, Status.CURRENT]


def test_taking_an_edit_back_makes_its_translation_current_again(
    session: Session, document: Document
) -> None:
    publish(session, document, FIRST, SECOND)
    translate(session, document, "fr", {FIRST: "Un", SECOND: "Deux"})
    publish(session, document, FIRST_EDITED, SECOND)

    publish(session, document, FIRST, SECOND)

    assert statuses(session, document, "fr") == [Status.CURRENT, Status.CURRENT]
    assert document.published_number == 3


def test_a_piece_that_is_taken_out_and_put_back_gets_its_id_and_translation_back(
    session: Session, document: Document
) -> None:
    before = publish(session, document, FIRST, SECOND)
    translate(session, document, "fr", {FIRST: "Un", SECOND: "Deux"})
    publish(session, document, SECOND)
    publish(session, document, SECOND, THIRD)

    after = publish(session, document, SECOND, THIRD, FIRST)

    assert after[FIRST] == before[FIRST]
    assert statuses(session, document, "fr") == [
        *(Status.CURRENT, Status.FALLBACK, Status.CURRENT)
    ]


def test_a_piece_in_the_place_of_another_does_not_get_its_translation(
    session: Session, document: Document
) -> None:
    publish(session, document, FIRST, SECOND, THIRD)
    translate(session, document, "fr", {SECOND: "Deux"})

    publish(session, document, FIRST, "Each cup of coffee has a cost.", THIRD)

    shown = unit_texts(session, document, ["fr"])[3]
    assert (shown.status, shown.language) == (Status.FALLBACK, "en")


def test_a_retired_unit_remembers_the_revision_it_went_with(
    session: Session, document: Document
) -> None:
    ids = publish(session, document, FIRST, SECOND)
    publish(session, document, FIRST)
    publish(session, document, FIRST, THIRD)

    retired = session.get_one(Unit, ids[SECOND])

    session.refresh(retired)
    assert retired.retired_number == 2


def test_a_wording_that_becomes_another_kind_of_piece_is_told_by_its_new_kind(
    session: Session, document: Document
) -> None:
    publish(session, document, FIRST)
    publish(session, document, f"- {FIRST}")

    session.expire_all()
    assert [unit.kind for unit in body_units(session, document)] == ["item"]


def test_a_record_that_came_with_the_text_decides_the_ids(
    session: Session, document: Document
) -> None:
    texts = ["A title", "A lead.", FIRST]
    recorded = [
        RecordedUnit(f"own{n}own{n}", "paragraph", text_hash(text))
        for n, text in enumerate(texts)
    ]

    ids = publish(session, document, FIRST, recorded=recorded)

    assert ids == {FIRST: "own2own2"}


def test_a_record_of_a_text_that_was_edited_since_still_leads_to_the_ids(
    session: Session, document: Document
) -> None:
    """The catalogs that came along know how the pieces read before."""
    recorded = [
        RecordedUnit("id000001", "title", text_hash("A title")),
        RecordedUnit("id000002", "paragraph", text_hash(FIRST), FIRST),
        RecordedUnit("id000003", "paragraph", text_hash(SECOND)),
        RecordedUnit("id000004", "paragraph", text_hash("It went."), ""),
    ]

    ids = publish(session, document, SECOND, THIRD, FIRST_EDITED, recorded=recorded)

    assert ids[SECOND] == "id000003"
    assert ids[FIRST_EDITED] == "id000002"
    assert ids[THIRD] not in {"id000001", "id000004"}


def test_a_record_copied_from_another_text_is_not_believed(session: Session) -> None:
    original, copy = new_module(session), new_module(session)
    publish(session, original, FIRST)
    assert original.id is not None
    recorded = [
        RecordedUnit(unit.id, unit.kind, unit.text_hash)
        for unit in current_units(session, original.id)
    ]

    ids = publish(session, copy, FIRST, recorded=recorded)

    assert ids[FIRST] not in {unit.id for unit in recorded}


def test_ids_made_from_the_same_words_in_two_texts_do_not_collide(
    session: Session,
) -> None:
    first, second = new_module(session), new_module(session)

    one = publish(session, first, FIRST)
    other = publish(session, second, FIRST)

    assert one[FIRST] != other[FIRST]


def test_a_version_is_found_though_a_clock_was_set_back_before_it(
    session: Session, document: Document
) -> None:
    for paragraphs in ((FIRST,), (FIRST_EDITED,)):
        publish(session, document, *paragraphs)
    newest = select(Revision).where(col(Revision.number) == 2)
    session.scalars(newest).one().created_at -= timedelta(hours=2)
    session.flush()

    found = [find_version(session, document.number, number) for number in (1, 2, 3)]

    assert [one and one.number for one in found] == [1, 2, None]


def test_the_history_of_a_text_is_kept(session: Session, document: Document) -> None:
    for paragraphs in ((FIRST,), (FIRST_EDITED,), (FIRST,)):
        publish(session, document, *paragraphs)

    revisions = session.scalars(select(Revision).order_by(col(Revision.number))).all()
    wordings = session.scalars(select(UnitVersion)).all()

    assert [r.text for r in revisions] == [
        module_text(text) for text in (FIRST, FIRST_EDITED, FIRST)
    ]
    assert [r.parent_number for r in revisions] == [None, 1, 2]
    assert len(wordings) == 4, "title, lead and two wordings of one piece"
    assert session.scalar(select(func.count()).select_from(RevisionUnit)) == 9


# Any sequence of edits: a reader is never told what another piece says.

NOTE = "Note"


@dataclass(frozen=True)
class Piece:
    """A piece as its author thinks of it: the same one however it is edited."""

    name: str
    text: str


@dataclass
class Author:
    """Somebody who edits, moves, deletes, adds and takes back."""

    pieces: list[Piece] = field(default_factory=list)
    past: list[list[Piece]] = field(default_factory=list)
    made: int = 0

    def act(self, what: str, first: int, second: int) -> None:
        """Do one thing to the text."""
        self.past.append(list(self.pieces))
        if what == "add" or not self.pieces:
            self.pieces.insert(first % (len(self.pieces) + 1), self._new(second))
            return
        place = first % len(self.pieces)
        if what == "revert":
            self.pieces = list(self.past[second % len(self.past)])
        elif what == "delete" and len(self.pieces) > 1:
            del self.pieces[place]
        elif what == "move":
            self.pieces.insert(second % len(self.pieces), self.pieces.pop(place))
        elif what == "edit":
            self.pieces[place] = self._edited(self.pieces[place], second)

    def _new(self, seed: int) -> Piece:
        if seed % 5 == 0:
            return Piece(NOTE, NOTE)
        self.made += 1
        return Piece(f"piece {self.made}", sentence(self.made))

    def _edited(self, piece: Piece, seed: int) -> Piece:
        if piece.name == NOTE:
            return piece
        words = piece.text.split()
        words[seed % len(words)] = sentence(1_000 + seed).split()[0]
        return Piece(piece.name, " ".join(words))


def sentence(seed: int) -> str:
    """Return twelve words nobody has written before."""
    chance = random.Random(seed)  # noqa: S311 (the same words for the same seed)
    letters = "abcdefghijklmnoprstuvwy"
    words = (
        "".join(chance.choices(letters, k=chance.randint(4, 9))) for _ in range(12)
    )
    return " ".join(words)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "edit", "move", "delete", "revert"]),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    min_size=3,
    max_size=10,
)


@pytest.mark.slow
@given(acts=ACTS, beginning=st.integers(1, 6))
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_an_author_does_no_unit_tells_what_another_says(
    database: Database, acts: Sequence[tuple[str, int, int]], beginning: int
) -> None:
    author = Author()
    for number in range(beginning):
        author.act("add", number, number + 1)
    with database.open_session(write=True) as session:
        document = new_module(session)
        said: dict[str, str] = {}
        check(session, document, author, said)
        for act in acts:
            author.act(*act)
            check(session, document, author, said)
        session.rollback()


def check(
    session: Session, document: Document, author: Author, said: dict[str, str]
) -> None:
    """Publish, look at what a reader of French gets, then translate what is new."""
    publish(session, document, *(piece.text for piece in author.pieces))
    units = body_units(session, document)
    assert [unit.text for unit in units] == [piece.text for piece in author.pieces]
    assert len({unit.id for unit in units}) == len(units), "a unit stands twice"
    shown = unit_texts(session, document, ["fr"])[2:]
    for piece, text in zip(author.pieces, shown, strict=True):
        if text.status == Status.FALLBACK:
            assert text.text == piece.text
            assert piece.name == NOTE or piece.text not in said, "a translation is lost"
        else:
            assert said_of(text.text) == piece.name
            assert (text.status == Status.CURRENT) == (piece.text in said)
    missing = {
        piece.text: f"fr of {piece.name}"
        for piece, text in zip(author.pieces, shown, strict=True)
        if text.status == Status.FALLBACK
    }
    translate(session, document, "fr", missing)
    said.update(missing)
    counted = coverage(session, document)
    # Where nothing that is translated stands today, the text is not in the language.
    assert bool(units) == ("fr" in counted)
    assert not units or counted["fr"].units == len(units) + 2


def said_of(text: str) -> str:
    """Return which piece a translation was made for."""
    return text.removeprefix("fr of ")
