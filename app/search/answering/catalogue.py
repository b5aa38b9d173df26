"""What readers may find now and how it can be filtered, in the memory of a process.

Every thing has an ordinal; what things have in common is a set of ordinals, kept as
the bits of an integer, so that a filter is one `&` and a count is one `bit_count()`.

A catalogue never changes while others may read it: `app.search.answering.keeper`
makes copies.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from sys import intern
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from app.packs.skills import SKILLS
from app.search.answering.remembering import Answers
from app.search.answering.results import DURATIONS, SIZES, LanguageState
from app.search.index import EntityKind, Match, Tongues
from app.search.sources.documents import Facts, Piece, Place, Thing

Key = tuple[str, str]

CLIPS = frozenset({EntityKind.VIDEO, EntityKind.AUDIO})
WITHIN_MODULES = CLIPS | {EntityKind.WORKSHEET}
TUTORIAL: Key = ("tutorial", "")
WHOLE = "whole"
NO_HEADS: Mapping[str, int] = {}
NO_VALUES: Mapping[str, int] = {}
ONE = ord("1")
# One ordinal in so many.
MANY = 50


class Catalogue(Struct):
    """What there is at one moment. Nobody changes one that others may read.

    `visible` are the things readers may see, `stale` those of them whose documents are
    older than their texts. By the id of a document, `versions` are what it is at (0
    when there is none), `owners` the ordinals of what it is of and `tongues` the
    languages; `heads` are the ids of the documents with the title of a thing, by
    ordinal and language. `names`, `orders`, `choices`, `languages`, `answers`
    and `hidden` are room for what is made once for each catalogue.

    For one search (`app.search.answering.confirming`), `fresh` are stale things as
    they are written now, `confirmed` the documents of theirs that say the same, and
    `titled` those of them with a title that does.
    """

    content: int = -1
    search: int = -1
    visible: int = 0
    stale: int = 0
    ordinals: dict[str, int] = field(default_factory=dict)
    things: list[Thing | None] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    members: dict[str, tuple[int, ...]] = field(default_factory=dict)
    bits: dict[Key, int] = field(default_factory=dict)
    versions: "array[int]" = field(default_factory=lambda: array("q"))
    owners: list[int] = field(default_factory=list)
    tongues: Tongues = field(default_factory=Tongues)
    heads: dict[int, Mapping[str, int]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    orders: dict[str, list[int]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    languages: dict[str, tuple[LanguageState, ...]] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    hidden: frozenset[int] | None = None
    fresh: Mapping[str, Mapping[Place, Piece]] = field(default_factory=dict)
    confirmed: frozenset[int] = frozenset()
    titled: int = 0

    def copy(self) -> "Catalogue":
        """Return a catalogue that can be changed."""
        return replace(
            self,
            ordinals=self.ordinals.copy(),
            things=self.things.copy(),
            groups=self.groups.copy(),
            members=self.members.copy(),
            bits=self.bits.copy(),
            versions=self.versions[:],
            owners=self.owners[:],
            tongues=self.tongues.copy(),
            heads=self.heads.copy(),
            names={},
            orders={},
            choices={},
            languages={},
            answers=Answers(),
            hidden=None,
        )

    def thing(self, entity: str) -> Thing | None:
        """Return a thing readers may see, or None."""
        ordinal = self.ordinals.get(entity)
        return None if ordinal is None else self.things[ordinal]

    def having(self, name: str, value: str) -> int:
        """Return the things that have a value."""
        return self.bits.get((name, value), 0)

    def values(self, name: str) -> Mapping[str, int]:
        """Return the things that have each value of a name."""
        if not self.choices:
            choices: defaultdict[str, dict[str, int]] = defaultdict(dict)
            for (key, value), things in self.bits.items():
                choices[key][value] = things
            # At once: other threads read it.
            self.choices = dict(choices)
        return self.choices.get(name, NO_VALUES)

    def thing_of(self, match: Match) -> Thing | None:
        """Return what a match is of, if that says now what its document says."""
        if not self.is_newest(match):
            return None
        ordinal = self.owners[match.id]
        if self.stale >> ordinal & 1 and match.id not in self.confirmed:
            return None
        return self.things[ordinal]

    def is_current(self, match: Match) -> bool:
        """Tell whether a match is of a document that says what its page says now."""
        ordinal = self.ordinals.get(match.entity)
        if ordinal is None:
            return False
        if self.stale >> ordinal & 1 and match.id not in self.confirmed:
            return False
        return self.is_newest(match)

    def is_newest(self, match: Match) -> bool:
        """Tell whether an engine found a document as it was written last."""
        known = match.id < len(self.versions)
        return known and self.versions[match.id] == match.version

    def says(self, row: Any) -> bool:
        """Tell whether a row of `search_document` says what its page says now."""
        ordinal = self.ordinals.get(row.entity)
        if ordinal is None or not self.stale >> ordinal & 1:
            return ordinal is not None
        piece = self.fresh.get(row.entity, {}).get((row.language, row.position))
        if piece is None:
            return False
        return all(getattr(row, name) == said for name, said in piece.columns.items())

    @property
    def shown(self) -> int:
        """The things that may be among the results."""
        return self.visible & (~self.stale | self.titled)

    def seen(self, ordinals: set[int]) -> set[int]:
        """Return those of some things whose documents readers may see."""
        if self.hidden is None:
            every = (1 << len(self.things)) - 1
            self.hidden = frozenset(ordinals_of(every & ~(self.visible & ~self.stale)))
        return ordinals - self.hidden if self.hidden else ordinals

    def order(self, name: str, key: Callable[[Facts], tuple[int, ...]]) -> list[int]:
        """Return the ordinals of all things by their facts, the last ones first."""
        if name not in self.orders:
            there = {n: thing.facts for n, thing in enumerate(self.things) if thing}
            self.orders[name] = sorted(there, key=lambda n: (*key(there[n]), -n))
        return self.orders[name]

    def put(self, groups: Mapping[str, Iterable[Thing]]) -> None:
        """Replace the things of some groups."""
        fresh: defaultdict[Key, list[int]] = defaultdict(list)
        placed: list[int] = []
        for group, things in groups.items():
            for ordinal in self.members.pop(group, ()):
                self._take_out(ordinal)
            members = tuple(self._put_in(thing) for thing in _completed(things))
            if members:
                self.members[group] = members
                placed += members
        for ordinal in placed:
            thing = self.things[ordinal]
            for key in keys_of(thing) if thing else ():
                fresh[key].append(ordinal)
        # A set is made once for all of them: each change of one copies it.
        for key, ordinals in fresh.items():
            self.bits[key] = self.bits.get(key, 0) | bits_of(ordinals)
        self.visible |= bits_of(placed)

    def heads_of(self, entity: str) -> Mapping[str, int]:
        """Return the documents with the title of a thing, by language."""
        ordinal = self.ordinals.get(entity)
        return NO_HEADS if ordinal is None else self.heads.get(ordinal, NO_HEADS)

    def put_document(self, number: int, version: int, entity: str) -> None:
        """Note what a document is at and what it is of; version 0 when it is gone."""
        missing = number + 1 - len(self.versions)
        if missing > 0:
            self.versions.extend([0] * missing)
            self.owners.extend([0] * missing)
        self.versions[number] = version
        self.owners[number] = self._ordinal(entity)

    def put_head(
        self, number: int, entity: str, language: str, *, is_there: bool
    ) -> None:
        """Note which document has the title of a thing in a language, or had it."""
        ordinal = self._ordinal(entity)
        known = self.heads.get(ordinal, NO_HEADS)
        if is_there:
            # Others may be reading the one there is.
            self.heads[ordinal] = {**known, language: number}
        elif known.get(language) == number:
            self.heads[ordinal] = {c: n for c, n in known.items() if c != language}

    def _ordinal(self, entity: str) -> int:
        # As an engine has it: what is the same string is found without a look at it.
        ordinal = self.ordinals.setdefault(intern(entity), len(self.things))
        if ordinal == len(self.things):
            self.things.append(None)
            self.groups.append(ordinal)
        return ordinal

    def _put_in(self, thing: Thing) -> int:
        ordinal = self._ordinal(thing.entity)
        self.things[ordinal] = thing
        self.groups[ordinal] = self._ordinal(thing.group)
        return ordinal

    def _take_out(self, ordinal: int) -> None:
        thing = self.things[ordinal]
        if thing is None:
            return
        left = ~(1 << ordinal)
        self.visible &= left
        self.stale &= left
        for key in keys_of(thing):
            self.bits[key] &= left
            if not self.bits[key]:
                del self.bits[key]
        self.things[ordinal] = None


def _completed(things: Iterable[Thing]) -> Iterator[Thing]:
    """Yield modules with what is in them, and that with the address of its module."""
    listed = list(things)
    inside: dict[str, list[Thing]] = {}
    for thing in listed:
        if thing.kind in WITHIN_MODULES:
            inside.setdefault(thing.parent, []).append(thing)
    by_entity = {thing.entity: thing for thing in listed}
    for thing in listed:
        if thing.kind == EntityKind.MODULE:
            yield _with_files(thing, inside.get(thing.entity, []))
        elif thing.kind == EntityKind.PACK:
            files = [file for of_one in inside.values() for file in of_one]
            facts = _also(thing, files, size=thing.facts.bytes)
            yield replace(thing, facts=facts) if files else thing
        elif thing.kind not in WITHIN_MODULES:
            yield thing
        elif (module := by_entity.get(thing.parent)) and module.kind != EntityKind.PACK:
            facts = replace(thing.facts, parts=module.facts.parts)
            yield replace(thing, path=module.path, number=module.number, facts=facts)


def _with_files(module: Thing, files: list[Thing]) -> Thing:
    if not files:
        return module
    known = module.facts.bytes
    size = known + sum(file.facts.bytes for file in files) if known else 0
    return replace(module, facts=_also(module, files, size=size))


def _also(thing: Thing, files: list[Thing], *, size: int) -> Facts:
    worksheets = (f for f in files if f.kind == EntityKind.WORKSHEET)
    formats = {
        *thing.facts.formats,
        *(name for f in worksheets for name in f.facts.formats),
    }
    return replace(thing.facts, formats=formats, bytes=size)


def bits_of(ordinals: Iterable[int]) -> int:
    """Return the set of some ordinals."""
    known = list(ordinals)
    if not known:
        return 0
    most = max(known)
    if len(known) * MANY < most:
        marks = bytearray((most >> 3) + 1)
        for ordinal in known:
            marks[ordinal >> 3] |= 1 << (ordinal & 7)
        return int.from_bytes(marks, "little")
    # Of many, written as a number is: less to do for each, something for all others.
    digits = bytearray(b"0") * (most + 1)
    for ordinal in known:
        digits[ordinal] = ONE
    digits.reverse()
    return int(digits, 2)


def ordinals_of(bits: int) -> Sequence[int]:
    """Return the ordinals in a set, in order."""
    text = bin(bits)[:1:-1]
    found, place = [], text.find("1")
    while place >= 0:
        found.append(place)
        place = text.find("1", place + 1)
    return found


def keys_of(thing: Thing) -> Iterator[Key]:
    """Yield everything a thing can be filtered by."""
    facts = thing.facts
    yield "kind", thing.kind.value
    if thing.kind == EntityKind.MODULE and "text" in facts.formats:
        yield TUTORIAL
    yield from (("skill", slug) for slug in _with_parents(facts.skills))
    yield from (("format", name) for name in sorted(facts.formats))
    for language, percent in facts.languages.items():
        yield "lang", language
        if percent == 100:
            yield WHOLE, language
    if facts.level:
        yield "level", facts.level
    yield from (("part", part) for part in sorted(facts.parts))
    yield from (("owner", owner) for owner in dict.fromkeys(facts.owners))
    yield from (("dur", str(d)) for d in DURATIONS if 0 < facts.minutes <= d)
    yield from (("kb", str(size)) for size in SIZES if 0 < facts.bytes <= size * 1000)


def _with_parents(slugs: Iterable[str]) -> dict[str, None]:
    return {slug: None for each in slugs for slug in _path_to(each)}


@cache
def _path_to(slug: str) -> tuple[str, ...]:
    """Return a skill with those above it; nothing when there is no such skill."""
    path: list[str] = []
    while (skill := SKILLS.get(slug)) and skill.slug not in path:
        path.append(skill.slug)
        slug = skill.parent or ""
    return tuple(path)
