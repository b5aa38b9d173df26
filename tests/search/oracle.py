"""Random packs as plain data, the folders they make, and a slow way to count them.

The counting knows nothing of the program: it looks at the data, one thing at a time.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.factories.library import VIDEO, ContentFolders

# No two begin alike or are alike, none is a word of any language or has a synonym.
WORDS = tuple(
    f"{a}{b}{c}"
    for a, b, c in zip(
        ("brolm", "czint", "dwopt", "fjalk", "gwemz", "hrukk", "jvost", "kmeff"),
        ("agrub", "ewolt", "izzyk", "onder", "ummax", "ydrog", "aphot", "eglin"),
        ("qux", "zor", "wyn", "fep", "kiv", "dop", "bal", "mur"),
        strict=True,
    )
)
SKILLS = {
    "budgeting": "proposal-writing",
    "grant-application": "proposal-writing",
    "scanning": "document-digitisation",
    "proposal-writing": None,
}
LEVELS = ("beginner", "some-practice", "experienced")
PARTS = ("training", "hands-on")
OTHER_LANGUAGES = ("fr", "sw", "ha")


@dataclass(frozen=True)
class ModuleData:
    """A module: what its head says, its sections, and a video if it has one."""

    part: str
    minutes: int
    head: str
    sections: tuple[tuple[str, str], ...]
    said: str
    text_bytes: int


@dataclass(frozen=True)
class PackData:
    """A pack."""

    key: str
    level: str
    skills: tuple[str, ...]
    title: str
    summary: str
    modules: tuple[ModuleData, ...]
    languages: dict[str, int]
    text_bytes: int
    organisation: bool


@dataclass(frozen=True)
class Filters:
    """What somebody asks for, as in `Asked`."""

    words: tuple[str, ...] = ()
    skills: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    minutes: int = 0
    kilobytes: int = 0
    include_partial: bool = True


@dataclass(frozen=True)
class ThingData:
    """Something with a card of its own, and every text it is found by."""

    tabs: frozenset[str]
    texts: tuple[frozenset[str], ...]
    skills: frozenset[str]
    formats: frozenset[str]
    languages: dict[str, int]
    level: str
    parts: frozenset[str]
    owners: frozenset[str]
    minutes: int
    size: int = field(default=0)


def random_packs(seed: int, number: int) -> list[PackData]:
    """Return some packs, the same for a seed each time."""
    chance = random.Random(seed)  # noqa: S311 - the same ones each time
    return [_pack(chance, f"rndm{place:02}") for place in range(number)]


def _pack(chance: random.Random, key: str) -> PackData:
    modules = tuple(_module(chance) for _ in range(chance.randint(1, 2)))
    languages = {"en": 100}
    for code in OTHER_LANGUAGES:
        if chance.random() < 0.4:
            languages[code] = chance.choice((20, 70, 100))
    return PackData(
        key=key,
        level=chance.choice(LEVELS),
        skills=tuple(chance.sample(sorted(SKILLS), chance.randint(1, 2))),
        title=_words(chance, 2),
        summary=_words(chance, 2),
        modules=modules,
        languages=languages,
        text_bytes=chance.choice((0, 50_000, 400_000, 3_000_000)),
        organisation=chance.random() < 0.5,
    )


def _module(chance: random.Random) -> ModuleData:
    sections = tuple(
        (_words(chance, 1), _words(chance, 2)) for _ in range(chance.randint(1, 2))
    )
    return ModuleData(
        part=chance.choice(PARTS),
        minutes=chance.choice((10, 15, 25)),
        head=_words(chance, 1),
        sections=sections,
        said=_words(chance, 2) if chance.random() < 0.4 else "",
        text_bytes=chance.choice((0, 50_000, 400_000)),
    )


def _words(chance: random.Random, number: int) -> str:
    return " ".join(chance.sample(WORDS, number))


def random_filters(chance: random.Random) -> Filters:
    """Return a search somebody might make."""

    def some(values: tuple[str, ...], likely: float = 0.25) -> frozenset[str]:
        many = chance.randint(1, min(2, len(values)))
        many = many if chance.random() < likely else 0
        return frozenset(chance.sample(values, many))

    return Filters(
        words=tuple(chance.sample(WORDS, chance.choice((0, 1, 1, 1, 2)))),
        skills=some(tuple(sorted(SKILLS))),
        formats=some(("text", "video", "worksheet")),
        languages=some(("en", *OTHER_LANGUAGES)),
        levels=some(LEVELS),
        parts=some(PARTS),
        owners=some(("organisation:bench-builders",), 0.15),
        minutes=chance.choice((0, 0, 0, 15, 30, 60)),
        kilobytes=chance.choice((0, 0, 0, 100, 1_000)),
        include_partial=chance.random() < 0.7,
    )


def write_packs(folders: ContentFolders, packs: list[PackData]) -> None:
    """Write packs as folders."""
    for pack in packs:
        base = f"learning_packs/{pack.key}-pack"
        folders.write(f"{base}/pack.toml", _pack_file(pack))
        for number, module in enumerate(pack.modules, start=1):
            text = _module_file(module, number)
            folders.write(f"{base}/modules/0{number}-part{number}.md", text)
            if module.said:
                name = f"{base}/media/clip{number}"
                folders.write(
                    f"{name}.toml", VIDEO.replace("look.240p", f"clip{number}.240p")
                )
                folders.write(f"{name}.240p.webm", "no film" * 10)
                cue = f"WEBVTT\n\n00:00.000 --> 00:02.000\n{module.said}\n"
                folders.write(f"{name}.en.vtt", cue)


def _pack_file(pack: PackData) -> str:
    skills = ", ".join(f'"{skill}"' for skill in pack.skills)
    organisations = '["bench-builders"]' if pack.organisation else "[]"
    return f"""\
