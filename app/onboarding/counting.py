"""Counts of who takes a path, for the desk: people who share nothing are not in them.

People who show their steps are named apart and not counted with the others, or what
is shown of both would give away who is left.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.onboarding.models import Path, PathLearner, PathProgress, Sharing
from app.onboarding.pinning import pin_of
from app.onboarding.stops import PathStep, Stop
from app.onboarding.totals import FEWEST, Counted, Totals, totals
from app.packs.models import Module

Far = Mapping[str, PathProgress]


class Stuck(Struct, frozen=True):
    """The module at which most of those stop who began a step, five at least."""

    pack: str
    number: int


class Named(Struct, frozen=True):
    """Somebody who shows the organisation their name and steps."""

    name: str
    done: int


class Desk(Struct, frozen=True):
    """What the desk may show of a path; `stuck` has a place for each step."""

    totals: Totals
    stuck: Sequence[Stuck | None]
    named: Sequence[Named]


class _Counting(Struct):
    """People of one cohort, while they are counted."""

    people: int = 0
    began: Counter[int] = field(default_factory=Counter)
    done: Counter[int] = field(default_factory=Counter)

    def counted(self, steps: int) -> Counted:
        pairs = tuple((self.began[i], self.done[i]) for i in range(steps))
        return Counted(self.people, pairs)


class _Book(Struct):
    """Everything that is counted in one go over the learners of a path."""

    cohorts: dict[str, _Counting] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    stuck: list[Counter[tuple[str, int]]] = field(default_factory=list)
    began: int = 0
    finished: int = 0


def count(session: Session, path: Path, steps: Sequence[PathStep]) -> Desk:
    """Count a path for its desk."""
    learners = _learners(session, path)
    far = _progress(session, path)
    modules = _modules(session, steps)
    book = _Book(stuck=[Counter() for _ in steps])
    for one in learners:
        if one.sharing == Sharing.TOTALS:
            _count_one(book, one, far.get(one.id or 0, {}), (steps, modules))
    shown = totals(
        {key: one.counted(len(steps)) for key, one in book.cohorts.items()},
        book.languages,
        began=book.began,
        finished=book.finished,
        steps=len(steps),
    )
    stuck = [
        _most(found) if step.began is not None else None
        for found, step in zip(book.stuck, shown.whole.steps, strict=True)
    ]
    return Desk(shown, stuck, _named(session, learners, far, steps))


def steps_done(steps: Sequence[PathStep], far: Far) -> int:
    """Return how many steps somebody has done."""
    return sum(_is_done(step, far) for step in steps)


def _count_one(
    book: _Book,
    one: PathLearner,
    far: Far,
    shown: tuple[Sequence[PathStep], Mapping[str, Sequence[str]]],
) -> None:
    steps, modules = shown
    group = book.cohorts.setdefault(str(one.cohort_id or "-"), _Counting())
    group.people += 1
    book.languages[one.language] += 1
    began_any = done = 0
    for number, step in enumerate(steps):
        began = any(stop.card and stop.card.key in far for stop in step.stops)
        began_any |= began
        is_done = began and _is_done(step, far)
        group.began[number] += began
        group.done[number] += is_done
        done += is_done
        if began and not is_done:
            book.stuck[number][_place(step, far, modules)] += 1
    book.began += began_any
    book.finished += bool(steps) and done == len(steps)


def _is_done(step: PathStep, far: Far) -> bool:
    keys = [stop.card.key for stop in step.counted if stop.card]
    return bool(keys) and all(key in far and far[key].done_at for key in keys)


def _place(
    step: PathStep, far: Far, modules: Mapping[str, Sequence[str]]
) -> tuple[str, int]:
    """Return where somebody is: the title of the pack, and the number of a module."""
    cards = [stop.card for stop in step.counted if stop.card]
    left = [c for c in cards if not (c.key in far and far[c.key].done_at)]
    card = next((c for c in left if c.key in far), left[0])
    keys = modules.get(card.key, ())
    last = far[card.key].last_done if card.key in far else ""
    after = keys.index(last) + 2 if last in keys else 1
    return card.title, min(after, max(1, len(keys)))


def _most(found: Counter[tuple[str, int]]) -> Stuck | None:
    place, people = max(found.items(), key=lambda one: one[1], default=(("", 0), 0))
    return Stuck(*place) if people >= FEWEST else None


def _learners(session: Session, path: Path) -> list[PathLearner]:
    found = select(PathLearner).where(col(PathLearner.path_id) == path.id)
    return list(session.scalars(found.order_by(col(PathLearner.id))))


def _progress(session: Session, path: Path) -> dict[int, dict[str, PathProgress]]:
    rows = session.scalars(
        select(PathProgress)
        .join(PathLearner, col(PathLearner.id) == col(PathProgress.learner_id))
        .where(col(PathLearner.path_id) == path.id)
    )
    found: dict[int, dict[str, PathProgress]] = {}
    for row in rows:
        found.setdefault(row.learner_id, {})[row.pack_key] = row
    return found


def _modules(session: Session, steps: Sequence[PathStep]) -> dict[str, Sequence[str]]:
    """Return the ids of the modules of each pack, as its step shows them."""
    stops: list[Stop] = [stop for step in steps for stop in step.stops]
    return {stop.card.key: module_keys(session, stop) for stop in stops if stop.card}


def module_keys(session: Session, stop: Stop) -> list[str]:
    """Return the ids of the modules of a pack as its step shows them, in order."""
    pin = pin_of(stop.step)
    if pin is not None:
        rows = (session.get_one(Module, one.module) for one in pin.modules)
        return [row.key for row in rows]
    if stop.card is None:
        return []
    found = select(col(Module.key)).where(
        col(Module.pack_id) == stop.card.pack.id, col(Module.is_withdrawn).is_(False)
    )
    return list(session.scalars(found.order_by(col(Module.number))))


def _named(
    session: Session,
    learners: Sequence[PathLearner],
    far: Mapping[int, Far],
    steps: Sequence[PathStep],
) -> list[Named]:
    shown = {one.user_id: one for one in learners if one.sharing == Sharing.STEPS}
    found = select(col(User.id), col(User.name)).where(col(User.id).in_(shown))
    return [
        Named(name, steps_done(steps, far.get(shown[user_id].id or 0, {})))
        for user_id, name in session.execute(found.order_by(col(User.name)))
    ]
