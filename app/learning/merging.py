"""At sign-in, what a browser kept moves into the account: nothing lost, nothing twice.

What was announced when it happened on the device is not announced again. Merging the
same cookie twice gives the same account as merging it once.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec import Struct, field
from sqlalchemy import case, or_, update
from sqlmodel import Session, col

from app.learning import account
from app.learning.device import (
    Details,
    Device,
    DeviceAnswer,
    DevicePack,
    chosen_ids,
    mark_of,
    module_key,
)
from app.learning.events import PackCompleted
from app.learning.learner import account_sign
from app.learning.models import Answer, Completion, PackVisit, Statement, Tick
from app.learning.module_units import ModuleNow, modules_now, units_now
from app.learning.progress import PackProgress, Place
from app.learning.queries import finished_dates, progress_of
from app.platform import clock
from app.platform.ids import derived_id, short_id
from app.platform.outbox import announce
from app.platform.rows import insert_new, insert_or_change

QUESTION = "question"
ANSWER_KINDS = frozenset({"option", "step", "answer", "feedback"})
TICK_KIND = "check"

Units = Sequence[tuple[str, str]]


class Merge(Struct, frozen=True):
    """One device on its way into one account."""

    session: Session
    user_id: int
    device: Device
    modules: Mapping[tuple[str, str], ModuleNow] = field(default_factory=dict)

    def place(self, pack_key: str, number: int, language: str) -> Place:
        """Return a module of the device as a place, as the module is now."""
        key = module_key(number)
        now = self.modules.get((pack_key, key))
        live = tuple(
            other
            for (pack, other), module in self.modules.items()
            if pack == pack_key and not module.is_withdrawn
        )
        return Place(pack_key, key, live, now.revision_number if now else 0, language)


def merge(
    session: Session, user_id: int, device: Device, *, device_hash: str | None
) -> None:
    """Add what a device holds to an account."""
    modules = modules_now(session, device.packs)
    work = Merge(session, user_id, device, modules)
    _merge_completions(work)
    _merge_visits(work)
    _merge_details(work)
    if device_hash:
        session.connection().execute(
            update(Statement)
            .where(col(Statement.device_hash) == device_hash)
            .values(user_id=user_id, device_hash=None)
        )


def _merge_completions(work: Merge) -> None:
    rows = [
        account.completion_row(
            work.user_id, work.place(pack_key, number, pack.language)
        )
        for pack_key, pack in work.device.packs.items()
        for number in sorted(pack.done)
    ]
    insert_new(work.session, Completion, rows)


def _merge_visits(work: Merge) -> None:
    session, user_id = work.session, work.user_id
    finished = finished_dates(session, user_id)
    for order, (pack_key, pack) in enumerate(work.device.packs.items()):
        _merge_visit(work, pack_key, pack, order)
    for pack_key, progress in progress_of(session, user_id, work.device.packs).items():
        if pack_key not in finished:
            _finish(work, pack_key, progress)


def _merge_visit(work: Merge, pack_key: str, pack: DevicePack, order: int) -> None:
    now = clock.now()
    row = {
        "user_id": work.user_id,
        "pack_key": pack_key,
        "module_key": module_key(pack.last_module),
        "language": pack.language,
        "event_key": short_id(account.KEY_CHARACTERS),
        "started_at": now,
        # Apart by a little, so that the pack touched last stays the first to continue.
        "visited_at": now + timedelta(microseconds=order),
    }
    insert_or_change(
        work.session,
        PackVisit,
        row,
        lambda new: {
            "module_key": new.module_key,
            "language": new.language,
            "visited_at": new.visited_at,
        },
    )


def _finish(work: Merge, pack_key: str, progress: PackProgress) -> None:
    pack = work.device.packs[pack_key]
    live = work.place(pack_key, pack.last_module, pack.language).module_keys
    if not (pack.is_finished or progress.is_finished(live)):
        return
    account.finish(work.session, work.user_id, pack_key)
    if not pack.is_finished:
        # Each side had a part of the pack; only together is it whole.
        parts = (work.device.nonce.hex(), str(work.user_id), pack_key)
        key = derived_id(*parts, length=account.KEY_CHARACTERS)
        sign = account_sign(work.user_id)
        announce(work.session, PackCompleted(key, pack_key, pack.language, sign))


def _merge_details(work: Merge) -> None:
    spots = [(pack, module_key(number)) for pack, number in work.device.details]
    units = units_now(work.session, [key for key in spots if key in work.modules])
    for (pack_key, number), details in work.device.details.items():
        known = units.get((pack_key, module_key(number)), [])
        language = work.device.packs[pack_key].language
        place = work.place(pack_key, number, language)
        _merge_answers(work, place, details, known)
        ticks = [
            account.tick_row(work.user_id, place, unit_id)
            for unit_id, kind in known
            if kind == TICK_KIND and mark_of(unit_id) in details.ticks
        ]
        insert_new(work.session, Tick, ticks)


def _merge_answers(work: Merge, place: Place, details: Details, units: Units) -> None:
    for index, (unit_id, kind) in enumerate(units):
        answer = details.answers.get(mark_of(unit_id))
        if kind != QUESTION or answer is None:
            continue
        chosen = _chosen(answer, units[index + 1 :])
        if chosen:
            _merge_answer(work, place, (unit_id, chosen, answer))


def _chosen(answer: DeviceAnswer, after: Units) -> tuple[str, ...]:
    if answer.text is not None:
        return (answer.text,)
    options = []
    for unit_id, kind in after:
        if kind in ANSWER_KINDS:
            options.append(unit_id)
        elif options:
            break
    return chosen_ids(answer.chosen, options)


def _merge_answer(
    work: Merge, place: Place, found: tuple[str, tuple[str, ...], DeviceAnswer]
) -> None:
    quiz_id, chosen, answer = found
    row = {
        "user_id": work.user_id,
        "quiz_id": quiz_id,
        "pack_key": place.pack_key,
        "module_key": place.module_key,
        "chosen": list(chosen),
        "is_right": answer.is_right,
        "tries": answer.tries,
        "answered_at": clock.now(),
    }
    tries, is_right = col(Answer.tries), col(Answer.is_right)
    insert_or_change(
        work.session,
        Answer,
        row,
        # A right answer wins; tries are not added up, or a second merge would.
        lambda new: {
            "chosen": case(
                (or_(new.is_right, is_right.is_(False)), new.chosen),
                else_=col(Answer.chosen),
            ),
            "is_right": or_(new.is_right, is_right),
            "tries": case((new.tries > tries, new.tries), else_=tries),
        },
    )
