"""Asks differently when what was typed is nowhere: for every engine.

A word that no document has gives way to the likeliest one that somebody wrote, as long
as something is found with it. When nothing has all the words, those that nothing can be
done about are left out. The answer says in its query what was looked for in the end. A
word that one or two documents do have, perhaps mistyped themselves, stays and is looked
for together with the one that is likely meant.
"""

from collections.abc import Callable, Iterator
from itertools import islice, product

from msgspec.structs import replace

from app.search.index import Matches
from app.search.vocabulary import Vocabulary, is_correctable
from app.search.words.query import Query
from app.search.words.segmenting import is_unspaced, words
from app.search.words.terms import Term, others_of

Find = Callable[[Query], Matches]

# What counts as nearly nothing, and how much more common the meant word must be.
FEW = 2
FAR_MORE = 8
MAX_ATTEMPTS = 6
MAX_PIECES = 12
# Of a long row of signs that is nowhere, each two together: in Chinese, about a word.
SIGNS_TOGETHER = 2


def find_mended(find: Find, query: Query, vocabulary: Vocabulary) -> Matches:
    """Return what a query finds, or what a likelier one does when that is nothing."""
    vocabulary.refresh()
    # Before the query as it is: an engine may forgive by itself, and would not say so.
    again = _first(find, _with_known_words(query, vocabulary), vocabulary)
    if again:
        return again
    found = find(query)
    if len(found.items) > FEW:
        return found
    if found.items:
        wider = _with_likelier(query, vocabulary)
        return find(wider) if wider is not query else found
    again = _first(find, _with_other_words(query, vocabulary), vocabulary)
    return again or _loosened(find, query, vocabulary) or found


def _first(
    find: Find, attempts: Iterator[Query], vocabulary: Vocabulary
) -> Matches | None:
    for attempt in islice(attempts, MAX_ATTEMPTS):
        found = find(attempt)
        if found.items:
            return replace(found, query=_written(found.query, vocabulary))
    return None


def _with_likelier(query: Query, vocabulary: Vocabulary) -> Query:
    """Return the query with far more common words beside rare ones."""
    terms = [
        replace(term, others=(*term.others, *more)) if more else term
        for place, term in enumerate(query.terms)
        for more in [_likelier(query, place, vocabulary)]
    ]
    return replace(query, terms=tuple(terms)) if terms != list(query.terms) else query


def _likelier(query: Query, place: int, vocabulary: Vocabulary) -> list[str]:
    word = query.terms[place].word
    count = vocabulary.count(word, is_prefix=_is_begun(query, place))
    near = vocabulary.nearest(word)
    return [word for word in near if vocabulary.count(word) >= FAR_MORE * max(count, 1)]


def _with_known_words(query: Query, vocabulary: Vocabulary) -> Iterator[Query]:
    """Return queries with likely words for those that nobody wrote, if there are."""
    near = {
        place: vocabulary.nearest(term.word, is_prefix=_is_begun(query, place))
        for place, term in enumerate(query.terms)
        if not _is_known(query, place, vocabulary)
    }
    mendable = {place: words for place, words in near.items() if words}
    for chosen in product(*mendable.values()) if mendable else ():
        yield _with_words(query, dict(zip(mendable, chosen, strict=True)))


def _with_other_words(query: Query, vocabulary: Vocabulary) -> Iterator[Query]:
    """Return queries with another word for one that is right, but not here."""
    for place, term in enumerate(query.terms):
        if _is_known(query, place, vocabulary):
            for word in vocabulary.nearest(term.word)[:2]:
                yield _with_words(query, {place: word})


def _loosened(find: Find, query: Query, vocabulary: Vocabulary) -> Matches | None:
    """Return what most of the words find: each is added as long as something is left.

    The rarest first, for they say most; words nobody wrote are mended or left out.
    """
    pieces = [
        piece
        for place in range(len(query.terms))
        for piece in _pieces(query, place, vocabulary)
    ]
    kept: list[Term] = []
    found: Matches | None = None
    pieces.sort(key=lambda term: _commonness(term, vocabulary))
    for piece in pieces[:MAX_PIECES]:
        terms = (*kept, piece)
        left_out = tuple(term for term in pieces if term not in terms)
        again = find(replace(query, terms=terms, left_out=left_out, is_prefix=False))
        if again.items:
            kept.append(piece)
            found = again
    is_enough = len(pieces) > 1 and len(kept) * 3 >= len(pieces)
    if found is None or not is_enough:
        return None
    return replace(found, query=_written(found.query, vocabulary))


def _commonness(term: Term, vocabulary: Vocabulary) -> float:
    # Nobody counts short words, which say little, and signs.
    return vocabulary.count(term.word) if is_correctable(term.word) else float("inf")


def _pieces(query: Query, place: int, vocabulary: Vocabulary) -> list[Term]:
    term = query.terms[place]
    signs = words(term.word)
    if is_unspaced(term.word) and len(signs) > SIGNS_TOGETHER:
        starts = range(len(signs) - SIGNS_TOGETHER + 1)
        return [Term("".join(signs[n : n + SIGNS_TOGETHER])) for n in starts]
    if not _is_known(query, place, vocabulary):
        return [_mended(term, near) for near in vocabulary.nearest(term.word)[:1]] or [
            term
        ]
    return [term]


def _is_begun(query: Query, place: int) -> bool:
    return query.is_prefix and place == len(query.terms) - 1


def _is_known(query: Query, place: int, vocabulary: Vocabulary) -> bool:
    """Return whether a word, or another that stands for it, may be somewhere."""
    term = query.terms[place]
    is_begun = _is_begun(query, place)
    return vocabulary.count(term.word, is_prefix=is_begun) > 0 or any(
        not is_correctable(word) or vocabulary.count(word) > 0
        for word in (term.word, *term.others)
    )


def _with_words(query: Query, chosen: dict[int, str]) -> Query:
    terms = list(query.terms)
    for place, word in chosen.items():
        terms[place] = _mended(terms[place], word)
    return replace(query, terms=tuple(terms))


def _mended(term: Term, word: str) -> Term:
    return Term(word, others_of(word), word, start=term.start, end=term.end)


def _written(query: Query, vocabulary: Vocabulary) -> Query:
    """Return the query with mended words as people spell them, with their accents."""
    terms = [
        replace(term, written=vocabulary.written(term.written))
        if term.written
        else term
        for term in query.terms
    ]
    return replace(query, terms=tuple(terms))
