"""Searching: an engine matches, the catalogue decides what readers may see of it."""

from collections import defaultdict
from collections.abc import Sequence, Set
from contextlib import AbstractContextManager
from itertools import chain, islice

from msgspec import Struct
from msgspec.structs import replace
from sqlmodel import Session

from app.platform.db import Database
from app.platform.i18n import current_locale, gettext
from app.search.answering.cards import CardMaker, Wanted
from app.search.answering.catalogue import Catalogue, ordinals_of
from app.search.answering.confirming import confirmed
from app.search.answering.facets import facets_of
from app.search.answering.fallback import titled_matches
from app.search.answering.filtering import Filtering
from app.search.answering.keeper import CatalogueKeeper, Seen
from app.search.answering.ranking import (
    Found,
    everything,
    found_in,
    in_order,
)
from app.search.answering.remembering import Answered, Question
from app.search.answering.results import PER_PAGE, Asked, Card, Results, Suggestion, Tab
from app.search.answering.rows import Pieces, Shelf
from app.search.answering.suggesting import suggestions
from app.search.answering.turns import Turns
from app.search.index import (
    EntityKind,
    IndexUnavailable,
    JoinedIndex,
    Match,
    Matches,
    Searching,
)
from app.search.upkeep.deriving import Sources
from app.search.words.matching import Marker
from app.search.words.query import Query, parse

# So many answers are made at a time, and so long others wait at most in their order.
# In the program one computes while the database looks something up for another. While
# one waits for a server another computes, and a third is ready; behind those that hang
# there nobody waits for long.
IN_THE_PROGRAM, BESIDE_A_SERVER = (2, 1.0), (3, 0.25)
MAX_ENTITIES = 1_000
INSIDE_A_PACK = 12
INSIDE_A_PART = 60
# So few groups are looked into one by one when an engine found too much.
MAX_GROUPS = 50


class _Search(Struct):
    """One search as far as it has come; not whole when the engine went away in it."""

    session: Session
    asked: Asked
    catalogue: Catalogue
    engine: Searching
    found: Found
    matches: Matches
    notice: str = ""
    is_whole: bool = True

    @property
    def query(self) -> Query:
        """What was looked for in the end."""
        return self.matches.query

    @property
    def is_capped(self) -> bool:
        """Whether there are more results than were counted."""
        counted = self.matches.counted
        return self.matches.is_capped and not (counted and counted.is_all)


