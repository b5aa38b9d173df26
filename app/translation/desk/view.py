"""What a page of the workbench shows, as plain values."""

from collections.abc import Sequence

from msgspec import Struct

from app.platform.languages import Language
from app.translation.desk.address import Address
from app.translation.desk.clips import Clip, Heard
from app.translation.desk.marks import Mark, Show
from app.translation.desk.opened import Opened
from app.translation.desk.titles import Title
from app.translation.permissions import May


class Row(Struct, frozen=True):
    """A unit as it is listed; `faults` keep its translation from readers."""

    unit_id: str
    number: str
    mark: Mark
    source: str
    language: Language
    text: str
    heard: Heard | None = None
    faults: Sequence[str] = ()


class Bar(Struct, frozen=True):
    """The three shares of the bar, floored."""

    reviewed: int
    translated: int
    outdated: int


class Tab(Struct, frozen=True):
    """A filter with its number."""

    href: str
    text: str
    count: int | None
    current: bool


class Sheet(Struct, frozen=True):
    """Which of the pages of a list this is; numbers start at 1."""

    number: int
    pages: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


class Desk(Struct, frozen=True):
    """What a page of the workbench shows. `reader` is where readers find the text.

    `languages` is where the other languages of a pack are, empty for other things.
    """

    address: Address
    source: Language
    target: Language
    reader: str
    languages: str
    title: Title
    may: May
    counts: dict[Show, int]
    bar: Bar
    percent: int
    tabs: Sequence[Tab]
    parts: Sequence[Tab]
    opened: Opened | None
    clip: Clip | None = None
    rows: Sequence[Row] = ()
    sheet: Sheet = Sheet(1, 1)
