"""The packs a path leads through: those of its steps, those of its courses."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlmodel import Session, col

from app.onboarding.models import Path, Step
from app.onboarding.queries import steps_of
from app.packs.models import Course, Pack
from app.packs.queries import (
    PackRow,
    course_entries,
    find_course_by_key,
    packs_by_slug,
    successors,
    withdrawn_by_slug,
)
from app.reading.cards import PackCard, pack_cards
from app.texts.models import Document
from app.translation.queries import unit_texts


class Stop(Struct, frozen=True):
    """A pack of a path: `card` if readers get it, else what it was."""

    step: Step
    slug: str
    card: PackCard | None
    withdrawn: PackCard | None
    successor: PackCard | None
    is_required: bool = True


class PathStep(Struct, frozen=True):
    """A step with its packs; one of a course has a title and perhaps many."""

    step: Step
    course: Course | None
    title: str
    language: str
    stops: tuple[Stop, ...]

    @property
    def counted(self) -> tuple[Stop, ...]:
        """The stops that have to be done: those required, or all there are."""
        there = tuple(stop for stop in self.stops if stop.card)
        return tuple(stop for stop in there if stop.is_required) or there


class _Slot(Struct, frozen=True):
    step: Step
    course: Course | None
    packs: tuple[tuple[str, bool], ...]


def path_steps(
    session: Session, path: Path, languages: Sequence[str]
) -> list[PathStep]:
    """Return the steps of a path for a reader of these languages, in order."""
    return steps_with_packs(session, steps_of(session, path), languages)


def steps_with_packs(
    session: Session, steps: Iterable[Step], languages: Sequence[str]
) -> list[PathStep]:
    """Return steps with what they lead through, for a reader of these languages."""
    slots = [_slot(session, step) for step in steps]
    slugs = {slug for slot in slots for slug, _ in slot.packs}
    packs = packs_by_slug(session, slugs)
    gone = withdrawn_by_slug(session, slugs - packs.keys())
    instead = successors(session, gone.values())
    card, withdrawn, successor = (
        _cards(session, found, languages) for found in (packs, gone, instead)
    )
    found = []
    for slot in slots:
        stops = tuple(
            Stop(
                slot.step,
                slug,
                card.get(slug),
                withdrawn.get(slug),
                successor.get(slug),
                is_required,
            )
            for slug, is_required in slot.packs
        )
        found.append(_path_step(session, slot, stops, languages))
    return found


def pack_keys(steps: Iterable[PathStep]) -> list[str]:
    """Return the ids of the packs of some steps that readers get, each once."""
    keys = [stop.card.key for one in steps for stop in one.stops if stop.card]
    return list(dict.fromkeys(keys))


def listed(steps: Iterable[PathStep]) -> list[PathStep]:
    """Return steps as learners see them: each pack once, where it comes first.

    A pack that any step asks for is not one to take "if you like".
    """
    whole = list(steps)
    needed = {s.slug for step in whole for s in step.stops if s.is_required}
    seen: set[str] = set()
    found = []
    for step in whole:
        new = [stop for stop in step.stops if stop.slug not in seen]
        seen |= {stop.slug for stop in new}
        stops = tuple(replace(s, is_required=s.slug in needed) for s in new)
        if stops:
            found.append(replace(step, stops=stops))
    return found


def _slot(session: Session, step: Step) -> _Slot:
    if step.course_key:
        course = find_course_by_key(session, step.course_key)
        number = course.id if course else None
        entries = course_entries(session, number) if number else []
        packs = tuple((entry.pack_slug, entry.is_required) for entry in entries)
        return _Slot(step, course, packs)
    slug = session.scalar(select(col(Pack.slug)).where(col(Pack.key) == step.pack_key))
    return _Slot(step, None, ((slug or step.pack_key, True),))


def _path_step(
    session: Session, slot: _Slot, stops: tuple[Stop, ...], languages: Sequence[str]
) -> PathStep:
    if slot.course is not None:
        document = session.get_one(Document, slot.course.document_id)
        title = unit_texts(session, document, languages, limit=1)[0]
        return PathStep(slot.step, slot.course, title.text, title.language, stops)
    card = next((s.card or s.withdrawn for s in stops), None)
    name = card.title if card else stops[0].slug
    return PathStep(
        slot.step, None, name, card.language.code if card else languages[0], stops
    )


def _cards(
    session: Session, packs: Mapping[str, PackRow], languages: Sequence[str]
) -> dict[str, PackCard]:
    cards = pack_cards(session, list(packs.values()), languages)
    return dict(zip(packs, cards, strict=True))