class SearchService:
    """What pages and programs ask. One for a process, used by all its threads."""

    def __init__(
        self,
        sources: Sources,
        searching: Searching,
        joined: JoinedIndex | None,
        database: Database,
        *,
        index: str,
    ) -> None:
        self.sources = sources
        self.keeper = CatalogueKeeper(sources, database, index=index)
        self._searching = searching
        self._joined = joined
        self._shelf = Shelf()
        self._turns = Turns(*(IN_THE_PROGRAM if joined else BESIDE_A_SERVER))

    def turn(self) -> AbstractContextManager[None]:
        """Return what to be in while an answer is found and written for a visitor.

        Without it those who come together get all of it late, and some far later.
        """
        return self._turns.turn()

    def answer(self, session: Session, asked: Asked) -> Results:
        """Return what is found, as readers may see it at this moment."""
        question = (asked, current_locale())
        # Before the search: what the index gets meanwhile was perhaps not found.
        seen = self.keeper.seen(session)
        if known := self._known(session, question, seen):
            return known
        return self._found(session, question, seen)

    def _found(self, session: Session, question: Question, seen: Seen) -> Results:
        """Return what a search finds, and keep it while it is right."""
        asked, _locale = question
        search = self._begin(session, asked, seen)
        results, shown = self._results(search)
        is_whole = len(results.cards) == len(shown)
        if is_whole and _is_lasting(search, results, seen):
            things = (search.catalogue.things[ordinal] for ordinal in shown)
            groups = frozenset(thing.group for thing in things if thing)
            search.catalogue.answers.keep(question, Answered(results, groups))
        return results

    def _known(
        self, session: Session, question: Question, seen: Seen
    ) -> Results | None:
        """Return an answer that was given, when all of it may still be shown."""
        catalogue = self.keeper.newest(seen)
        known = catalogue.answers.find(question) if catalogue else None
        if known and self._visible(session, known.groups) == known.groups:
            return known.results
        return None

    def _results(self, search: _Search) -> tuple[Results, list[int]]:
        """Return the answer, and the ordinals of what it wants to show."""
        session, asked = search.session, search.asked
        filtering = Filtering(search.catalogue, asked, search.found.pool)
        found = filtering.results()
        total = found.bit_count()
        first = (asked.page - 1) * PER_PAGE
        ordinals = in_order(search.catalogue, search.found, found, asked)
        is_there = first < total
        shown = list(islice(ordinals, first, first + PER_PAGE)) if is_there else []
        results = Results(
            asked=asked,
            cards=self._cards(search, shown),
            total=total,
            is_capped=search.is_capped,
            tabs=filtering.counts(),
            facets=facets_of(session, filtering),
            corrected=_corrected(search.query) if total else "",
            notice=search.notice,
            is_loosened=bool(search.query.left_out),
            relaxing=() if total else filtering.relaxing(),
        )
        return results, shown

    def suggest(
        self, session: Session, text: str, languages: Sequence[str], *, limit: int
    ) -> tuple[Suggestion, ...]:
        """Return what the box may offer; nothing while the engine is away."""
        engine = self._engine(session)
        try:
            found = engine.suggest(text, languages, limit=4 * limit)
        except IndexUnavailable:
            return ()
        query = parse(text)
        catalogue, matches = self._catalogue(session, Matches(found, query))
        catalogue = confirmed(session, self.sources, catalogue, matches.items)
        pieces = Pieces(session, catalogue, self._shelf)
        offered = suggestions(pieces, catalogue, matches.items, query, languages)
        return tuple(offered[:limit])

    def _engine(self, session: Session, even: Catalogue | None = None) -> Searching:
        # In the request's own transaction nothing changes between two questions.
        if self._joined:
            if even is None:
                return self._joined.joined(session)
            return self._joined.joined(
                session, versions=even.versions, tongues=even.tongues
            )
        return self._searching

    def _catalogue(
        self, session: Session, matches: Matches, seen: Seen | None = None
    ) -> tuple[Catalogue, Matches]:
        """Return what there is, with what was found.

        While everything is still being read, that is only what the best of it is in.
        """
        if catalogue := self.keeper.at(session, seen):
            return catalogue, matches
        groups = [match.group for match in matches.items]
        near = set(list(dict.fromkeys(groups))[:MAX_GROUPS])
        few = replace(
            matches,
            items=tuple(m for m in matches.items if m.group in near),
            is_capped=matches.is_capped or len(near) < len(set(groups)),
            documents=(),
            counted=None,
        )
        ids = [match.id for match in (*matches.items, *matches.documents)]
        return self.keeper.among(session, near, ids), few

    def _even(self, seen: Seen) -> Catalogue | None:
        """Return the catalogue if the index has the same at this very moment.

        Only an index in the session's own transaction is seen at that moment too.
        """
        newest = self.keeper.newest(seen) if self._joined else None
        is_even = newest and newest.search == seen.search <= seen.followed
        return newest if is_even else None

    def _begin(self, session: Session, asked: Asked, seen: Seen) -> _Search:
        even = self._even(seen)
        engine = self._engine(session, even)
        query = parse(asked.text)
        if query.is_empty:
            catalogue = self.keeper.whole(session)
            every = everything(catalogue)
            matches = Matches((), query)
            return _Search(session, asked, catalogue, engine, every, matches)
        notice = ""
        try:
            matches = engine.find(query, asked.reader_languages, limit=MAX_ENTITIES)
        except IndexUnavailable:
            notice = gettext(
                "The full search is away for a moment. These are matches in titles "
                "and summaries only."
            )
            matches = Matches(titled_matches(session, query, asked), query)
        catalogue, matches = (
            (even, matches) if even else self._catalogue(session, matches, seen)
        )
        is_whole = True
        if matches.is_capped:
            try:
                matches = _completed(engine, catalogue, matches, asked)
            except IndexUnavailable:
                is_whole = False
        items = matches.items
        if catalogue.stale:
            # When its best document is not right any more, another one of a thing is.
            items = (*items, *matches.documents)
            catalogue = confirmed(session, self.sources, catalogue, items)
        found = found_in(catalogue, items, matches.counted)
        return _Search(
            session, asked, catalogue, engine, found, matches, notice, is_whole
        )

    def _cards(self, search: _Search, ordinals: Sequence[int]) -> tuple[Card, ...]:
        found = [thing for o in ordinals if (thing := search.catalogue.things[o])]
        visible = self._visible(search.session, {thing.group for thing in found})
        things = [thing for thing in found if thing.group in visible]
        inside = self._inside(search, visible)
        wanted = []
        for thing in things:
            best = search.found.best.get(search.catalogue.ordinals[thing.entity])
            matches = inside.get(thing.group, ())
            if thing.kind != EntityKind.PACK:
                matches = tuple(m for m in matches if m.entity == thing.entity)
            else:
                best = best or next(iter(matches), None)
            wanted.append(Wanted(thing, best, matches))
        maker = CardMaker(
            search.session,
            Pieces(search.session, search.catalogue, self._shelf),
            search.catalogue,
            Marker(search.query),
            search.asked.reader_languages,
        )
        return maker.cards(wanted)

    def _visible(self, session: Session, groups: Set[str]) -> set[str]:
        """Return what may be shown this very moment, whatever was announced."""
        visible: set[str] = set()
        for source in self.sources:
            of_source = [g for g in groups if g.startswith(f"{source.kind.value}:")]
            if of_source:
                visible.update(source.groups(session, of_source))
        return visible

    def _inside(
        self, search: _Search, groups: set[str]
    ) -> dict[str, tuple[Match, ...]]:
        packs = sorted(group for group in groups if group.startswith("pack:"))
        if search.query.is_empty or search.notice or not packs:
            return {}
        is_whole = search.asked.tab in {Tab.EVERYTHING, Tab.PACKS}
        limit = INSIDE_A_PACK if is_whole else INSIDE_A_PART
        if search.matches.documents and not search.matches.is_capped:
            return _inside(search.matches.documents, set(packs), limit)
        try:
            return search.engine.best_in(
                search.query, search.asked.reader_languages, packs, per_group=limit
            )
        except IndexUnavailable:
            search.is_whole = False
            return {}


