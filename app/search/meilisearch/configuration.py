"""How an index is set up: what is searched, how typing errors and languages count."""

from functools import cache
from typing import Any

from app.search.words.lexicon import synonyms
from app.search.words.segmenting import words

# What the server knows of a document besides its words; all that leaves it again.
DISPLAYED = ("id", "entity", "group", "kind", "language", "version")
# A document and the version it is at, as one value. Of thousands that match, the server
# names these many times faster than it reads and sends them.
AT = "at"
# So many are named; what comes back is counted in the database. Up to here the server
# goes from document to document; beyond, through a tree of all values, which takes it
# more than twice as long for each.
MAX_COUNTED = 3_000
# More than any page shows.
MAX_HITS = 10_000
# A search that takes longer gives the best it has found so far.
CUTOFF_MS = 300
# The words come folded and parted (app.search.words.segmenting), so the server shall do
# nothing but split at spaces: one language for all keeps it from guessing each time,
# and from parting words as in another language.
ONE_LANGUAGE = [{"attributePatterns": ["*"], "locales": ["eng"]}]


@cache
def settings() -> dict[str, Any]:
    """Return all settings of an index, with the synonyms of every language."""
    return {**_SETTINGS, "synonyms": _synonyms()}


def _synonyms() -> dict[str, list[str]]:
    return {
        " ".join(words(word)): [" ".join(words(other)) for other in others]
        for word, others in synonyms().items()
    }


_SETTINGS: dict[str, Any] = {
    "searchableAttributes": ["title", "context", "text"],
    "displayedAttributes": list(DISPLAYED),
    "filterableAttributes": [AT, "entity", "group", "id", "language"],
    "sortableAttributes": ["id"],
    "rankingRules": ["words", "typo", "proximity", "attribute", "exactness"],
    "localizedAttributes": ONE_LANGUAGE,
    "typoTolerance": {
        "enabled": True,
        "disableOnNumbers": True,
        "disableOnWords": [],
        "disableOnAttributes": [],
        "minWordSizeForTypos": {"oneTypo": 5, "twoTypos": 9},
    },
    # As the server gives them back, or they would differ each time.
    "faceting": {
        "maxValuesPerFacet": MAX_COUNTED,
        "sortFacetValuesBy": {"*": "alpha"},
    },
    # Nobody looks for values by their beginnings.
    "facetSearch": False,
    "pagination": {"maxTotalHits": MAX_HITS},
    "searchCutoffMs": CUTOFF_MS,
}


def differing(found: dict[str, Any]) -> dict[str, Any]:
    """Return those settings that an index does not have as they should be."""
    wanted = settings()
    return {name: wanted[name] for name in wanted if found.get(name) != wanted[name]}
