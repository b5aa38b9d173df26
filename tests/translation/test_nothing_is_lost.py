"""Whatever authors do: no translation disappears, no unit gets another unit's text,
and taking everything back makes everything current again.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.platform.db import Database
from app.texts.kinds import DocumentKind
from app.texts.linking import NewText
from app.texts.models import Document
from app.texts.queries import CurrentUnit, current_units
from app.texts.reading import Status
from app.texts.service import new_document, publish_text
from app.translation.coverage import coverage
from app.translation.queries import unit_texts
from tests.factories.texts import HEAD, body_units, new_module, publish
from tests.factories.translating import all_rows, save

HISTORIES = sorted(Path(__file__).parents[1].glob("texts/histories/*.json"))
HEAD_UNITS = 2


@dataclass(frozen=True)
class Idea:
    """A piece as its author thinks of it: the same one however it is worded."""

    name: str
    sentences: tuple[str, ...]
    link: int = 0

    @property
    def text(self) -> str:
        """How it reads."""
        return f"{' '.join(self.sentences)} [More](https://example.org/{self.link})"


@dataclass
class Author:
    """Somebody who adds, edits, moves, cuts, joins, links elsewhere and takes back."""

    ideas: tuple[Idea, ...] = ()
    past: list[tuple[Idea, ...]] = field(default_factory=list)
    made: int = 0

    def act(self, what: str, first: int, second: int) -> None:
        """Do one thing to the text."""
        self.past.append(self.ideas)
        ideas = list(self.ideas)
        if what == "add" or not ideas:
            ideas.insert(first % (len(ideas) + 1), self._new())
        elif what == "revert":
            kept = [ideas for ideas in self.past if ideas]
            self.ideas = kept[second % len(kept)]
            return
        else:
            self._change(what, ideas, first % len(ideas), second)
        self.ideas = tuple(ideas)

    def _change(self, what: str, ideas: list[Idea], at: int, seed: int) -> None:
        idea = ideas[at]
        if what == "move":
            ideas.insert(seed % len(ideas), ideas.pop(at))
        elif what == "delete" and len(ideas) > 1:
            del ideas[at]
        elif what == "link":
            ideas[at] = Idea(idea.name, idea.sentences, seed)
        elif what == "edit":
            words = idea.sentences[0].split()
            words[1 + seed % (len(words) - 1)] = sentence(1_000 + seed).split()[0]
            ideas[at] = Idea(
                idea.name, (" ".join(words), *idea.sentences[1:]), idea.link
            )
        elif what == "split" and len(idea.sentences) > 2:
            self.made += 1
            ideas[at] = Idea(idea.name, idea.sentences[:-1], idea.link)
            ideas.insert(
                at + 1, Idea(f"cut {self.made}", idea.sentences[-1:], idea.link)
            )

    def _new(self) -> Idea:
        self.made += 1
        return Idea(
            f"idea {self.made}", tuple(sentence(7 * self.made + n) for n in range(3))
        )


def sentence(seed: int) -> str:
    """Return nine words nobody has written before."""
    chance = random.Random(seed)  # noqa: S311 (the same words for the same seed)
    letters = "abcdefghijklmnoprstuvwy"
    words = ("".join(chance.choices(letters, k=chance.randint(4, 9))) for _ in range(9))
    return f"{' '.join(words).capitalize()}."


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "edit", "edit", "link", "move", "split", "delete", "revert"]
        ),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    min_size=3,
    max_size=9,
)


class Watch:
    """Translates what is new and looks at what readers get and what is kept."""

    def __init__(self, session: Session, document: Document) -> None:
        self.session = session
        self.document = document
        self.kept: dict[int | None, str] = {}
        self.meant: dict[str, str] = {}

    def check(self, author: Author) -> None:
        publish(self.session, self.document, *(idea.text for idea in author.ideas))
        units = body_units(self.session, self.document)
        assert len({unit.id for unit in units}) == len(units), "a unit stands twice"
        shown = unit_texts(self.session, self.document, ["fr"])[HEAD_UNITS:]
        for idea, unit, text in zip(author.ideas, units, shown, strict=True):
            words = " ".join(idea.sentences)
            if text.status == Status.FALLBACK:
                assert self.meant.get(words) != idea.name, "a translation is lost"
            else:
                said, _, target = text.text.partition(" [Plus](")
                assert said == f"fr of {idea.name}", "another unit's text"
                assert target == f"https://example.org/{idea.link})", "an old address"
            is_known = self.meant.get(words) == idea.name
            assert (text.status == Status.CURRENT) == is_known
            if text.status != Status.CURRENT:
                self._translate(idea, unit)
        self._nothing_has_gone()

    def _translate(self, idea: Idea, unit: CurrentUnit) -> None:
        words = f"fr of {idea.name} [Plus](https://example.org/{idea.link})"
        save(self.session, unit, words)
        self.meant[" ".join(idea.sentences)] = idea.name

    def _nothing_has_gone(self) -> None:
        rows = {row.id: row.text for row in all_rows(self.session)}
        assert self.kept.items() <= rows.items(), "a translation has disappeared"
        self.kept = rows


@pytest.mark.slow
@given(acts=ACTS, beginning=st.integers(1, 5))
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_authors_do_translations_stay_with_their_pieces(
    database: Database, acts: Sequence[tuple[str, int, int]], beginning: int
) -> None:
    author = Author()
    for number in range(beginning):
        author.act("add", number, 0)
    with database.open_session(write=True) as session:
        watch = Watch(session, new_module(session))
        watch.check(author)
        first = author.ideas
        for act in acts:
            author.act(*act)
            watch.check(author)

        # Everything is taken back: all of it is current again, without any work.
        publish(session, watch.document, *(idea.text for idea in first))
        shown = unit_texts(session, watch.document, ["fr"])[HEAD_UNITS:]
        assert {text.status for text in shown} == {Status.CURRENT}
        session.rollback()


def versions_of(path: Path) -> list[str]:
    """Return every version of a recorded text, the first one first."""
    recorded = json.loads(path.read_text(encoding="utf-8"))
    lines = list(recorded["first"])
    versions = ["".join(lines)]
    for edits in recorded["edits"]:
        for start, end, new in reversed(edits):
            lines[start:end] = new
        versions.append("".join(lines))
    return versions


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_recorded_history_loses_no_translation_and_takes_all_of_it_back(
    session: Session, path: Path
) -> None:
    versions = [f"{HEAD}\n{text}" for text in versions_of(path)]
    document = new_document(session, DocumentKind.MODULE, "en")
    made_for: dict[str, str] = {}
    kept: dict[int | None, str] = {}
    for text in versions:
        publish_text(session, document, NewText(text, "history"))
        shown = {t.unit_id: t for t in unit_texts(session, document, ["fr"])}
        for unit in current_units(session, document.number):
            if shown[unit.id].status == Status.FALLBACK:
                save(session, unit, f"fr {unit.id}")
                made_for[unit.id] = unit.text
            else:
                assert shown[unit.id].text == f"fr {unit.id}", "another unit's text"
        rows = {row.id: row.text for row in all_rows(session)}
        assert kept.items() <= rows.items(), "a translation has disappeared"
        kept = rows

    publish_text(session, document, NewText(versions[0], "history"))

    assert coverage(session, document)["fr"].percent == 100
    rows = {row.id: row.text for row in all_rows(session)}
    assert rows == kept, "taking back asked for work"