def _inside(
    documents: Sequence[Match], groups: set[str], limit: int
) -> dict[str, tuple[Match, ...]]:
    """Return the best documents of some groups among all that match."""
    found: defaultdict[str, list[Match]] = defaultdict(list)
    for match in documents:
        if match.group in groups and len(found[match.group]) < limit:
            found[match.group].append(match)
    return {group: tuple(matches) for group, matches in found.items()}


def _completed(
    engine: Searching, catalogue: Catalogue, matches: Matches, asked: Asked
) -> Matches:
    """Add what the filters leave, when it may be beyond what the engine returned."""
    left = Filtering(catalogue, asked, catalogue.visible).left()
    if left == catalogue.visible:
        return matches
    heads = dict.fromkeys(catalogue.groups[ordinal] for ordinal in ordinals_of(left))
    if len(heads) > MAX_GROUPS:
        return matches
    groups = [thing.entity for o in heads if (thing := catalogue.things[o])]
    inside = engine.best_in(
        matches.query, asked.reader_languages, groups, per_group=INSIDE_A_PART
    )
    more = sorted(chain.from_iterable(inside.values()), key=lambda match: -match.score)
    # `counted` would add nothing that is left by the filters.
    return Matches((*matches.items, *more), matches.query, counted=matches.counted)


def _is_lasting(search: _Search, results: Results, seen: Seen) -> bool:
    """Return whether an answer is right until the catalogue changes.

    It is when the index had followed all of it, and nothing was away or guessed.
    """
    catalogue = search.catalogue
    is_followed = seen.followed >= catalogue.search and not catalogue.stale
    is_sure = search.is_whole and not search.notice and not results.is_loosened
    return is_followed and is_sure and results.total > 0


def _corrected(query: Query) -> str:
    """Return what was looked for when that is not what was asked."""
    return query.text if query.text != query.raw.strip() else ""
