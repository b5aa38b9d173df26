"""What learners do, the same with and without an account.

Reading costs a signed-in learner at most three queries for a whole module page.
Changes note where the learner is; call `learner.save` on the answer afterwards.
"""

from collections.abc import Collection, Sequence

from sqlmodel import Session

from app.learning import account
from app.learning.events import ModuleCompleted, PackCompleted, PackStarted
from app.learning.learner import Learner
from app.learning.progress import (
    Completed,
    ModuleState,
    PackProgress,
    Place,
    StoredAnswer,
)
from app.learning.queries import answers_in, progress_of, ticks_in
from app.learning.scoring import Marked
from app.platform.outbox import announce
from app.texts.blocks import Checklist, Lesson, Quiz


def pack_progress(session: Session, learner: Learner, pack_key: str) -> PackProgress:
    """Return how far a learner is in a pack."""
    return progress_of_packs(session, learner, [pack_key])[pack_key]


def progress_of_packs(
    session: Session, learner: Learner, pack_keys: Collection[str]
) -> dict[str, PackProgress]:
    """Return how far a learner is in each of some packs, begun or not."""
    if learner.user_id is None:
        return {key: learner.device.progress(key) for key in pack_keys}
    found = progress_of(session, learner.user_id, pack_keys)
    return {key: found.get(key, PackProgress()) for key in pack_keys}


def started_packs(session: Session, learner: Learner) -> dict[str, PackProgress]:
    """Return every pack a learner has begun, the latest first."""
    if learner.user_id is not None:
        return progress_of(session, learner.user_id)
    device = learner.device
    return {key: device.progress(key) for key in reversed(device.packs)}


def module_state(
    session: Session,
    learner: Learner,
    place: Place,
    *,
    lesson: Lesson,
    progress: PackProgress | None = None,
) -> ModuleState:
    """Return what a learner did in a module; give `progress` if it is known already."""
    if learner.user_id is None:
        return learner.device.module_state(place, lesson)
    progress = progress or pack_progress(session, learner, place.pack_key)
    spot = (learner.user_id, place.pack_key, place.module_key)
    has_quiz = any(isinstance(block, Quiz) for block in lesson.blocks)
    has_list = any(isinstance(block, Checklist) for block in lesson.blocks)
    return ModuleState(
        is_done=place.module_key in progress.done,
        answers=answers_in(session, *spot) if has_quiz else {},
        ticks=ticks_in(session, *spot) if has_list else frozenset(),
    )


def record_visit(session: Session, learner: Learner, place: Place) -> None:
    """Note where a learner is. It writes, so it belongs into a POST.

    Every other change here notes it too: a page need not call this.
    """
    if learner.user_id is not None:
        account.visit(session, learner.user_id, place)
        return
    if learner.changed_device().visit(place):
        key = learner.device_event_key("started", place.pack_key)
        announce(
            session, PackStarted(key, place.pack_key, place.language, learner.sign)
        )


def record_answer(
    session: Session,
    learner: Learner,
    place: Place,
    *,
    quiz: Quiz,
    marked: Marked,
) -> None:
    """Keep an answer that was marked; it takes the place of the one before."""
    record_visit(session, learner, place)
    given = StoredAnswer(marked.given, marked.is_right)
    if learner.user_id is not None:
        account.answer(session, learner.user_id, place, quiz_id=quiz.id, given=given)
    elif quiz.kind == "text":
        learner.changed_device().type_answer(place, quiz.id, given)
    else:
        learner.changed_device().answer(place, quiz.id, given)


def record_ticks(
    session: Session,
    learner: Learner,
    place: Place,
    *,
    checklist: Checklist,
    ticked: Sequence[str],
) -> None:
    """Keep which lines of a checklist are ticked; what is not on it is ignored."""
    record_visit(session, learner, place)
    items = [piece.unit_id for piece in checklist.items]
    chosen = [item for item in items if item in set(ticked)]
    if learner.user_id is not None:
        account.tick(session, learner.user_id, place, items=items, ticked=chosen)
    else:
        learner.changed_device().tick(place, items, chosen)


def complete_module(session: Session, learner: Learner, place: Place) -> Completed:
    """Mark a module as done. Once more changes nothing and announces nothing."""
    if learner.user_id is not None:
        return account.complete(session, learner.user_id, place)
    record_visit(session, learner, place)
    is_new, is_whole = learner.changed_device().complete(place)
    if is_new:
        key = learner.device_event_key("done", place.pack_key, place.module_key)
        announce(session, ModuleCompleted.at(key, place, learner.sign))
    if is_whole:
        key = learner.device_event_key("finished", place.pack_key)
        announce(
            session, PackCompleted(key, place.pack_key, place.language, learner.sign)
        )
    progress = learner.device.progress(place.pack_key)
    return Completed(is_new, progress.is_finished(place.module_keys))
