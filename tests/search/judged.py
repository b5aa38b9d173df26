"""The judged searches of `judgements/`, and what cards show of their answers."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from app.search.answering.results import Card, ClipHit

FOLDER = Path(__file__).parent / "judgements"
GRADES = {"best": 3, "good": 2, "fair": 1}
VARIANTS = ("typo", "prefix", "accentless")
NEAR = 1  # the grade of a pack whose right section is not on its card
# A moment may begin before the words so that one hears what they answer to.
EARLY, LATE = 12, 3


@dataclass(frozen=True)
class Judged:
    """A search with its answers; `twin` is what was meant when this is mistyped."""

    ask: str
    kind: str
    language: str
    reader: str
    grades: dict[str, int] = field(hash=False)
    twin: str = ""

    @property
    def subjects(self) -> dict[str, int]:
        """The best grade of each thing that has a card of its own."""
        found: dict[str, int] = {}
        for answer, grade in self.grades.items():
            subject = subject_of(answer)
            found[subject] = max(grade, found.get(subject, 0))
        return found


def subject_of(answer: str) -> str:
    """Return the thing whose card shows an answer."""
    return re.split(r"[/#@]", answer.removeprefix("clip:"))[0]


def read_judged() -> list[Judged]:
    """Return every judged search, mistyped twins after what they mean."""
    return [
        judged for path in sorted(FOLDER.glob("*.toml")) for judged in _of_file(path)
    ]


def _of_file(path: Path) -> Iterator[Judged]:
    data = tomllib.loads(path.read_text())
    for query in data["queries"]:
        language = query.get("language") or data["language"]
        reader = query.get("reader") or data.get("reader") or language
        grades = {a: g for name, g in GRADES.items() for a in query.get(name, ())}
        yield Judged(query["ask"], query["kind"], language, reader, grades)
        for kind in VARIANTS:
            if kind in query:
                yield Judged(
                    query[kind], kind, language, reader, grades, twin=query["ask"]
                )


def gains(judged: Judged, cards: Iterable[Card]) -> list[int]:
    """Return what each card adds: the grade of the best judged answer on it.

    A second card for the same thing adds only what the first one did not have.
    """
    had: dict[str, int] = {}
    found = []
    for card in cards:
        subject, places = shown(card)
        grade = max(
            (_worth(judged, subject, place) for place in places or [Place(subject)]),
            default=0,
        )
        found.append(max(0, grade - had.get(subject, 0)))
        had[subject] = max(grade, had.get(subject, 0))
    return found


def ideal(judged: Judged) -> list[int]:
    """Return the gains of a perfect answer."""
    return sorted(judged.subjects.values(), reverse=True)


@dataclass(frozen=True)
class Place:
    """What somebody sees on a card: a section, or a second of a clip, or just it."""

    subject: str
    module: str = ""
    anchor: str = ""
    clip: str = ""
    seconds: int = 0


def shown(card: Card) -> tuple[str, list[Place]]:
    """Return the thing a card is about and the places it leads to."""
    own = _place(card.href)
    places = [own]
    places += [_place(section.href) for section in card.sections]
    places += [place for clip in card.clips for place in _moments(own.subject, clip)]
    return own.subject, places


def _place(href: str) -> Place:
    parts = urlsplit(href)
    _, _language, room, slug, *rest = parts.path.split("/")
    if room != "packs":
        return Place(f"{room.removesuffix('s')}:{slug}")
    module = f"m{rest[0]}" if rest else ""
    return Place(slug, module, parts.fragment.removeprefix("s-"))


def _moments(subject: str, clip: ClipHit) -> Iterator[Place]:
    name = re.split(r"[/:]", clip.entity)[-1]
    module = _place(clip.href).module
    for moment in clip.moments:
        yield Place(subject, module, clip=name, seconds=moment.seconds)


def _worth(judged: Judged, subject: str, place: Place) -> int:
    worth = 0
    for answer, grade in judged.grades.items():
        if subject_of(answer) != subject:
            continue
        worth = max(worth, _grade_at(answer, grade, place))
    return worth


def _grade_at(answer: str, grade: int, place: Place) -> int:
    if answer.startswith("clip:"):
        name, _, second = answer.rpartition("/")[2].partition("@")
        is_there = place.clip == name and -LATE <= int(second) - place.seconds <= EARLY
        return grade if is_there else NEAR
    wanted, _, anchor = answer.partition("#")
    module = wanted.partition("/")[2]
    if not module or (place.module == module and place.anchor == anchor):
        return grade
    if place.module == module:
        return max(NEAR, grade - 1) if anchor else grade
    return NEAR