id = "{pack.key}"
source_language = "en"
title = "{pack.title}"
summary = "{pack.summary}"
goals = ["saw straight"]
skills = [{skills}]
level = "{pack.level}"
licence = "CC-BY-SA-4.0"
organisations = {organisations}

[[authors]]
name = "Passalong contributors"
role = "author"
"""


def _module_file(module: ModuleData, number: int) -> str:
    sections = "\n".join(f"## {name}\n\n{text}\n" for name, text in module.sections)
    clip = f"\n::: video file=clip{number}\nSee.\n:::\n" if module.said else ""
    return f"""\
+++
id = "m{number}"
title = "{module.head}"
kind = "{module.part}"
minutes = {module.minutes}
lead = "Why it matters."
checked = 2026-11-20
+++

::: goals
- do it well
:::
{clip}
{sections}
"""


def things_of(packs: list[PackData], film_bytes: int) -> list[ThingData]:
    """Return everything that can be found of some packs."""
    return [thing for pack in packs for thing in _things(pack, film_bytes)]


def _things(pack: PackData, film_bytes: int) -> Iterator[ThingData]:
    skills = frozenset(
        name for s in pack.skills for name in (s, SKILLS[s]) if name is not None
    )
    owners = {"organisation:bench-builders"} if pack.organisation else set()
    films = sum(bool(module.said) for module in pack.modules)
    common = {
        "skills": skills,
        "level": pack.level,
        "owners": frozenset(owners),
    }
    inside = [(module, list(_texts(pack, module))) for module in pack.modules]
    clips = [_said(pack, module) for module in pack.modules if module.said]
    own = [_set(pack.title, pack.summary)]
    everything = (*own, *(t for _, texts in inside for t in texts))
    yield ThingData(
        tabs=frozenset({"", "packs"}),
        texts=(*everything, *(text for texts in clips for text in texts)),
        formats=frozenset({"video"} if films else {"text"}),
        languages=pack.languages,
        parts=frozenset(module.part for module in pack.modules),
        minutes=sum(module.minutes for module in pack.modules),
        size=pack.text_bytes + films * film_bytes if pack.text_bytes else 0,
        **common,  # type: ignore[arg-type]  # as the names say
    )
    for module, texts in inside:
        film = film_bytes if module.said else 0
        yield ThingData(
            tabs=frozenset({"modules"} if module.said else {"modules", "tutorials"}),
            texts=tuple(texts),
            formats=frozenset({"video"} if module.said else {"text"}),
            languages=pack.languages,
            parts=frozenset({module.part}),
            minutes=module.minutes,
            size=module.text_bytes + film if module.text_bytes else 0,
            **common,  # type: ignore[arg-type]  # as the names say
        )
        if module.said:
            yield ThingData(
                tabs=frozenset({"videos"}),
                texts=tuple(_said(pack, module)),
                formats=frozenset({"video"}),
                languages={"en": 100},
                parts=frozenset({module.part}),
                minutes=1,
                size=film,
                **common,  # type: ignore[arg-type]  # as the names say
            )


def _set(*texts: str) -> frozenset[str]:
    return frozenset(" ".join(texts).split())


def _texts(pack: PackData, module: ModuleData) -> Iterator[frozenset[str]]:
    yield _set(module.head, pack.title)
    for name, text in module.sections:
        yield _set(name, text, module.head, pack.title)


def _said(pack: PackData, module: ModuleData) -> list[frozenset[str]]:
    return [_set(module.head), _set(module.said)]


def is_left(thing: ThingData, asked: Filters, without: str = "") -> bool:
    """Tell whether one thing passes every filter, except one."""
    whole = {c for c, percent in thing.languages.items() if percent == 100}
    known = set(thing.languages) if asked.include_partial else whole
    tests = {
        "skill": not asked.skills or bool(asked.skills & thing.skills),
        "format": not asked.formats or bool(asked.formats & thing.formats),
        "lang": not asked.languages or bool(asked.languages & known),
        "level": not asked.levels or thing.level in asked.levels,
        "part": not asked.parts or bool(asked.parts & thing.parts),
        "owner": not asked.owners or bool(asked.owners & thing.owners),
        "dur": not asked.minutes or 0 < thing.minutes <= asked.minutes,
        "kb": not asked.kilobytes or 0 < thing.size <= asked.kilobytes * 1_000,
    }
    tests.pop(without, None)
    return all(tests.values())


def has_words(thing: ThingData, asked: Filters) -> bool:
    """Tell whether some text of a thing has all words."""
    return any(set(asked.words) <= text for text in thing.texts)
