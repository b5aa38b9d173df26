"""Marking an answer: what was right, what was not, and which feedback to show.

Nothing is said about options that were not chosen: a learner can try as often as
they like, and should be able to find out.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct, field

from app.platform.errors import Invalid
from app.platform.i18n import N_
from app.platform.ids import text_hash
from app.texts.blocks import Option, Piece, Quiz

MAX_TYPED_CHARACTERS = 200
# Canonical combining classes of Unicode.
FIRST_ACCENT_CLASS = 200
POINT_CLASSES = range(10, 37)
TATWEEL = "\N{ARABIC TATWEEL}"

Verdict = Literal["right", "wrong"]


class NothingChosen(Invalid):
    """The question was sent without an answer."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            N_("Write an answer first.")
            if kind == "text"
            else N_("Pick an answer first. Nothing you chose was lost.")
        )


class NotAnOption(Invalid):
    """What was sent is not among the options of this question."""

    def __init__(self) -> None:
        super().__init__(
            N_("The question has changed meanwhile. Open the page again and answer it.")
        )


class Marked(Struct, frozen=True):
    """An answer with its marks.

    `given` is what to keep: ids of options in their order, or the text typed.
    `is_part` tells that everything chosen is right and something is still missing.
    """

    is_right: bool
    given: tuple[str, ...]
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    feedback: tuple[Piece, ...] = ()
    is_part: bool = False


def mark(quiz: Quiz, given: Sequence[str], *, accepted: Sequence[str] = ()) -> Marked:
    """Mark an answer; raise NothingChosen or NotAnOption.

    `accepted` are more texts that count as right for a typed answer: those of the
    source language, when the learner reads a translation.
    """
    chosen = [one for one in given if one.strip()]
    if not chosen:
        raise NothingChosen(quiz.kind)
    if quiz.kind == "text":
        return _mark_text(quiz, _typed(chosen[0]), accepted)
    options = {option.piece.unit_id: option for option in quiz.options}
    if not options.keys() >= set(chosen):
        raise NotAnOption
    if quiz.kind == "order":
        return _mark_order(options, chosen)
    if quiz.kind == "one":
        chosen = chosen[:1]
    return _mark_choice(options, list(dict.fromkeys(chosen)))


def right_texts(quiz: Quiz) -> tuple[str, ...]:
    """Return the texts a typed answer may have, to accept them in another language."""
    return tuple(option.piece.text for option in quiz.options if option.is_right)


def shuffled(quiz: Quiz) -> tuple[str, ...]:
    """Return the steps of an order question as a learner first sees them.

    The same for everybody, so that pages can be cached; never the right order.
    """
    right = [option.piece.unit_id for option in quiz.options]
    mixed = sorted(right, key=lambda step: text_hash(f"{quiz.id} {step}"))
    if mixed == right and len(right) > 1:
        mixed = [*mixed[1:], mixed[0]]
    return tuple(mixed)


def moved(order: Sequence[str], index: int, *, up: bool) -> tuple[str, ...]:
    """Return the order with one step moved by one place; at the end it stays."""
    other = index - 1 if up else index + 1
    steps = list(order)
    if 0 <= index < len(steps) and 0 <= other < len(steps):
        steps[index], steps[other] = steps[other], steps[index]
    return tuple(steps)


def normalised(text: str) -> str:
    """Return what counts of a typed answer.

    Capitals, accents, white space, punctuation at the ends and the script of digits
    do not.
    """
    compatible = unicodedata.normalize("NFKC", text).casefold()
    letters = unicodedata.normalize("NFKD", compatible)
    bare = "".join(_digit(letter) for letter in letters if not _is_ornament(letter))
    words = " ".join(bare.split())
    return _without_outer_marks(words)


def _mark_choice(options: Mapping[str, Option], chosen: Sequence[str]) -> Marked:
    right = {key for key, option in options.items() if option.is_right}
    verdicts: dict[str, Verdict] = {
        key: "right" if key in right else "wrong" for key in chosen
    }
    feedback = tuple(piece for key in chosen for piece in options[key].feedback)
    return Marked(
        is_right=set(chosen) == right,
        given=tuple(chosen),
        verdicts=verdicts,
        feedback=feedback,
        is_part=set(chosen) < right,
    )


def _mark_order(options: Mapping[str, Option], order: Sequence[str]) -> Marked:
    right = list(options)
    if sorted(order) != sorted(right):
        raise NotAnOption
    verdicts: dict[str, Verdict] = {
        step: "right" if step == wanted else "wrong"
        for step, wanted in zip(order, right, strict=True)
    }
    is_right = list(order) == right
    # When it is not right, the first step out of place is the one hint that helps.
    wrong = [wanted for wanted in right if verdicts[wanted] == "wrong"]
    explained = right if is_right else wrong[:1]
    return Marked(
        is_right=is_right,
        given=tuple(order),
        verdicts=verdicts,
        feedback=tuple(p for step in explained for p in options[step].feedback),
    )


def _mark_text(quiz: Quiz, typed: str, accepted: Sequence[str]) -> Marked:
    wanted = normalised(typed)
    # A wrong answer that was foreseen has feedback of its own.
    for option in quiz.options:
        if normalised(option.piece.text) == wanted:
            return Marked(option.is_right, (typed,), feedback=option.feedback)
    if wanted and wanted in map(normalised, accepted):
        first = next(option for option in quiz.options if option.is_right)
        return Marked(True, (typed,), feedback=first.feedback)
    return Marked(False, (typed,), feedback=quiz.otherwise)


def _is_ornament(letter: str) -> bool:
    # Accents, Arabic and Hebrew vowel points, invisible joiners and the tatweel. The
    # vowel signs of Indic scripts and Thai are letters: they have other classes.
    place = unicodedata.combining(letter)
    is_accent = place >= FIRST_ACCENT_CLASS or place in POINT_CLASSES
    return is_accent or letter == TATWEEL or unicodedata.category(letter) == "Cf"


def _typed(text: str) -> str:
    # PostgreSQL cannot keep a NUL, and no answer needs a control character.
    shown = (" " if unicodedata.category(one) == "Cc" else one for one in text)
    return "".join(shown)[:MAX_TYPED_CHARACTERS]


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter, letter))


def _without_outer_marks(text: str) -> str:
    while text and not _counts(text[-1]):
        text = text[:-1]
    while text and not _counts(text[0]):
        text = text[1:]
    return text


def _counts(letter: str) -> bool:
    # A plus or a per cent sign may be the answer; a full stop or quotation mark not.
    return unicodedata.category(letter)[0] not in {"P", "Z"} or letter in "%&@#*"
