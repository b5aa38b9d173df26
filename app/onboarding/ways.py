"""A path or a course as a whole: its words, and the packs it leads through, in order.

What shows, packs or grades a whole one asks here, so that both are the same to it.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum

from msgspec import Struct
from sqlmodel import Session

from app.onboarding.models import Step
from app.onboarding.queries import all_words, best_words, get_path, steps_of
from app.onboarding.stops import Stop, steps_with_packs
from app.packs.models import Course
from app.packs.queries import card_languages, find_course_by_key, get_course
from app.platform.errors import NotFound
from app.platform.languages import get_language
from app.reading.record_view import build_course_view
from app.texts.reading import Status, UnitText

WHOLE = 100


class WayKind(StrEnum):
    """What leads through several packs, as addresses have it."""

    PATH = "paths"
    COURSE = "courses"


class Way(Struct, frozen=True):
    """A path or a course in the best languages for a reader.

    `sign` is what it is called for good; `lines` are its welcome or its summary, `ask`
    says where to ask, and `by` is the organisation whose path it is.
    """

    kind: WayKind
    slug: str
    sign: str
    title: UnitText
    lines: tuple[UnitText, ...]
    ask: tuple[UnitText, ...]
    by: str
    packs: "WayPacks"

    def percent(self, finished: Collection[str]) -> int:
        """Return how much of what has to be done is, by the keys of packs done."""
        done = sum(key in finished for key in self.packs.needed)
        return WHOLE * done // max(1, len(self.packs.needed))


class WayPacks(Struct, frozen=True):
    """The packs of a way that readers get, each once.

    `needed` are the keys of those that have to be done; `languages` are all that the
    way or a pack of it is in, its own first.
    """

    stops: tuple[Stop, ...]
    needed: tuple[str, ...]
    languages: tuple[str, ...]


def open_way(
    session: Session, kind: WayKind, slug: str, languages: Sequence[str]
) -> Way:
    """Return a path or a published course; raise NotFound."""
    if kind is WayKind.COURSE:
        return _course(session, get_course(session, slug), languages)
    path, organisation = get_path(session, slug)
    words = best_words(session, path, languages)
    known = (path.language, *all_words(session, path))

    def said(text: str) -> tuple[UnitText, ...]:
        lines = (line for line in text.splitlines() if line.strip())
        return tuple(_text(line, words.language, languages[0]) for line in lines)

    return Way(
        kind=kind,
        slug=slug,
        sign=f"path:{slug}",
        title=_text(words.title, words.language, languages[0]),
        lines=said(words.welcome),
        ask=said(words.ask),
        by=organisation.name,
        packs=_packs(session, steps_of(session, path), languages, known=known),
    )


def find_way(session: Session, sign: str, languages: Sequence[str]) -> Way | None:
    """Return what a sign stands for, or None where that is gone."""
    kind, _, name = sign.partition(":")
    try:
        if kind == "path":
            return open_way(session, WayKind.PATH, name, languages)
        course = find_course_by_key(session, name)
        slug = course.slug if course else ""
        return open_way(session, WayKind.COURSE, slug, languages)
    except NotFound:
        return None


def _course(session: Session, course: Course, languages: Sequence[str]) -> Way:
    view = build_course_view(session, course, languages)
    step = Step(path_id=0, position=1, course_key=course.key)
    return Way(
        kind=WayKind.COURSE,
        slug=course.slug,
        sign=f"course:{course.key}",
        title=view.title,
        lines=(view.summary, view.audience),
        ask=(),
        by="",
        packs=_packs(session, [step], languages, known=()),
    )


def _packs(
    session: Session,
    steps: Sequence[Step],
    languages: Sequence[str],
    *,
    known: Sequence[str],
) -> WayPacks:
    whole = steps_with_packs(session, steps, languages)
    stops = {stop.slug: stop for step in whole for stop in step.stops if stop.card}
    counted = [stop.card for step in whole for stop in step.counted]
    cards = [stop.card for stop in stops.values() if stop.card]
    rows = card_languages(session, [card.pack.id for card in cards])
    titled = {row.language for of_pack in rows.values() for row in of_pack if row.title}
    sources = (card.pack.source_language for card in cards)
    return WayPacks(
        tuple(stops.values()),
        tuple(dict.fromkeys(card.key for card in counted if card)),
        tuple(dict.fromkeys((*known, *sources, *sorted(titled)))),
    )


def _text(text: str, code: str, page: str) -> UnitText:
    if code == page:
        return UnitText("", text, Status.CURRENT, code)
    language = get_language(code)
    return UnitText("", text, Status.FALLBACK, code, language.tag, language.direction)
