"""What words mean the same, and which say nothing: data files by language.

`languages/<code>/synonyms.txt` has a line for each meaning. `a, b` says that either
finds the other, `a > b, c` that who asks for `a` is also served with `b` and `c`.
`languages/<code>/stopwords.txt` lists words that most texts have: they may be missing
from what is found. All languages are used together, for nobody says in which one they
ask; so a stop word of one language must not mean anything in another of them.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from types import MappingProxyType

from app.search.words.folding import DATA
from app.search.words.segmenting import asked_words


@cache
def synonyms() -> MappingProxyType[str, tuple[str, ...]]:
    """Return, for a folded word or row of words, what else is looked for with it."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for line in _lines("synonyms.txt"):
        left, is_one_way, right = line.partition(">")
        given = _folded_list(left)
        others = _folded_list(right) if is_one_way else given
        for word in given:
            found[word].update((other, None) for other in others if other != word)
    return MappingProxyType({word: tuple(others) for word, others in found.items()})


@cache
def longest_synonym() -> int:
    """Return how many words the longest row of words with a synonym has."""
    return max(word.count(" ") + 1 for word in synonyms())


@cache
def stop_words() -> frozenset[str]:
    """Return the folded words that need not be there."""
    lines = _lines("stopwords.txt")
    return frozenset(token.folded for line in lines for token in asked_words(line))


def _folded_list(text: str) -> list[str]:
    folded = (" ".join(w.folded for w in asked_words(part)) for part in text.split(","))
    return list(dict.fromkeys(filter(None, folded)))


def _lines(name: str) -> Iterator[str]:
    for path in sorted(DATA.glob(f"*/{name}")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield line
