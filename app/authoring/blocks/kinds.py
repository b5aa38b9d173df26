"""Which blocks can be put into a text, and what a form asks for each."""

from enum import StrEnum

from msgspec import Struct

from app.platform.i18n import N_


class Shape(StrEnum):
    """How a field of a block is asked for."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    TICK = "tick"
    CHOICE = "choice"
    ROWS = "rows"
    OPTIONS = "options"
    CELLS = "cells"


class Field(Struct, frozen=True):
    """A question of the form; `choices` are pairs of value and words.

    `offers` names what the pack has to choose from: its sources, or files of a kind.
    """

    name: str
    label: str
    shape: Shape = Shape.TEXT
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    offers: str = ""
    is_needed: bool = True


class Kind(Struct, frozen=True):
    """A block that can be put in; `name` is its word in the address of its form."""

    name: str
    title: str
    fields: tuple[Field, ...]


CAPTION = Field("text", N_("Caption"), hint=N_("What it shows, and why that matters."))
_QUIZ = (
    ("one", N_("One answer is right")),
    ("many", N_("Several answers are right")),
    ("order", N_("Steps to put in order")),
    ("text", N_("A short answer to type")),
)
_CALLOUT = (
    ("note", N_("Note")),
    ("tip", N_("Tip")),
    ("warning", N_("Warning")),
)


def _file(label: str, offers: str) -> Field:
    return Field("file", label, Shape.CHOICE, offers=offers)


_ALL = (
    Kind(
        "goals",
        N_("Goals"),
        (Field("item", N_("What somebody can do afterwards"), Shape.ROWS),),
    ),
    Kind(
        "evidence",
        N_("Evidence"),
        (
            Field("source", N_("Where it is written"), Shape.CHOICE, offers="source"),
            Field(
                "text",
                N_("What the project did or found"),
                hint=N_("With the number that shows it."),
            ),
        ),
    ),
    Kind(
        "quiz",
        N_("Question"),
        (
            Field("kind", N_("Kind of question"), Shape.CHOICE, choices=_QUIZ),
            Field("question", N_("Question")),
            Field(
                "option",
                N_("Answers"),
                Shape.OPTIONS,
                hint=N_("Say for each answer, in a friendly sentence, why it is so."),
            ),
            Field(
                "otherwise",
                N_("Said about every other answer"),
                hint=N_("Only for a short answer to type."),
                is_needed=False,
            ),
        ),
    ),
    Kind(
        "checklist",
        N_("Checklist"),
        (
            Field("item", N_("Things to tick off"), Shape.ROWS),
            Field(
                "repeat",
                N_("This is the pack’s list for repeating the project"),
                Shape.TICK,
                is_needed=False,
            ),
        ),
    ),
    Kind(
        "try-it",
        N_("Task"),
        (
            Field("text", N_("What to do")),
            Field(
                "result",
                N_("The page or file it ends in"),
                Shape.LINE,
                hint=N_("An address that begins with https://, or the name of a file."),
            ),
            Field("minutes", N_("Minutes it takes"), Shape.NUMBER, is_needed=False),
        ),
    ),
    Kind(
        "callout",
        N_("Callout"),
        (
            Field("kind", N_("Kind"), Shape.CHOICE, choices=_CALLOUT),
            Field("text", N_("Text")),
        ),
    ),
    Kind(
        "figure",
        N_("Picture"),
        (
            _file(N_("Picture"), "image"),
            Field(
                "alt",
                N_("What it shows, for those who do not see it"),
                Shape.LINE,
                hint=N_("A sentence; it is read out in place of the picture."),
            ),
            Field("text", N_("Caption"), is_needed=False),
        ),
    ),
    Kind("video", N_("Video"), (_file(N_("Video"), "video"), CAPTION)),
    Kind("audio", N_("Sound"), (_file(N_("Sound"), "audio"), CAPTION)),
    Kind("slides", N_("Slides"), (_file(N_("Slides"), "slides"), CAPTION)),
    Kind(
        "worksheet",
        N_("Worksheet"),
        (
            _file(N_("File to fill in"), "document"),
            Field("text", N_("What it is for")),
        ),
    ),
    Kind(
        "table",
        N_("Table"),
        (
            Field(
                "cell",
                N_("Cells"),
                Shape.CELLS,
                hint=N_("The first row is the head. Rows left empty are not kept."),
            ),
        ),
    ),
    Kind(
        "link",
        N_("Link"),
        (
            Field("words", N_("Words to click"), Shape.LINE),
            Field(
                "address",
                N_("Address"),
                Shape.LINE,
                hint=N_(
                    "It begins with https://, or is one of our own, as source:name."
                ),
            ),
        ),
    ),
)
KINDS = {kind.name: kind for kind in _ALL}
