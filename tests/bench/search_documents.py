"""Documents by the hundred thousand, in ten languages, from words people wrote.

The words are those of the interface in each language (for Chinese, of CLDR's names),
with more made from their beginnings and ends, as common and as rare as words are
(Zipf). The same number always gives the same documents.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import polib
from babel import Locale

from app.search.index import EntityKind, IndexDocument
from tests.conventions.sources import ROOT

LANGUAGES = ("en", "fr", "es", "pt-br", "ar", "sw", "hi", "bn", "ha", "zh")
VOCABULARY = 20_000
SECTIONS_OF_A_MODULE, MODULES_OF_A_PACK = 4, 5
TITLE_WORDS, TEXT_WORDS = 4, 65
WORD = re.compile(r"[^\W\d_](?:[^\W_]|[\u0900-\u09ff])+")


@dataclass(frozen=True)
class Asked:
    """A query of the benchmark, and which kind it is of."""

    kind: str
    text: str
    language: str


@cache
def vocabulary(language: str) -> tuple[str, ...]:
    """Return the words of a language, the most common first."""
    found = dict.fromkeys(WORD.findall(_text(language)))
    words = list(found)
    made = random.Random(language)  # noqa: S311 - the same ones each time
    while len(found) < VOCABULARY:
        first, second = made.choice(words), made.choice(words)
        found[first[: len(first) // 2 + 1] + second[len(second) // 2 :]] = None
    return tuple(found)


def _text(language: str) -> str:
    if language == "zh":
        names = Locale("zh")
        return " ".join((*names.languages.values(), *names.territories.values()))
    path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    entries = polib.pofile(str(path))
    return " ".join(entry.msgstr or entry.msgid for entry in entries).lower()


@cache
def _weights() -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))


def documents(count: int) -> Iterator[IndexDocument]:
    """Yield so many documents: sections of modules, in each language in turn."""
    chance = random.Random(count)  # noqa: S311 - the same ones each time
    for number in range(count):
        language = LANGUAGES[number % len(LANGUAGES)]
        section = number // len(LANGUAGES)
        module = section // SECTIONS_OF_A_MODULE
        pack = module // MODULES_OF_A_PACK
        yield IndexDocument(
            id=number + 1,
            entity=f"module:p{pack}/m{module % MODULES_OF_A_PACK}",
            group=f"pack:p{pack}",
            kind=EntityKind.MODULE,
            language=language,
            title=words_of(chance, language, TITLE_WORDS).capitalize(),
            context=words_of(chance, language, TITLE_WORDS).capitalize(),
            text=words_of(chance, language, TEXT_WORDS) + ".",
            version=1,
        )


def words_of(chance: random.Random, language: str, count: int) -> str:
    space = "" if language == "zh" else " "
    words = vocabulary(language)
    return space.join(chance.choices(words, cum_weights=_weights(), k=count))


def batches(count: int, size: int = 1_000) -> Iterator[list[IndexDocument]]:
    """Yield the documents in lists."""
    some: list[IndexDocument] = []
    for document in documents(count):
        some.append(document)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def queries() -> list[Asked]:
    """Return what is asked for: whole words, beginnings, mistyped ones, two words.

    They are neither the most common words nor so rare that hardly a document has them.
    """
    chance = random.Random("queries")  # noqa: S311 - the same ones each time
    found = []
    for language in LANGUAGES:
        words = [word for word in vocabulary(language)[50:1_000] if len(word) > 5]
        for _ in range(5):
            first, second = chance.sample(words or list(vocabulary(language)), 2)
            found += [
                Asked("word", f"{first} ", language),
                Asked("beginning", first[:4], language),
                Asked("two words", f"{first} {second}", language),
            ]
            if language != "zh":
                found.append(Asked("mistyped", _mistyped(chance, first), language))
    return found


def _mistyped(chance: random.Random, word: str) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
