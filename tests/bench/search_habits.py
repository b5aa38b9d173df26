"""Searches as people ask them: few of them very often, most of them once.

In logs of search engines queries come as often as Zipf's law says: the second as half
as often as the first, the third a third as often (Y. Xie and D. O'Hallaron, Locality in
search engine queries and its implications for caching, INFOCOM 2002). The judged
searches come first here, then what is like them and was never asked.
"""

from itertools import accumulate
from random import Random

from tests.search.judged import read_judged

# As many different searches as a year may bring.
DIFFERENT = 100_000


def as_people_ask(count: int) -> tuple[str, ...]:
    """Return so many searches in a row, each time the same row."""
    asked = list(dict.fromkeys(judged.ask for judged in read_judged()))
    by_rank = list(accumulate(1 / rank for rank in range(1, DIFFERENT + 1)))
    # Seeded, for the same searches each time: nothing is to be kept secret.
    chosen = Random(1).choices(range(DIFFERENT), cum_weights=by_rank, k=count)  # noqa: S311 - see above
    known = len(asked)
    return tuple(
        asked[n] if n < known else f"{asked[n % known]} -zqhabit{n}x" for n in chosen
    )


def repeated(before: tuple[str, ...], asked: tuple[str, ...]) -> float:
    """Return the share of searches that were asked before, then or now."""
    seen = set(before)
    count = 0
    for text in asked:
        count += text in seen
        seen.add(text)
    return count / max(len(asked), 1)
