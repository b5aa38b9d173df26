"""Cards: a thing that was found, in the language that suits the reader best."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from sqlmodel import Session

from app.packs.levels import LEVEL_NAMES
from app.packs.models import Level
from app.platform.i18n import gettext
from app.platform.languages import (
    Language,
    fallback_chain,
    find_language,
    get_language,
)
from app.search.answering.catalogue import CLIPS, Catalogue
from app.search.answering.clips import clip_hit, clip_title, moments_of, read_clips
from app.search.answering.owners import owner_names
from app.search.answering.results import Card, ClipHit, LanguageState, SectionHit, Words
from app.search.answering.rows import Piece, Pieces, section_titles
from app.search.answering.snippets import snippet_of, summary_of, title_of
from app.search.index import EntityKind, Match
from app.search.sources.documents import Thing
from app.search.words.matching import Marker

MAX_SECTIONS = 3
MAX_CLIPS = 3
# Documents that matched, each with what it is of.
Inside = Sequence[tuple[Thing, Piece]]
IN_PACKS = frozenset({EntityKind.PACK, EntityKind.MODULE, *CLIPS})


class Wanted(Struct, frozen=True):
    """A card to make: the thing, its best document, and the best ones inside it."""

    thing: Thing
    best: Match | None
    inside: tuple[Match, ...] = ()


class CardMaker:
    """Makes the cards of one page of results."""

    def __init__(
        self,
        session: Session,
        pieces: Pieces,
        catalogue: Catalogue,
        marker: Marker,
        languages: Sequence[str],
    ) -> None:
        self.session = session
        self.pieces = pieces
        self.catalogue = catalogue
        self.marker = marker
        self.languages = tuple(dict.fromkeys(languages))
        self.page = self.languages[0]

    def cards(self, wanted: Sequence[Wanted]) -> tuple[Card, ...]:
        """Return the cards that have a title, in order."""
        self._read(wanted)
        cards = (self._card(one) for one in wanted)
        return tuple(card for card in cards if card)

    def _read(self, wanted: Sequence[Wanted]) -> None:
        matches = [match for one in wanted for match in _matches(one)]
        entities = {one.thing.entity for one in wanted}
        entities |= {match.entity for match in matches}
        things = list(filter(None, map(self.catalogue.thing, entities)))
        clips = [thing for thing in things if thing.has_moments]
        self.pieces.read(
            {match.id for match in matches} | set(self._likely_heads(wanted, clips))
        )
        self.clips = read_clips(self.session, clips)
        found = filter(None, (self.pieces.get(match.id) for match in matches))
        untitled = {
            (piece.entity, piece.position)
            for piece in found
            if not piece.title and piece.position and not piece.starts
        }
        titled = section_titles(self.session, untitled)
        says = self.catalogue.says
        self.section_titles = {at: row for at, row in titled.items() if says(row)}

    def _likely_heads(
        self, wanted: Iterable[Wanted], clips: Iterable[Thing]
    ) -> Iterator[int]:
        """Yield the documents that nearly always have the titles to show."""
        for one in wanted:
            best = (one.best.language,) if one.best else ()
            for entity in {one.thing.entity, one.thing.group}:
                heads = self.catalogue.heads_of(entity)
                order = self._order(one.thing)
                first = next((code for code in order if code in heads), "")
                yield from (heads[c] for c in {first, *best} if c in heads)
        for clip in clips:
            yield from self.catalogue.heads_of(clip.entity).values()

    def _order(self, thing: Thing) -> tuple[str, ...]:
        chain = fallback_chain(self.page)
        return (*self.languages, *chain, thing.source_language)

    def _card(self, one: Wanted) -> Card | None:
        thing = one.thing
        head = self.pieces.titled(thing.entity, self._order(thing))
        if head is None:
            return None
        facts, inside = thing.facts, list(self._inside(one))
        return Card(
            entity=thing.entity,
            kind=thing.kind,
            href=self._href(thing),
            title=title_of(head, self.marker),
            snippet=self._snippet(one, head),
            also_title=self._also(one, head),
            is_tutorial=thing.kind == EntityKind.MODULE and "text" in facts.formats,
            is_deck=thing.is_deck,
            key=thing.key,
            skill=facts.skills[0] if facts.skills else "",
            minutes=facts.minutes,
            level=gettext(LEVEL_NAMES[Level(facts.level)]) if facts.level else "",
            bytes=facts.bytes,
            built_from=self._built_from(thing),
            languages=self._languages(thing),
            missing=self._missing(thing),
            is_reviewed=self.page in facts.reviewed,
            parent=self._parent(thing),
            sections=tuple(self._sections(one, inside)),
            clips=tuple(self._clips(one, inside)),
        )

    def _built_from(self, thing: Thing) -> tuple[str, str] | None:
        """Return the address and title of the first project of a pack."""
        owner = next(iter(thing.facts.owners), "")
        if thing.kind != EntityKind.PACK or not owner.startswith("project:"):
            return None
        title = owner_names(self.session, self.catalogue).get(owner)
        slug = owner.partition(":")[2]
        return (f"/{self.page}/projects/{slug}", title) if title else None

    def _href(self, thing: Thing) -> str:
        place = f"#{thing.key}" if thing.has_moments else ""
        return f"/{self.page}/{thing.path}{place}"

    def _snippet(self, one: Wanted, head: Piece) -> Words | None:
        best = self.pieces.get(one.best.id) if one.best else None
        if best is not None and best.entity == head.entity and not best.starts:
            is_elsewhere = best.language != head.language and best.text
            if is_elsewhere and (found := snippet_of(best, self.marker)):
                return found
            if best.position == 0 and best.language == head.language:
                return summary_of(best, self.marker)
        return summary_of(head, self.marker)

    def _also(self, one: Wanted, head: Piece) -> Words | None:
        """Return the title in the language that matched, when another is shown."""
        if one.best is None or one.best.language == head.language:
            return None
        also = self.pieces.head(one.thing.entity, one.best.language)
        if also is None or not also.title or also.title == head.title:
            return None
        return title_of(also, self.marker)

    def _languages(self, thing: Thing) -> tuple[LanguageState, ...]:
        known = self.catalogue.languages
        if thing.entity not in known:
            known[thing.entity] = _language_states(thing)
        return known[thing.entity]

    def _missing(self, thing: Thing) -> Language | None:
        is_in = self.page in thing.facts.languages
        may_be = thing.kind in IN_PACKS or thing.kind == EntityKind.COURSE
        return get_language(self.page) if may_be and not is_in else None

    def _parent(self, thing: Thing) -> tuple[str, Words] | None:
        pack = self.catalogue.thing(thing.group)
        if pack is None or pack.entity == thing.entity:
            return None
        head = self.pieces.titled(pack.entity, self._order(pack))
        return (self._href(pack), title_of(head, self.marker)) if head else None

    def _inside(self, one: Wanted) -> Iterator[tuple[Thing, Piece]]:
        for match in one.inside:
            thing = self.catalogue.thing_of(match)
            piece = self.pieces.get(match.id) if thing else None
            if thing and piece is not None and piece.version == match.version:
                yield thing, piece

    def _sections(self, one: Wanted, inside: Inside) -> Iterator[SectionHit]:
        seen: set[tuple[str, int]] = set()
        for thing, piece in inside:
            place = (piece.entity, piece.position)
            is_own_head = one.thing.entity == thing.entity and not piece.position
            if thing.kind != EntityKind.MODULE or place in seen or is_own_head:
                continue
            titled = self._titled_section(thing, piece)
            if titled is None:
                continue
            seen.add(place)
            anchor = f"#{piece.anchor}" if piece.anchor else ""
            yield SectionHit(
                href=f"/{piece.language}/{thing.path}{anchor}",
                number=thing.number,
                title=title_of(titled, self.marker),
                snippet=snippet_of(piece, self.marker),
            )
            if len(seen) == MAX_SECTIONS:
                return

    def _titled_section(self, thing: Thing, piece: Piece) -> Piece | None:
        if piece.title:
            return piece
        if piece.position:
            return self.section_titles.get((piece.entity, piece.position))
        return self.pieces.titled(thing.entity, self._order(thing))

    def _clips(self, one: Wanted, inside: Inside) -> Iterator[ClipHit]:
        pieces: dict[str, list[Piece]] = defaultdict(list)
        if one.thing.has_moments:
            pieces[one.thing.entity] = []
        for thing, piece in inside:
            if thing.has_moments:
                pieces[thing.entity].append(piece)
        for entity in list(pieces)[:MAX_CLIPS]:
            if clip := self.catalogue.thing(entity):
                head = self.pieces.titled(entity, (clip.source_language,))
                yield clip_hit(
                    clip,
                    self.clips,
                    clip_title(head, clip, self.marker),
                    moments_of(clip, pieces[entity], self.marker),
                    self._href(clip),
                )


def _matches(one: Wanted) -> Iterable[Match]:
    return (*((one.best,) if one.best else ()), *one.inside)


def _language_states(thing: Thing) -> tuple[LanguageState, ...]:
    """Return its languages, its own first, then the furthest."""
    source, percents = thing.source_language, thing.facts.languages
    order = sorted(percents, key=lambda code: (code != source, -percents[code], code))
    found = ((find_language(code), percents[code]) for code in order)
    return tuple(LanguageState(lang, percent) for lang, percent in found if lang)
