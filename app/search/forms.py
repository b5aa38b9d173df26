"""The address of a search: read into `Asked`, and written from it the same every time.

Whatever cannot be asked for is left out, so that any address has an answer.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlencode

from msgspec.structs import replace
from starlette.datastructures import QueryParams

from app.packs.models import Level, ModuleKind
from app.platform.languages import find_language
from app.search.answering.results import DURATIONS, SIZES, Asked, Sort, Tab
from app.search.words.query import parse
from app.web.pagination import page_number

MAX_VALUES = 20
# The name of each filter in the address, and its field.
FILTERS: Mapping[str, str] = {
    "skill": "skills",
    "format": "formats",
    "lang": "languages",
    "level": "levels",
    "part": "parts",
    "owner": "owners",
}
_LIMITS: Mapping[str, str] = {"dur": "minutes", "kb": "kilobytes"}
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_OWNER = re.compile(r"(project|organisation):[a-z0-9][a-z0-9-]{0,99}")
_KNOWN: Mapping[str, frozenset[str]] = {
    "level": frozenset(Level),
    "part": frozenset(ModuleKind),
}
_Choice = TypeVar("_Choice", bound=StrEnum)


def read_asked(query: QueryParams, reader_languages: tuple[str, ...]) -> Asked:
    """Return what an address asks for; `reader_languages` as in `Asked`."""
    text = parse(query.get("q", "")).raw
    return Asked(
        text=text if text.strip() else "",
        reader_languages=reader_languages,
        tab=_choice(Tab, query.get("type", "")),
        skills=_values(query, "skill"),
        formats=_values(query, "format"),
        languages=_values(query, "lang"),
        levels=_values(query, "level"),
        parts=_values(query, "part"),
        owners=_values(query, "owner"),
        minutes=_limit(query.get("dur", ""), DURATIONS),
        kilobytes=_limit(query.get("kb", ""), SIZES),
        # A box that is not ticked is not sent, so the form sends "0" before it.
        include_partial=query.getlist("partial")[-1:] != ["0"],
        sort=_choice(Sort, query.get("sort", "")),
        page=page_number(query.get("page")),
    )


def write_query(asked: Asked) -> str:
    """Return the query string of a search, `?` included; nothing for no search.

    Two addresses that ask for the same are written the same.
    """
    pairs: list[tuple[str, object]] = [
        ("q", asked.text.strip()),
        ("type", asked.tab.value),
    ]
    for name, field in FILTERS.items():
        if chosen := getattr(asked, field):
            pairs += [(name, value) for value in sorted(chosen)]
    pairs += [(name, getattr(asked, field)) for name, field in _LIMITS.items()]
    pairs += [
        ("partial", "" if asked.include_partial else "0"),
        ("sort", asked.sort.value),
        ("page", asked.page if asked.page > 1 else ""),
    ]
    written = "&".join([_written(*pair) for pair in pairs if pair[1]])
    return f"?{written}" if written else ""


# A page of results has a dozen addresses, each for the same words.
@lru_cache(maxsize=1_000)
def _written(name: str, value: object) -> str:
    return urlencode([(name, value)])


def without(asked: Asked, name: str, value: str = "") -> Asked:
    """Return a search without one value of a filter, or without the whole filter."""
    rest: dict[str, Any] = {"include_partial": True}
    if name in FILTERS:
        kept: frozenset[str] = getattr(asked, FILTERS[name])
        rest = {FILTERS[name]: kept - {value} if value else frozenset()}
    elif name in _LIMITS:
        rest = {_LIMITS[name]: 0}
    elif name == "type":
        rest = {"tab": Tab.EVERYTHING}
    return replace(asked, **rest, page=1)


def without_filters(asked: Asked) -> Asked:
    """Return a search for the same words, with nothing left out."""
    kept = Asked(asked.text, asked.reader_languages, asked.tab)
    return replace(kept, sort=asked.sort)


def _values(query: QueryParams, name: str) -> frozenset[str]:
    given = dict.fromkeys(query.getlist(name)[: 4 * MAX_VALUES])
    known = (_value(name, text) for text in given)
    return frozenset([value for value in known if value][:MAX_VALUES])


def _value(name: str, text: str) -> str:
    if name == "lang":
        language = find_language(text)
        return language.code if language and not language.pseudo else ""
    if name in _KNOWN:
        return text if text in _KNOWN[name] else ""
    pattern = _OWNER if name == "owner" else _SLUG
    return text if pattern.fullmatch(text) else ""


def _limit(text: str, known: tuple[int, ...]) -> int:
    return next((limit for limit in known if text == str(limit)), 0)


def _choice(choices: type[_Choice], text: str) -> _Choice:
    found = (one for one in choices if one.value == text)
    return next(found, choices(""))
