"""What counts as right in the packs we ship, read from their folders."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.learning.scoring import right_texts, shuffled
from app.texts.blocks import Checklist, Lesson, Quiz
from app.texts.lesson import lesson_parser
from app.texts.lessons import LessonSource, build_lesson
from app.texts.reading import Status, UnitText
from app.texts.segments import slots, split_front_matter
from tests.conventions.sources import ROOT

PACKS = ROOT / "learning_packs"
HEAD_UNITS = 2
NOT_ACCEPTED = "certainly not this"


@dataclass(frozen=True)
class KeyedModule:
    """A module with the ids its units have on every installation."""

    slug: str
    number: int
    title: str
    lesson: Lesson

    @property
    def path(self) -> str:
        """Its address after the language."""
        return f"/packs/{self.slug}/{self.number}"

    @property
    def quizzes(self) -> Sequence[Quiz]:
        """Its questions in order."""
        return [block for block in self.lesson.blocks if isinstance(block, Quiz)]

    @property
    def checklists(self) -> Sequence[Checklist]:
        """Its checklists in order."""
        return [block for block in self.lesson.blocks if isinstance(block, Checklist)]


@cache
def keyed_modules(slug: str) -> tuple[KeyedModule, ...]:
    """Return the modules of a pack we ship, in order."""
    folder = PACKS / slug
    units = json.loads((folder / "units.json").read_text())
    modules = []
    for number, path in enumerate(sorted((folder / "modules").glob("*.md")), start=1):
        fields, body, _ = split_front_matter(path.read_text())
        ids = [unit[0] for unit in units[str(fields["id"])][HEAD_UNITS:]]
        texts = [
            UnitText(unit_id, slot.segment.text, Status.ORIGINAL, "en")
            for unit_id, slot in zip(
                ids, slots(lesson_parser().parse(body)), strict=True
            )
        ]
        lesson = build_lesson(LessonSource(body, texts))
        modules.append(KeyedModule(slug, number, str(fields["title"]), lesson))
    return tuple(modules)


@cache
def pack_slugs() -> tuple[str, ...]:
    """Return the packs we ship."""
    return tuple(sorted(path.parent.name for path in PACKS.glob("*/pack.toml")))


@cache
def pack_fields(slug: str) -> dict[str, object]:
    """Return what a pack's pack.toml says."""
    return tomllib.loads((PACKS / slug / "pack.toml").read_text())


def right_answer(quiz: Quiz) -> list[str]:
    """Return what to send to be told yes."""
    if quiz.kind == "text":
        return [right_texts(quiz)[0]]
    if quiz.kind == "order":
        return [option.piece.unit_id for option in quiz.options]
    return [option.piece.unit_id for option in quiz.options if option.is_right]


def wrong_answer(quiz: Quiz) -> list[str]:
    """Return what to send to be told no."""
    if quiz.kind == "text":
        return [NOT_ACCEPTED]
    if quiz.kind == "order":
        return list(shuffled(quiz))
    wrong = [option.piece.unit_id for option in quiz.options if not option.is_right]
    return wrong[:1]
