"""Progress of somebody with an account, in the database."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col

from app.learning.events import ModuleCompleted, PackCompleted, PackStarted
from app.learning.learner import account_sign
from app.learning.models import Answer, Completion, PackVisit, Tick
from app.learning.progress import Completed, PackProgress, Place, StoredAnswer
from app.learning.queries import done_modules
from app.platform import clock
from app.platform.ids import derived_id, short_id
from app.platform.outbox import announce
from app.platform.rows import insert_new, insert_once, insert_or_change

KEY_CHARACTERS = 24


# Built once: building it would take longer than running it.
_VISITED_AGAIN = (
    update(PackVisit)
    .where(
        col(PackVisit.user_id) == bindparam("whose"),
        col(PackVisit.pack_key) == bindparam("pack"),
    )
    .values(
        module_key=bindparam("module"),
        language=bindparam("lang"),
        visited_at=bindparam("now"),
    )
    .returning(col(PackVisit.event_key), col(PackVisit.finished_at))
)


class Visit(Struct, frozen=True):
    """A pack somebody has begun, as it is in the database."""

    event_key: str
    finished_at: datetime | None


def visit(session: Session, user_id: int, place: Place) -> Visit:
    """Note where somebody is. The row stays locked: their requests take turns."""
    # Almost every visit is to a pack that was begun before.
    return _visit_again(session, user_id, place) or _begin(session, user_id, place)


def _visit_again(session: Session, user_id: int, place: Place) -> Visit | None:
    values = {
        "whose": user_id,
        "pack": place.pack_key,
        "module": place.module_key,
        "lang": place.language,
        "now": clock.now(),
    }
    known = session.connection().execute(_VISITED_AGAIN, values).first()
    return Visit(*known) if known else None


def _begin(session: Session, user_id: int, place: Place) -> Visit:
    now, event_key = clock.now(), short_id(KEY_CHARACTERS)
    row = {
        "user_id": user_id,
        "pack_key": place.pack_key,
        "module_key": place.module_key,
        "language": place.language,
        "event_key": event_key,
        "started_at": now,
        "visited_at": now,
    }
    if insert_once(session, PackVisit, row):
        key = derived_id(event_key, "started", length=KEY_CHARACTERS)
        sign = account_sign(user_id)
        announce(session, PackStarted(key, place.pack_key, place.language, sign))
        return Visit(event_key, None)
    # Another request of theirs was first by a moment.
    known = _visit_again(session, user_id, place)
    assert known is not None  # noqa: S101 (its row is there, or ours would be)
    return known


def answer(
    session: Session,
    user_id: int,
    place: Place,
    *,
    quiz_id: str,
    given: StoredAnswer,
) -> None:
    """Keep an answer in place of the one before, and count the tries."""
    row = {
        "user_id": user_id,
        "quiz_id": quiz_id,
        "pack_key": place.pack_key,
        "module_key": place.module_key,
        "chosen": list(given.chosen),
        "is_right": given.is_right,
        "tries": 1,
        "answered_at": clock.now(),
    }
    insert_or_change(
        session,
        Answer,
        row,
        lambda new: {
            "chosen": new.chosen,
            "is_right": new.is_right,
            "tries": col(Answer.tries) + 1,
            "answered_at": new.answered_at,
        },
    )


def tick(
    session: Session,
    user_id: int,
    place: Place,
    *,
    items: Collection[str],
    ticked: Collection[str],
) -> None:
    """Keep which of these lines are ticked."""
    cleared = set(items) - set(ticked)
    session.connection().execute(
        delete(Tick).where(col(Tick.user_id) == user_id, col(Tick.unit_id).in_(cleared))
    )
    insert_new(session, Tick, [tick_row(user_id, place, item) for item in ticked])


def tick_row(user_id: int, place: Place, unit_id: str) -> dict[str, object]:
    """Return the row of a ticked line."""
    return {
        "user_id": user_id,
        "unit_id": unit_id,
        "pack_key": place.pack_key,
        "module_key": place.module_key,
        "ticked_at": clock.now(),
    }


def complete(session: Session, user_id: int, place: Place) -> Completed:
    """Mark a module as done, after a visit to it."""
    here = visit(session, user_id, place)
    is_new = insert_once(session, Completion, completion_row(user_id, place))
    if is_new:
        key = derived_id(here.event_key, place.module_key, length=KEY_CHARACTERS)
        announce(session, ModuleCompleted.at(key, place, account_sign(user_id)))
    done = PackProgress(done_modules(session, user_id, place.pack_key))
    is_finished = done.is_finished(place.module_keys)
    if is_finished and here.finished_at is None:
        finish(session, user_id, place.pack_key)
        key = derived_id(here.event_key, "finished", length=KEY_CHARACTERS)
        sign = account_sign(user_id)
        announce(session, PackCompleted(key, place.pack_key, place.language, sign))
    return Completed(is_new, is_finished)


def completion_row(user_id: int, place: Place) -> dict[str, object]:
    """Return the row of a module that is done."""
    return {
        "user_id": user_id,
        "pack_key": place.pack_key,
        "module_key": place.module_key,
        "revision_number": place.revision_number,
        "language": place.language,
        "completed_at": clock.now(),
    }


def finish(session: Session, user_id: int, pack_key: str) -> None:
    """Note that every module of a pack is done."""
    session.connection().execute(
        update(PackVisit)
        .where(
            col(PackVisit.user_id) == user_id,
            col(PackVisit.pack_key) == pack_key,
            col(PackVisit.finished_at).is_(None),
        )
        .values(finished_at=clock.now())
    )
