"""Languages as people write them in one line, the best first: `Hausa, English`."""

import re
from collections.abc import Iterable

from msgspec import Struct

from app.platform.languages import find_language, meant_languages

MOST_LANGUAGES = 12
# The commas of Latin, Arabic and Chinese writing; what stands in brackets explains.
_BETWEEN = re.compile(r"[,;،؛、，\n]+")
_EXPLAINED = re.compile(r"\s*\(([^()]*)\)\s*$")


class Spoken(Struct, frozen=True):
    """Languages somebody wrote, by code, and what none of them was called."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def read_languages(text: str) -> Spoken:
    """Return the languages of a line, in its order, each once.

    Of several that are called alike, the code in brackets decides.
    """
    codes: list[str] = []
    unknown: list[str] = []
    for part in filter(None, map(str.strip, _BETWEEN.split(text))):
        code = _code_of(part)
        if code is None:
            unknown.append(part)
        elif code not in codes:
            codes.append(code)
    return Spoken(tuple(codes), tuple(unknown))


def write_languages(codes: Iterable[str]) -> str:
    """Return languages by their own names, as `read_languages` reads them."""
    return ", ".join(filter(None, map(_written, codes)))


def _code_of(text: str) -> str | None:
    explained = _EXPLAINED.search(text)
    known = find_language(explained[1]) if explained else None
    if known is not None and not known.pseudo:
        return known.code
    meant = meant_languages(text)
    return meant[0].code if len(meant) == 1 else None


def _written(code: str) -> str:
    language = find_language(code)
    if language is None:
        return ""
    is_clear = _code_of(language.autonym) == language.code
    return language.autonym if is_clear else f"{language.autonym} ({language.code})"
