"""What the box offers while somebody types: packs, skills, sections."""

from collections.abc import Sequence

from app.platform.languages import get_language
from app.search.answering.catalogue import Catalogue
from app.search.answering.results import Suggestion, Words
from app.search.answering.rows import Pieces
from app.search.index import Match
from app.search.words.matching import Marker
from app.search.words.query import Query


def suggestions(
    pieces: Pieces,
    catalogue: Catalogue,
    matches: Sequence[Match],
    query: Query,
    languages: Sequence[str],
) -> list[Suggestion]:
    """Return the matches readers may see, each thing and section once."""
    marker, page = Marker(query), languages[0]
    current = [match for match in matches if catalogue.is_current(match)]
    groups = {match.group for match in current}
    heads = (catalogue.heads_of(group).values() for group in groups)
    pieces.read({match.id for match in current}.union(*heads))
    seen: set[tuple[str, int]] = set()
    found = []
    for match in current:
        thing, piece = catalogue.thing(match.entity), pieces.get(match.id)
        if thing is None or piece is None or not piece.title:
            continue
        place = (piece.entity, piece.position)
        if place in seen:
            continue
        seen.add(place)
        around = pieces.titled(thing.group, (piece.language, *languages))
        anchor = thing.key if thing.has_moments else piece.anchor
        language = piece.language if piece.anchor else page
        found.append(
            Suggestion(
                kind=thing.kind,
                href=f"/{language}/{thing.path}" + (f"#{anchor}" if anchor else ""),
                title=Words(marker.marked(piece.title), get_language(piece.language)),
                context=around.title if around and thing.group != thing.entity else "",
            )
        )
    return found
