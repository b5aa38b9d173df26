"""What may be wrong with a translation, told from the two wordings alone.

An error keeps a translation from readers, never from being saved; a warning does
neither. The list of checks follows Weblate's and MediaWiki Translate's.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct, field

from app.platform.i18n import N_, gettext
from app.translation.glossary.matching import Hit, contains
from app.translation.glossary.status import TermStatus
from app.translation.traits import Traits, traits

MIN_COMPARED_WIDTH = 20
LONGEST, SHORTEST = 3, 1 / 3
MIN_UNCHANGED_WORDS = 2
# What the program puts into sentences of the interface.
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_OPENING = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}


class Severity(StrEnum):
    """Whether a problem keeps a translation from readers."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Struct, frozen=True):
    """Something to look at; `message` is a message id, `params` fill it."""

    code: str
    severity: Severity
    message: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether it keeps the translation from readers."""
        return self.severity == Severity.ERROR

    @property
    def wanted(self) -> str:
        """The words of the glossary that are looked for, empty for other problems."""
        return self.params.get("term", "")

    @property
    def text(self) -> str:
        """The sentence in the interface language."""
        return gettext(self.message, **self.params)


class _Pair(Struct, frozen=True):
    source: str
    text: str
    language: str
    was: Traits
    now: Traits
    glossary: Sequence[Hit]


def check(
    source: str, translation: str, language: str, glossary: Sequence[Hit] = ()
) -> list[Problem]:
    """Return what may be wrong with a translation, errors first.

    `source` and `translation` are a unit's wordings (inline Markdown, with numbered
    variables or filled in, but both the same way), `language` the code of the
    translation's, `glossary` the hits of the source.
    """
    pair = _Pair(
        source, translation, language, traits(source), traits(translation), glossary
    )
    found = [problem for rule in _RULES for problem in rule(pair)]
    return sorted(found, key=lambda problem: not problem.is_error)


def blocks_publishing(problems: Sequence[Problem]) -> bool:
    """Tell whether a translation with these problems is kept from readers."""
    return any(problem.is_error for problem in problems)


def _error(code: str, message: str, **params: str) -> Problem:
    return Problem(code, Severity.ERROR, message, params)


def _warning(code: str, message: str, **params: str) -> Problem:
    return Problem(code, Severity.WARNING, message, params)


def _variables(pair: _Pair) -> Iterator[Problem]:
    was, now = pair.was.variables, pair.now.variables
    for name in was - now:
        yield _error("variables", N_("%(name)s is missing."), name=name)
    for name in now - was:
        message = N_("%(name)s is not in the original, or not as often.")
        yield _error("variables", message, name=name)


def _placeholders(pair: _Pair) -> Iterator[Problem]:
    was, now = (set(_PLACEHOLDER.findall(t)) for t in (pair.source, pair.text))
    for name in sorted(was - now):
        yield _error("variables", N_("%(name)s is missing."), name=name)
    for name in sorted(now - was):
        message = N_("%(name)s is not in the original, or not as often.")
        yield _error("variables", message, name=name)


def _references(pair: _Pair) -> Iterator[Problem]:
    kinds = (
        ("links", pair.was.links, pair.now.links, N_("Links: %(now)s, not %(was)s.")),
        (
            *("images", pair.was.images, pair.now.images),
            N_("Pictures: %(now)s, not %(was)s."),
        ),
        (
            *("footnotes", pair.was.footnotes, pair.now.footnotes),
            N_("References to footnotes: %(now)s, not %(was)s."),
        ),
    )
    for code, was, now, message in kinds:
        if was.total() != now.total():
            counts = {"was": str(was.total()), "now": str(now.total())}
            yield _error(code, message, **counts)
        elif was != now and code == "footnotes":
            yield _error(code, N_("%(name)s is missing."), name=_first(was - now))
        elif was != now:
            message = N_("%(name)s leads somewhere else in the translation.")
            yield _warning(code, message, name=_first(was - now))


def _structure(pair: _Pair) -> Iterator[Problem]:
    if not pair.text.strip():
        yield _error("structure", N_("There is no text."))
    elif pair.now.blocks != pair.was.blocks:
        message = N_(
            "This would become a heading, a list or another part of the page. Look at "
            "how the lines begin."
        )
        yield _error("structure", message)
    elif pair.now.is_option != pair.was.is_option:
        message = N_("A translation does not begin with a box such as [x].")
        yield _error("structure", message)
    elif pair.now.lines and not pair.was.lines:
        yield _error("structure", N_("This must stay on one line."))


def _html(pair: _Pair) -> Iterator[Problem]:
    for tag in pair.now.tags - pair.was.tags:
        message = N_("%(name)s is not in the original. Readers would see it as it is.")
        yield _error("html", message, name=tag)


def _code(pair: _Pair) -> Iterator[Problem]:
    for code in pair.was.code - pair.now.code:
        yield _warning("code", N_("The code %(name)s is not the same."), name=code)


def _numbers(pair: _Pair) -> Iterator[Problem]:
    was, now = pair.was.numbers, pair.now.numbers
    for number in was - now:
        yield _warning("numbers", N_("The number %(name)s is missing."), name=number)
    for number in now - was:
        message = N_("The number %(name)s is not in the original.")
        yield _warning("numbers", message, name=number)


def _glossary(pair: _Pair) -> Iterator[Problem]:
    for hit in pair.glossary:
        for term in hit.targets:
            if term.status == TermStatus.FORBIDDEN and contains(pair.text, term.text):
                message = N_("The glossary says not to use %(name)s.")
                yield _error("glossary", message, name=term.text)
        if hit.keep and hit.found not in pair.text:
            message = N_("The glossary says to keep %(name)s as it is.")
            yield _error("glossary", message, name=hit.found)
        usable = [term.text for term in hit.usable]
        if usable and not hit.keep and not any(contains(pair.text, t) for t in usable):
            message = N_("The glossary translates %(name)s as %(term)s.")
            yield _warning("glossary", message, name=hit.found, term=usable[0])


def _unchanged(pair: _Pair) -> Iterator[Problem]:
    is_same = pair.text.strip() == pair.source.strip()
    if is_same and pair.was.words >= MIN_UNCHANGED_WORDS:
        yield _warning("unchanged", N_("This is the same as the original."))


def _length(pair: _Pair) -> Iterator[Problem]:
    was, now = pair.was.width, pair.now.width
    if min(was, now) == 0 or max(was, now) < MIN_COMPARED_WIDTH:
        return
    if now > LONGEST * max(was, MIN_COMPARED_WIDTH / LONGEST):
        yield _warning("length", N_("This is much longer than the original."))
    elif now < SHORTEST * was:
        yield _warning("length", N_("This is much shorter than the original."))


def _bidi(pair: _Pair) -> Iterator[Problem]:
    expected: list[str] = []
    for letter in pair.text:
        if letter in _OPENING:
            expected.append(_OPENING[letter])
        elif letter in "\u202c\u2069" and (not expected or expected.pop() != letter):
            expected = ["unbalanced"]
            break
    if expected:
        message = N_("A hidden mark for the direction of the text has no partner.")
        yield _error("bidi", message)


def _form(pair: _Pair) -> Iterator[Problem]:
    if not unicodedata.is_normalized("NFC", pair.text):
        message = N_("Some letters are put together from parts; search may miss them.")
        yield _warning("nfc", message)


def _first(names: Counter[str]) -> str:
    return min(names)


_RULES: tuple[Callable[[_Pair], Iterator[Problem]], ...] = (
    *(_structure, _variables, _placeholders, _references, _html, _glossary, _bidi),
    *(_code, _numbers, _unchanged, _length, _form),
)
