"""What can be found: things with their facts, pieces of text, and who knows them.

A room that wants its things to be found hands search a `DocumentSource`; `app.main`
is where they meet.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field
from sqlmodel import Session

from app.search.index import EntityKind

# Whoever changes what documents are made of raises it, and all are made again.
DERIVATION = 1
# A document whose pages are shown, among the formats.
SLIDES = "slides"
# A language and a position: each thing has one piece there at most.
Place = tuple[str, int]


class Facts(Struct, frozen=True):
    """What a thing can be filtered and sorted by, apart from its words.

    `languages` have their percentage; `reviewed` are those it is translated to whole,
    and reviewed. `owners` are entities with slugs, as in `Asked`.
    `published` is in seconds, to sort by; 0 in `minutes` and `bytes` is not known.
    """

    languages: Mapping[str, int] = field(default_factory=dict)
    reviewed: Collection[str] = ()
    skills: Sequence[str] = ()
    formats: Collection[str] = ()
    level: str = ""
    parts: Collection[str] = ()
    owners: Sequence[str] = ()
    minutes: int = 0
    bytes: int = 0
    published: int = 0


class Thing(Struct, frozen=True):
    """Something readers may find now.

    `path` is its address without the language. `stamp` changes whenever something does
    that its documents are made from. `parent` is the thing it is shown in. `key` is
    what its weave is made from, `number` a module's place in its pack, `seconds` how
    long it lasts, or how many pages slides have.
    """

    entity: str
    group: str
    kind: EntityKind
    path: str
    stamp: str
    source_language: str
    facts: Facts
    parent: str = ""
    key: str = ""
    number: int = 0
    seconds: int = 0

    @property
    def is_deck(self) -> bool:
        """Whether it is slides, which are found by their pages."""
        return self.kind == EntityKind.WORKSHEET and SLIDES in self.facts.formats

    @property
    def has_moments(self) -> bool:
        """Whether what it says is found at a place in it: a second, or a page."""
        return self.is_deck or self.kind in {EntityKind.VIDEO, EntityKind.AUDIO}


class Piece(Struct, frozen=True):
    """A piece of a thing in a language, as a row of `search_document` will be.

    The piece at position 0 has the title and summary of the thing. `starts` are the
    seconds at which the lines of a moment's text begin.
    """

    language: str
    title: str
    context: str = ""
    text: str = ""
    anchor: str = ""
    position: int = 0
    starts: tuple[int, ...] = ()

    @property
    def place(self) -> Place:
        """Where it stands in its thing."""
        return self.language, self.position

    @property
    def columns(self) -> dict[str, str | int]:
        """What its row says, by the name of the column."""
        return {
            "language": self.language,
            "title": self.title,
            "context": self.context,
            "text": self.text,
            "anchor": self.anchor,
            "starts": " ".join(map(str, self.starts)),
            "position": self.position,
        }


class Made(Struct, frozen=True):
    """The pieces of a thing, none when no page shows it, and what shows it."""

    pieces: tuple[Piece, ...]
    parent: str = ""


# By group and entity.
Stamps = dict[str, dict[str, str]]


class DocumentSource(Protocol):
    """Knows all things of some kinds. It never returns what readers may not see."""

    @property
    def kind(self) -> EntityKind:
        """The kind of the groups: a source of packs has their modules too."""

    def groups(
        self, session: Session, among: Collection[str] | None = None, /
    ) -> list[str]:
        """Return the groups readers may see, of some or of all."""

    def stamps(self, session: Session, groups: Collection[str], /) -> Stamps:
        """Return the stamp of every thing in some groups that readers may see."""

    def things(
        self, session: Session, groups: Collection[str] | None = None, /
    ) -> list[Thing]:
        """Return the things of some groups, or of all."""

    def pieces(
        self, session: Session, group: str, entities: Collection[str], /
    ) -> dict[str, Made]:
        """Return the pieces of some things of one group."""


def key_of(entity: str) -> str:
    """Return an entity without its kind: `sg1sv9/m1` of `module:sg1sv9/m1`."""
    return entity.partition(":")[2]
