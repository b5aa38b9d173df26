"""Videos and sounds on a card, with the moments at which something is said."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.media.models import MediaFile, MediaItem, MediaRole
from app.platform.languages import find_language, get_language
from app.reading.media_view import line_id
from app.search.answering.results import ClipHit, Cue, MomentHit, Words
from app.search.answering.rows import Piece
from app.search.answering.snippets import title_of
from app.search.sources.documents import Thing
from app.search.words.matching import Marker

MAX_MOMENTS = 5
Choices = tuple[tuple[str, int], ...]
# A film in pieces is the same film again.
NOT_CHOSEN = (MediaRole.POSTER, MediaRole.STREAM)


class Clips(Struct, frozen=True):
    """What is known about the files of some videos and sounds, by entity."""

    choices: dict[str, Choices]
    captions: dict[str, tuple[str, ...]]


def read_clips(session: Session, things: Collection[Thing]) -> Clips:
    """Return the sizes and captions of some videos and sounds."""
    by_name = {(t.group.partition(":")[2], t.key): t.entity for t in things}
    if not by_name:
        return Clips({}, {})
    rows = session.execute(
        select(
            col(MediaItem.owner),
            col(MediaItem.name),
            col(MediaFile.role),
            col(MediaFile.content_type),
            col(MediaFile.language),
            col(MediaFile.bytes),
        )
        .join(MediaFile, col(MediaFile.item_id) == col(MediaItem.id))
        .where(col(MediaItem.owner).in_([owner for owner, _ in by_name]))
        .order_by(col(MediaFile.position))
    )
    sizes: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    captions: dict[str, list[str]] = defaultdict(list)
    for owner, name, role, content_type, language, size in rows:
        entity = by_name.get((owner, name))
        if entity is None or role in NOT_CHOSEN:
            continue
        if role == MediaRole.CAPTIONS:
            captions[entity].append(language)
            sizes[entity]["transcript"].append(size)
        else:
            sizes[entity][content_type.partition("/")[0]].append(size)
    return Clips(
        {entity: _choices(found) for entity, found in sizes.items()},
        {entity: tuple(found) for entity, found in captions.items()},
    )


def _choices(sizes: dict[str, list[int]]) -> Choices:
    kinds = ("transcript", "audio", "video")
    return tuple((kind, min(sizes[kind])) for kind in kinds if kind in sizes)


def clip_hit(
    thing: Thing, clips: Clips, words: Words, moments: Iterable[MomentHit], href: str
) -> ClipHit:
    """Return a video or sound with its moments by time, each once."""
    known: dict[int, MomentHit] = {}
    for moment in moments:
        known.setdefault(moment.seconds, moment)
    best = list(known.values())[:MAX_MOMENTS]
    captions = (find_language(code) for code in clips.captions.get(thing.entity, ()))
    return ClipHit(
        entity=thing.entity,
        kind=thing.kind,
        title=words,
        href=href,
        duration=thing.seconds,
        spoken=get_language(thing.source_language),
        caption_languages=tuple(language for language in captions if language),
        bytes_by_choice=clips.choices.get(thing.entity, ()),
        moments=tuple(sorted(best, key=lambda moment: moment.seconds)),
        is_deck=thing.is_deck,
    )


def moments_of(
    thing: Thing, pieces: Sequence[Piece], marker: Marker
) -> list[MomentHit]:
    """Return the moments of a clip in which something asked for is said, in order."""
    found = (_moment(thing, piece, marker) for piece in pieces if piece.starts)
    return [moment for moment in found if moment]


def _moment(thing: Thing, piece: Piece, marker: Marker) -> MomentHit | None:
    starts = [int(start) for start in piece.starts.split()]
    cues = []
    for seconds, line in zip(starts, piece.text.split("\n"), strict=False):
        marked = marker.marked(line)
        cues.append(Cue(seconds, marked, is_match="<mark>" in marked))
    first = next((cue for cue in cues if cue.is_match), None)
    if first is None:
        # Only its title has what was asked for.
        return None
    # The page in the language of the captions shows them as its transcript.
    address = f"/{piece.language}/{thing.path}"
    line = line_id(thing.key, first.seconds)
    played = f"{address}?t={first.seconds}#{line}"
    if thing.is_deck:
        pack = address.rpartition("/")[0]
        played = f"{pack}/slides/{thing.key}/{first.seconds}"
    return MomentHit(
        href=played,
        read_href=f"{address}#{line}",
        seconds=first.seconds,
        cues=tuple(cues),
        language=get_language(piece.language),
    )


def clip_title(head: Piece | None, thing: Thing, marker: Marker) -> Words:
    """Return the title of a clip, which is in one language only."""
    if head is None:
        return Words(marker.marked(thing.key), get_language(thing.source_language))
    return title_of(head, marker)
