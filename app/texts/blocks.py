"""The blocks of a lesson as a page shows them, each in the language it could be had."""

from collections.abc import Callable, Sequence

from markupsafe import Markup
from msgspec import Struct, field

from app.texts.reading import Status


class Note(Struct, frozen=True):
    """What a reader is told about a block's language; `has_older` as in UnitText."""

    status: Status
    language: str
    unit_id: str
    has_older: bool = False


class Piece(Struct, frozen=True):
    """One unit, ready for a page; `tag` and `direction` as in UnitText."""

    unit_id: str
    html: Markup
    text: str
    tag: str = ""
    direction: str = ""


class Block(Struct, frozen=True, kw_only=True):
    """A structural piece of a lesson. `line` counts from 1 in the lesson's Markdown."""

    line: int = 1
    note: Note | None = None

    @property
    def name(self) -> str:
        """The word templates choose by."""
        return type(self).__name__.lower()


class Prose(Block, frozen=True):
    """Headings, paragraphs, lists, tables."""

    html: Markup


class Table(Block, frozen=True):
    """A table, which scrolls in a region of its own on a narrow screen."""

    html: Markup


class Goals(Block, frozen=True):
    """What a learner can do afterwards."""

    items: tuple[Piece, ...]


class Evidence(Block, frozen=True):
    """What a real project did or found, with its source."""

    html: Markup
    source: str


class Callout(Block, frozen=True):
    """A note, tip or warning."""

    kind: str
    html: Markup


class Option(Struct, frozen=True):
    """A choice, an accepted answer, or a step of a quiz, with its own feedback."""

    piece: Piece
    is_right: bool
    feedback: tuple[Piece, ...]


class Quiz(Block, frozen=True):
    """One question. `id` is the unit of its wording; steps are in the right order."""

    id: str
    kind: str
    question: tuple[Piece, ...]
    options: tuple[Option, ...]
    otherwise: tuple[Piece, ...] = ()


class Checklist(Block, frozen=True):
    """Things to tick off; the tick is saved under the unit of the item."""

    items: tuple[Piece, ...]
    is_repeat: bool = False


class TryIt(Block, frozen=True):
    """A hands-on task and the page or file it ends in."""

    html: Markup
    result: str
    minutes: int | None = None


class Figure(Block, frozen=True):
    """A picture with its alternative text and caption."""

    file: str
    alt: Piece
    html: Markup


class Media(Block, frozen=True):
    """A video, sound or slides with their caption."""

    kind: str
    file: str
    html: Markup

    @property
    def lasts(self) -> bool:
        """Tell whether it takes its own time: slides take the reader's."""
        return self.kind != "slides"


class Worksheet(Block, frozen=True):
    """A file to fill in."""

    file: str
    html: Markup


class Heading(Struct, frozen=True):
    """An entry of "on this page"."""

    anchor: str
    piece: Piece


class Lesson(Struct, frozen=True):
    """A module's body, ready for a page."""

    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...] = ()
    unit_count: int = 0
    counts: dict[Status, int] = field(default_factory=dict)

    def of_type(self, kind: type[Block]) -> Sequence[Block]:
        """Return the blocks of one type, in order."""
        return [block for block in self.blocks if isinstance(block, kind)]


LinkResolver = Callable[[str, str], str | None]


class BlockError(ValueError):
    """A block cannot be understood; `line` counts from 1 in the lesson's Markdown."""

    def __init__(self, line: int, reason: str, mend: str) -> None:
        super().__init__(line, reason, mend)
        self.line = line
        self.reason = reason
        self.mend = mend

    def __str__(self) -> str:
        return self.reason
