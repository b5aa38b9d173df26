"""Places and questions for tests that need no content."""

from markupsafe import Markup

from app.learning.progress import Place
from app.texts.blocks import Checklist, Lesson, Option, Piece, Quiz

KEYS = ("m1", "m2", "m3")


def place(
    pack_key: str = "pack01", module_key: str = "m1", language: str = "en"
) -> Place:
    return Place(pack_key, module_key, KEYS, 1, language)


def piece(unit_id: str) -> Piece:
    return Piece(unit_id, Markup.escape(unit_id), unit_id)


def question(unit_id: str, kind: str = "one", count: int = 3) -> Quiz:
    options = tuple(
        Option(piece(f"{unit_id}-{number}"), number == 0, (piece("why"),))
        for number in range(count)
    )
    return Quiz(unit_id, kind, (piece(unit_id),), options)


def checklist(*items: str) -> Checklist:
    return Checklist(tuple(map(piece, items)))


def lesson(*blocks: Quiz | Checklist) -> Lesson:
    return Lesson(blocks)
