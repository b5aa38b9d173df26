"""The languages Passalong knows: codes, names, scripts, plurals and fallbacks.

The data is `languages.tsv` beside this module and is read on first use; people add to
it while the program runs (`app.platform.own_languages`). Direction
comes from here, never from Babel, which misreads many of our codes.
"""

import gettext
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Literal, cast

from msgspec import Struct

DATA_FILE = Path(__file__).with_name("languages.tsv")
PSEUDO_CODES = frozenset({"en-xa", "ar-xb", "x-xss"})
MAX_ACCEPT_LANGUAGE_CHARACTERS = 1024
MAX_TEXT_CHARACTERS = 64
MEANT_AT_MOST = 6
_PLURAL_FORMS = re.compile(r"nplurals=([0-9]+); plural=(.+);")
_ACCEPTED = re.compile(
    r"([a-z]{1,8}(?:-[a-z0-9]{1,8})*)"
    r"(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)
# Letters that Unicode does not decompose, so that any keyboard finds them.
_PLAIN_LETTERS = str.maketrans("ɔɛŋʋɖƒɓɗƙɩıłđøəɣ", "oenvdfbdkiildoeg", "ʼʻ’ꞌ'")

Direction = Literal["ltr", "rtl"]


class UnknownLanguage(LookupError):
    def __init__(self, code: str) -> None:
        super().__init__(f"no language has the code {code[:MAX_TEXT_CHARACTERS]!r}")
        self.code = code


class Language(Struct, frozen=True):
    code: str
    tag: str
    autonym: str
    name: str
    script: str
    direction: Direction
    plural_forms: str
    fallbacks: tuple[str, ...]
    babel_locale: str | None

    @property
    def pseudo(self) -> bool:
        return self.code in PSEUDO_CODES

    @property
    def base(self) -> str:
        """The primary subtag: what `pt` and `pt-br` have in common."""
        return self.tag.partition("-")[0]

    @property
    def plural_count(self) -> int:
        return _plural_rule(self.plural_forms)[0]


_added: dict[str, Language] = {}


def use_added_languages(languages: Iterable[Language]) -> None:
    """Puts the languages people have added beside those of the file.

    A code or tag of the file stays what it is there.
    """
    found = {language.code: language for language in languages}
    if found == _added:
        return
    _added.clear()
    _added.update(found)
    for read in (_languages, _codes_by_spelling, _search_index, all_languages):
        read.cache_clear()
    fallback_chain.cache_clear()


def get_language(code: str) -> Language:
    """Takes our codes only; `find_language` takes what people and programs write."""
    if language := _languages().get(code):
        return language
    raise UnknownLanguage(code)


def find_language(text: str) -> Language | None:
    """Accepts any case, underscores, BCP 47 tags and MediaWiki's other spellings."""
    spelling = text[:MAX_TEXT_CHARACTERS].strip().lower().replace("_", "-")
    code = _codes_by_spelling().get(spelling)
    return _languages()[code] if code else None


@cache
def all_languages() -> Sequence[Language]:
    return tuple(found for found in _languages().values() if not found.pseudo)


@cache
def fallback_chain(code: str) -> tuple[str, ...]:
    """Nearest first, without the code itself and without repeats."""
    codes = [code]
    for link in codes:
        codes += [more for more in get_language(link).fallbacks if more not in codes]
    return tuple(codes[1:])


def best_match(accepted: Sequence[str], available: Collection[str]) -> str | None:
    """A form of any accepted language wins over a fallback to another language."""
    wanted = [found for text in accepted if (found := _find_closest(text))]
    forms = (code for language in wanted for code in _forms_of(language, available))
    chains = (code for language in wanted for code in fallback_chain(language.code))
    return next((code for code in chain(forms, chains) if code in available), None)


def parse_accept_language(header: str, *, limit: int = 20) -> tuple[str, ...]:
    """Lower-case tags, most wanted first; whatever is malformed is left out."""
    parts = header[:MAX_ACCEPT_LANGUAGE_CHARACTERS].lower().split(",")
    if len(header) > MAX_ACCEPT_LANGUAGE_CHARACTERS:
        parts.pop()
    weights: dict[str, float] = {}
    for part in parts:
        if match := _ACCEPTED.fullmatch(part.strip(" \t")):
            weights.setdefault(match[1], float(match[2] or 1))
    tags = sorted((tag for tag in weights if weights[tag]), key=lambda t: -weights[t])
    return tuple(tags[: max(limit, 0)])


def search_languages(query: str, limit: int = 20) -> list[Language]:
    """Best first: the code itself, then beginnings of names, codes and words."""
    wanted = fold_name(query[:MAX_TEXT_CHARACTERS])
    ranked = [
        (rank, "-" in codes[0], names[1], codes[0])
        for codes, names in _search_index()
        if wanted and (rank := _search_rank(wanted, codes, names)) is not None
    ]
    return [get_language(code) for *_, code in sorted(ranked)[: max(limit, 0)]]


def meant_languages(text: str) -> list[Language]:
    """Return the language a text names, or those it may mean, likeliest first."""
    exact = find_language(text)
    if exact and not exact.pseudo:
        return [exact]
    found = search_languages(text, MEANT_AT_MOST)
    wanted = text.strip().casefold()
    named = [
        one for one in found if wanted in {one.name.casefold(), one.autonym.casefold()}
    ]
    return named if len(named) == 1 else found


def plural_rules() -> dict[str, list[Language]]:
    """Returns every plural rule there is with its languages, the most common first."""
    rules: dict[str, list[Language]] = {}
    for language in all_languages():
        rules.setdefault(language.plural_forms, []).append(language)
    return dict(sorted(rules.items(), key=lambda item: -len(item[1])))


def plural_index(code: str, n: int) -> int:
    return _plural_rule(get_language(code).plural_forms)[1](abs(n))


@cache
def _rows() -> tuple[list[str], ...]:
    lines = DATA_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(line.split("\t") for line in lines if not line.startswith("#"))[1:]


@cache
def _languages() -> dict[str, Language]:
    languages = {}
    for row in _rows():
        names = (row[0], row[1], row[2], row[3], row[4], cast(Direction, row[5]))
        fallbacks = tuple(row[7].split(",")) if row[7] else ()
        languages[row[0]] = Language(*names, row[6], fallbacks, row[8] or None)
    return _added | languages


@cache
def _codes_by_spelling() -> dict[str, str]:
    """A code of our own is never read as another language's tag or alias."""
    aliases = {alias: row[0] for row in _rows() for alias in row[9].split(",") if alias}
    tags = {row[1].lower(): row[0] for row in _rows()}
    added = {language.tag.lower(): code for code, language in _added.items()}
    return added | aliases | tags | {code: code for code in _languages()}


def _find_closest(text: str) -> Language | None:
    """Drops subtags from the end until a language is known (RFC 4647 lookup)."""
    subtags = text[:MAX_TEXT_CHARACTERS].replace("_", "-").split("-")
    shorter = ("-".join(subtags[:count]) for count in range(len(subtags), 0, -1))
    return next(filter(None, map(find_language, shorter)), None)


def _forms_of(language: Language, available: Collection[str]) -> Iterator[str]:
    """The language, its fallbacks of the same base, then other forms in its script."""
    nearest = map(get_language, (language.code, *fallback_chain(language.code)))
    yield from (form.code for form in nearest if form.base == language.base)
    same = (language.base, language.script)
    for form in map(_languages().get, sorted(available)):
        if form and not form.pseudo and (form.base, form.script) == same:
            yield form.code


@cache
def _search_index() -> list[tuple[list[str], list[str]]]:
    """For each real language its code and aliases, and its folded names."""
    rows = (row for row in _rows() if row[0] not in PSEUDO_CODES)
    known = [([r[0], *r[9].split(",")], [*map(fold_name, r[2:4])]) for r in rows]
    added = (one for one in _added.values() if _languages()[one.code] is one)
    return known + [
        ([one.code], [*map(fold_name, (one.autonym, one.name))]) for one in added
    ]


def _search_rank(wanted: str, codes: list[str], names: list[str]) -> int | None:
    words = re.split(r"[ (/-]+", " ".join(names))
    ranks = (
        wanted in codes,
        any(name.startswith(wanted) for name in names),
        any(code.startswith(wanted) for code in codes),
        any(word.startswith(wanted) for word in words),
        any(wanted in name for name in names),
    )
    return ranks.index(True) if any(ranks) else None


def fold_name(text: str) -> str:
    """Returns a name or term as any keyboard can write it: no case, no accents."""
    letters = unicodedata.normalize("NFKD", text.casefold().strip())
    bare = (one for one in letters if not unicodedata.combining(one))
    return "".join(bare).translate(_PLAIN_LETTERS)


@cache
def _plural_rule(plural_forms: str) -> tuple[int, Callable[[int], int]]:
    """gettext's own parser accepts arithmetic on n only; nothing else can run."""
    match = _PLURAL_FORMS.fullmatch(plural_forms)
    if match is None:
        raise ValueError(f"not a Plural-Forms value: {plural_forms!r}")
    return int(match[1]), gettext.c2py(match[2])
