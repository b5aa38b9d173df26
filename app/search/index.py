"""What a search engine is given and gives back: one protocol, two back ends.

An engine only matches and ranks. What a hit may show, how many there are and how
they can be filtered is decided from the database (`app.search.answering.catalogue`),
so that an index that lags behind, or is frozen, can never show what readers may not
see.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from msgspec import Struct
from sqlmodel import Session

from app.search.words.query import Query

# A byte has no room for more: all languages beyond are one.
MOST_TONGUES = 255


class EntityKind(StrEnum):
    """The things that can be found, each with a card of its own."""

    PACK = "pack"
    MODULE = "module"
    VIDEO = "video"
    AUDIO = "audio"
    WORKSHEET = "worksheet"
    PROJECT = "project"
    COURSE = "course"
    ORGANISATION = "organisation"
    SKILL = "skill"


class IndexDocument(Struct, frozen=True):
    """A piece of an entity in one language: what an engine keeps.

    `id` is that of the row in `search_document`, never used again. `entity` and
    `group` are the kind and key of the thing and of what it is part of, such as
    `module:<pack>/m1` in `pack:<pack>`; a thing that stands alone is its own group.
    `title`, `context` and `text` are as people wrote them, without mark-up: words in
    the title count most, then those around it (the titles of the module and pack a
    section is in), then the text. `version` grows with each change of the row.
    """

    id: int
    entity: str
    group: str
    kind: EntityKind
    language: str
    title: str
    context: str
    text: str
    version: int


class Match(NamedTuple):
    """A document that has what was asked for; a higher score is better."""

    id: int
    entity: str
    group: str
    kind: EntityKind
    language: str
    version: int
    score: float


class Counted(NamedTuple):
    """Documents that have what was asked for: their ids, and at which version each.

    `versions` is None when they are those the database has. `is_all` when there are
    no others.
    """

    ids: Sequence[int]
    versions: Sequence[int] | None
    is_all: bool


class Matches(Struct, frozen=True):
    """The best document of each entity, best first.

    `is_capped` when there is more than was looked at. `query` is what was looked for
    in the end: words nobody wrote are replaced by the likeliest ones. `documents` are
    those that were looked at, best first: all that match, unless `is_capped`. `counted`
    are far more of them, from an engine that counts faster than it ranks.
    """

    items: tuple[Match, ...]
    query: Query
    is_capped: bool = False
    documents: tuple[Match, ...] = ()
    counted: Counted | None = None


class IndexUnavailable(Exception):
    """The engine did not answer in time, or not as it should."""


class DocumentsRefused(Exception):
    """An engine will never take these documents as they are; others it has taken."""

    def __init__(self, ids: Sequence[int], reason: str) -> None:
        super().__init__(f"{len(ids)} documents refused: {reason}")
        self.ids = tuple(ids)
        self.reason = reason


class Searching(Protocol):
    """What visitors wait for. Every method may raise IndexUnavailable."""

    def find(self, query: Query, languages: Sequence[str], *, limit: int) -> Matches:
        """Return the best document of each entity that has what is asked for.

        Documents in `languages` come before equally good ones in others, in the order
        of the languages; no language is left out.
        """

    def best_in(
        self,
        query: Query,
        languages: Sequence[str],
        groups: Sequence[str],
        *,
        per_group: int,
    ) -> dict[str, tuple[Match, ...]]:
        """Return the best documents within some groups: sections and moments."""

    def suggest(
        self, text: str, languages: Sequence[str], *, limit: int
    ) -> tuple[Match, ...]:
        """Return documents whose title has words that begin like what is typed."""


class SearchIndex(Searching, Protocol):
    """A search engine. Every method may raise IndexUnavailable."""

    def write(self, documents: Sequence[IndexDocument]) -> None:
        """Add documents, or replace those with the same id by newer versions.

        Those that are there already, as new or newer, are left alone. Raise
        DocumentsRefused for what the engine will not take, when the rest is in.
        """

    def remove(self, ids: Sequence[int]) -> None:
        """Take documents out; ids that are not there are no error."""

    def versions(self, after: int, *, limit: int) -> list[tuple[int, int]]:
        """Return ids above `after` with their versions, by id, a page at a time."""

    def rebuild(
        self, documents: Iterable[Sequence[IndexDocument]], *, resume: bool = False
    ) -> Iterator[int]:
        """Fill a new index from batches, by id, and swap it in at the end.

        Yield how many documents are in, now and then. Searches see the old index
        until the swap, and none of the new one when the iteration is abandoned. With
        `resume`, go on with an abandoned one: batches begin behind `resume_point`.
        """

    def resume_point(self) -> int:
        """Return the last id an abandoned rebuild has kept; 0 to start over."""

    def count(self) -> int:
        """Return how many documents are in the index."""

    def check(self) -> None:
        """Raise IndexUnavailable, soon, when nothing can be written now."""


class Tongues:
    """In which language each document is. Nobody changes it while others may read it.

    `documents` has the number of a language at the id of each document written in it,
    and 0 where there is no document.
    """

    def __init__(self) -> None:
        self.documents = bytearray()
        self._numbers: dict[str, int] = {}

    def copy(self) -> "Tongues":
        """Return the same, to be changed."""
        other = Tongues()
        other.documents = self.documents[:]
        other._numbers = self._numbers.copy()
        return other

    def put(self, document: int, language: str) -> None:
        """Note in which language a document is."""
        missing = document + 1 - len(self.documents)
        if missing > 0:
            self.documents.extend(bytes(missing))
        number = min(len(self._numbers) + 1, MOST_TONGUES)
        self.documents[document] = self._numbers.setdefault(language, number)

    def numbers(self, languages: Iterable[str]) -> bytes:
        """Return the numbers of some languages, of those that anything is in."""
        known = (self._numbers.get(language, 0) for language in languages)
        return bytes({number for number in known if number})


class JoinedIndex(Protocol):
    """An index whose rows are in the application's own database."""

    def joined(
        self,
        session: Session,
        *,
        versions: Sequence[int] | None = None,
        tongues: Tongues | None = None,
    ) -> SearchIndex:
        """Return the index as part of a session's transaction.

        `versions` are those of all documents, by id, when that has seen that the index
        has followed all that changed: then nobody needs to be told which it has.
        `tongues` are their languages then.
        """
