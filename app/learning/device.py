"""Progress without an account: what one browser keeps for its reader.

The cookie holds at most `MAX_VALUE_BYTES`. When there is more to keep, the answers
and ticks of the module touched longest ago are left out first; marks of what is done
stay until there is no room for them either (some sixty packs), then the pack touched
longest ago is left out.
"""

from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from app.learning.progress import ModuleState, PackProgress, Place, StoredAnswer
from app.platform.ids import text_hash
from app.texts.blocks import Checklist, Lesson, Quiz

MAX_TRIES = 63
MAX_CHOSEN = 16
MAX_TEXT_BYTES = 120


class DeviceAnswer(Struct, frozen=True):
    """An answer with ids cut to two bytes; `text` is what was typed, if anything."""

    is_right: bool
    tries: int
    chosen: tuple[int, ...] = ()
    text: str | None = None


class Details(Struct, frozen=True):
    """What somebody answered and ticked in a module."""

    answers: dict[int, DeviceAnswer] = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()


class DevicePack(Struct, frozen=True):
    """A pack begun on this device. Modules are numbers: m3 is 3."""

    language: str
    last_module: int
    done: frozenset[int] = frozenset()
    is_finished: bool = False


class Device(Struct):
    """Everything a cookie holds; what was touched last stands last.

    `nonce` is random: an event that comes twice can be counted once by it, and a
    statement withdrawn.
    """

    nonce: bytes = b""
    packs: dict[str, DevicePack] = field(default_factory=dict)
    details: dict[tuple[str, int], Details] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not self.nonce and not self.packs

    def progress(self, pack_key: str) -> PackProgress:
        """Return how far this reader is in a pack."""
        pack = self.packs.get(pack_key)
        if pack is None:
            return PackProgress()
        return PackProgress(
            done=frozenset(module_key(number) for number in pack.done),
            last_module=module_key(pack.last_module),
            last_language=pack.language,
        )

    def module_state(self, place: Place, lesson: Lesson) -> ModuleState:
        """Return what this reader did in a module, with the lesson's own ids."""
        number = module_number(place.module_key)
        details = self.details.get((place.pack_key, number), Details())
        quizzes = {quiz.id: quiz for quiz in lesson.blocks if isinstance(quiz, Quiz)}
        answers = {
            quiz_id: answer
            for quiz_id, quiz in quizzes.items()
            if (answer := _answer(details, quiz))
        }
        items = [
            piece.unit_id
            for block in lesson.blocks
            if isinstance(block, Checklist)
            for piece in block.items
        ]
        ticks = frozenset(item for item in items if mark_of(item) in details.ticks)
        is_done = place.module_key in self.progress(place.pack_key).done
        return ModuleState(is_done, answers, ticks)

    def visit(self, place: Place) -> bool:
        """Note where the reader is; tell whether the pack is new to them."""
        known = self.packs.pop(place.pack_key, None)
        number = module_number(place.module_key)
        pack = known or DevicePack(place.language, number)
        self.packs[place.pack_key] = replace(
            pack, language=place.language, last_module=number
        )
        return known is None

    def answer(self, place: Place, quiz_id: str, given: StoredAnswer) -> None:
        """Keep the last answer to a question."""
        details = self._touch(place)
        quiz = mark_of(quiz_id)
        before = details.answers.pop(quiz, None)
        tries = min(MAX_TRIES, (before.tries if before else 0) + 1)
        details.answers[quiz] = DeviceAnswer(
            given.is_right, tries, tuple(mark_of(one) for one in given.chosen)
        )

    def type_answer(self, place: Place, quiz_id: str, given: StoredAnswer) -> None:
        """Keep the last answer to a question that is answered by typing."""
        self.answer(place, quiz_id, replace(given, chosen=()))
        answers = self.details[_spot(place)].answers
        quiz = mark_of(quiz_id)
        answers[quiz] = replace(answers[quiz], text=_short("".join(given.chosen)))

    def tick(self, place: Place, items: Iterable[str], ticked: Iterable[str]) -> None:
        """Keep which lines of a checklist are ticked."""
        details = self._touch(place)
        others = details.ticks - {mark_of(item) for item in items}
        now = others | {mark_of(item) for item in ticked}
        self.details[_spot(place)] = replace(details, ticks=now)

    def complete(self, place: Place) -> tuple[bool, bool]:
        """Mark a module as done; tell whether it, and the whole pack, is so newly."""
        pack = self.packs[place.pack_key]
        number = module_number(place.module_key)
        done = pack.done | {number}
        is_whole = done.issuperset(map(module_number, place.module_keys))
        now = replace(pack, done=done, is_finished=pack.is_finished or is_whole)
        self.packs[place.pack_key] = now
        return number not in pack.done, now.is_finished and not pack.is_finished

    def _touch(self, place: Place) -> Details:
        spot = _spot(place)
        self.details[spot] = self.details.pop(spot, Details())
        return self.details[spot]


def module_number(key: str) -> int:
    """Turn m3 into 3. Modules have numbers from 1 to 99."""
    return int(key.removeprefix("m"))


def module_key(number: int) -> str:
    """Turn 3 into m3."""
    return f"m{number}"


def mark_of(unit_id: str) -> int:
    """Return the two bytes that stand for an id within one module."""
    return int(text_hash(unit_id)[:4], 16)


def chosen_ids(chosen: Iterable[int], candidates: Iterable[str]) -> tuple[str, ...]:
    """Return the ids that short marks stand for; empty when one is not found."""
    known = {mark_of(unit_id): unit_id for unit_id in candidates}
    found = tuple(known.get(mark, "") for mark in chosen)
    return found if all(found) else ()


def _answer(details: Details, quiz: Quiz) -> StoredAnswer | None:
    answer = details.answers.get(mark_of(quiz.id))
    if answer is None or (answer.text is not None) != (quiz.kind == "text"):
        return None
    if answer.text is not None:
        return StoredAnswer((answer.text,), answer.is_right, answer.tries)
    options = [option.piece.unit_id for option in quiz.options]
    # An option that is no longer there: the question counts as not answered.
    chosen = chosen_ids(answer.chosen, options)
    return StoredAnswer(chosen, answer.is_right, answer.tries) if chosen else None


def _spot(place: Place) -> tuple[str, int]:
    return place.pack_key, module_number(place.module_key)


def _short(text: str) -> str:
    # Cut, not dropped: without script the feedback is made from what is kept.
    return text.strip().encode()[:MAX_TEXT_BYTES].decode(errors="ignore")
