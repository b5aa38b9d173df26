"""What was done in a copy comes to the site: each thing once, however often it comes.

An answer that is here stays, unless it is wrong and the one that comes is right;
modules and ticks are added, and a line is cleared that is said to be. So a code that
comes twice changes nothing the second time.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlmodel import Session

from app.learning.learner import Learner
from app.learning.progress import ModuleState, Place
from app.learning.scoring import Marked, NotAnOption, NothingChosen, mark
from app.learning.service import (
    complete_module,
    pack_progress,
    record_answer,
    record_ticks,
)
from app.onboarding.leading import LedTo
from app.reading.loading import OpenModule
from app.reading.module_page import place_of, source_answers, state_of
from app.takeout.codes import Done
from app.texts.blocks import Checklist, Quiz


class Taken(Struct, frozen=True):
    """How much of a code was new here."""

    modules: int = 0
    answers: int = 0
    ticks: int = 0


def take_over(session: Session, learner: Learner, led_to: LedTo, done: Done) -> Taken:
    """Add what was done in a copy to what a learner did here.

    What the pack has no more is left out. Whoever calls this saves the learner.
    """
    opened, modules = led_to.open(), led_to.modules()
    answers = ticks = 0
    for module in modules:
        _, state = state_of(module, learner)
        place = place_of(module)
        answers += _answers(session, learner, (module, place, state), done)
        ticks += _ticks(session, learner, (module, place, state), done)
    known = pack_progress(session, learner, opened.view.pack.key).done
    new = [
        place_of(module)
        for module in modules
        if module.station.number in done.modules
        and module.station.module.key not in known
    ]
    for place in new:
        complete_module(session, learner, place)
    return Taken(len(new), answers, ticks)


Spot = tuple[OpenModule, Place, ModuleState]


def _answers(session: Session, learner: Learner, spot: Spot, done: Done) -> int:
    module, place, state = spot
    accepted = source_answers(module)
    taken = 0
    for quiz in module.lesson.lesson.of_type(Quiz):
        assert isinstance(quiz, Quiz)  # noqa: S101 - chosen by type
        given = done.answers.get(quiz.id)
        marked = _marked(quiz, given, accepted.get(quiz.id, ())) if given else None
        before = state.answers.get(quiz.id)
        is_better = before is None or (marked and marked.is_right > before.is_right)
        if marked and is_better:
            record_answer(session, learner, place, quiz=quiz, marked=marked)
            taken += 1
    return taken


def _marked(quiz: Quiz, given: Sequence[str], accepted: Sequence[str]) -> Marked | None:
    try:
        return mark(quiz, given, accepted=accepted)
    except (NothingChosen, NotAnOption):
        # The question has changed since the copy was made.
        return None


def _ticks(session: Session, learner: Learner, spot: Spot, done: Done) -> int:
    module, place, state = spot
    taken = 0
    for items, checklist in _checklists(module):
        here = state.ticks & items
        now = (here | (done.ticks & items)) - done.cleared
        if now != here:
            ticked = sorted(now)
            record_ticks(session, learner, place, checklist=checklist, ticked=ticked)
            taken += len(now - here)
    return taken


def _checklists(module: OpenModule) -> Iterator[tuple[frozenset[str], Checklist]]:
    for block in module.lesson.lesson.of_type(Checklist):
        assert isinstance(block, Checklist)  # noqa: S101 - chosen by type
        yield frozenset(piece.unit_id for piece in block.items), block
