"""What a search page, a fragment and a program get: cards, counts, facets."""

from collections.abc import Hashable
from enum import StrEnum
from typing import NamedTuple

from markupsafe import Markup
from msgspec import Struct, field

from app.platform.languages import Language
from app.search.index import EntityKind

PER_PAGE = 10
# Of the languages a card is in, so many are named and the others counted.
SHOWN_LANGUAGES = 3
# The upper bounds a reader can choose: minutes, and kilobytes to load.
DURATIONS = (15, 30, 60)
SIZES = (100, 1_000, 10_000)


class Tab(StrEnum):
    """The kinds of results a reader can choose between."""

    EVERYTHING = ""
    PACKS = "packs"
    MODULES = "modules"
    VIDEOS = "videos"
    TUTORIALS = "tutorials"
    WORKSHEETS = "worksheets"
    PROJECTS = "projects"
    COURSES = "courses"
    ORGANISATIONS = "organisations"


class Sort(StrEnum):
    """The order of the results."""

    BEST = ""
    NEWEST = "newest"
    SHORTEST = "shortest"
    LEAST_DATA = "data"


class Asked(Struct, frozen=True):
    """A search with its filters. Values of one filter widen, filters narrow.

    `minutes` and `kilobytes` are upper bounds, 0 for none. `skills` are slugs; a
    skill stands for those below it too. `owners` are entities (`project:<slug>`,
    `organisation:<slug>`). `languages` are codes a hit must be in.
    `include_partial` also counts languages that are not whole yet.
    `reader_languages` are those the reader knows, the language of the page first.
    """

    text: str = ""
    reader_languages: tuple[str, ...] = ("en",)
    tab: Tab = Tab.EVERYTHING
    skills: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    minutes: int = 0
    kilobytes: int = 0
    include_partial: bool = True
    sort: Sort = Sort.BEST
    page: int = 1


class Words(NamedTuple):
    """A text with what matched marked (`<mark>`, else escaped), and its language."""

    html: Markup
    language: Language


class SectionHit(Struct, frozen=True):
    """A section of a module that matched; `number` is the module's."""

    href: str
    number: int
    title: Words
    snippet: Words | None


class Cue(Struct, frozen=True):
    """A line of a transcript; `is_match` for the one that was found."""

    seconds: int
    text: Markup
    is_match: bool


class MomentHit(Struct, frozen=True):
    """A place in a video or sound: `href` plays it, `read_href` is the transcript."""

    href: str
    read_href: str
    seconds: int
    cues: tuple[Cue, ...]
    language: Language


class ClipHit(Struct, frozen=True):
    """A video or sound with its moments, by time, and its length in seconds.

    A deck has as many "seconds" as slides, and its moments are slides.
    """

    entity: str
    kind: EntityKind
    title: Words
    href: str
    duration: int
    spoken: Language
    caption_languages: tuple[Language, ...]
    bytes_by_choice: tuple[tuple[str, int], ...]
    moments: tuple[MomentHit, ...]
    is_deck: bool = False


class LanguageState(Struct, frozen=True):
    """A language a thing is in, and how much of it is current (percent, floored)."""

    language: Language
    percent: int


class Card(Struct, frozen=True):
    """One thing that was found, in the language that suits the reader best.

    `also_title` is the title in a language the reader asked in when the shown one is
    another. `missing` is the reader's first language when the thing is not in it.
    `minutes`, `level`, `bytes` and `skill` are for packs and modules.
    """

    entity: str
    kind: EntityKind
    href: str
    title: Words
    snippet: Words | None
    also_title: Words | None = None
    is_tutorial: bool = False
    is_deck: bool = False
    key: str = ""
    skill: str = ""
    minutes: int = 0
    level: str = ""
    bytes: int = 0
    built_from: tuple[str, str] | None = None
    languages: tuple[LanguageState, ...] = ()
    missing: Language | None = None
    is_reviewed: bool = False
    parent: tuple[str, Words] | None = None
    sections: tuple[SectionHit, ...] = ()
    clips: tuple[ClipHit, ...] = ()

    @property
    def named(self) -> tuple[LanguageState, ...]:
        """The languages that are named; the others are counted."""
        return self.languages[:SHOWN_LANGUAGES]

    @property
    def looks(self) -> Hashable:
        """All that its picture and the name of its kind follow from."""
        is_other = self.is_tutorial, self.is_deck
        return self.kind, is_other, self.skill, self.key, self.entity

    @property
    def facts(self) -> Hashable:
        """All that the line of its facts follows from, unless it is in something."""
        numbers = (self.minutes, self.bytes, len(self.languages))
        return self.named, numbers, self.level, self.built_from


class FacetValue(Struct, frozen=True):
    """A choice of a filter: what it stands for, and how many results it leaves.

    `depth` is its place in a tree, `language` is set when the label is in another one.
    """

    value: str
    label: str
    count: int
    is_chosen: bool
    depth: int = 0
    language: Language | None = None


class Facet(Struct, frozen=True):
    """A filter with its values, the fullest first; chosen ones are never left out."""

    name: str
    values: tuple[FacetValue, ...]


class Results(Struct, frozen=True):
    """An answer. `notice` says in words when it is not all it should be.

    `corrected` is the query that was looked for when nobody wrote the one asked.
    `is_loosened` when words were left out because nothing has them all.
    `relaxing` are filters that, dropped, bring results, with how many: for the empty
    page.
    """

    asked: Asked
    cards: tuple[Card, ...] = ()
    total: int = 0
    is_capped: bool = False
    tabs: dict[Tab, int] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    corrected: str = ""
    notice: str = ""
    is_loosened: bool = False
    relaxing: tuple[tuple[str, int], ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // PER_PAGE)


class Suggestion(Struct, frozen=True):
    """What the box offers while somebody types."""

    kind: EntityKind
    href: str
    title: Words
    context: str = ""
