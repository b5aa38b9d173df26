"""A question and a checklist as their components want them, with what was done."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from app.learning.progress import ModuleState, StoredAnswer
from app.learning.scoring import Marked, NotAnOption, mark, right_texts, shuffled
from app.platform.i18n import gettext
from app.platform.languages import Language
from app.texts.blocks import Checklist, Piece, Quiz

MANY = 2
PARAGRAPH = Markup("<p>{}</p>")
PIECE = Markup('<span lang="{tag}" dir="{direction}">{html}</span>')


class Answer(Struct, frozen=True):
    """An option, step or accepted answer on the page."""

    value: str
    text: Markup
    checked: bool
    mark: str


class Feedback(Struct, frozen=True):
    """What a learner is told about an answer."""

    right: bool
    title: str
    text: Markup


class Question(Struct, frozen=True):
    """A quiz, ready for its component."""

    id: str
    kind: str
    number: int
    total: int
    text: Markup
    action: str
    fragment: str
    answers: tuple[Answer, ...]
    value: str
    feedback: Feedback | None
    is_answered: bool
    next_href: str | None


class TickEntry(Struct, frozen=True):
    """A line of a checklist."""

    value: str
    text: Markup
    checked: bool


class TickList(Struct, frozen=True):
    """A checklist, ready for its component."""

    id: str
    title: str
    action: str
    fragment: str
    entries: tuple[TickEntry, ...]


class Given(Struct, frozen=True):
    """What a learner has put in: nothing yet, an answer, or only a new order."""

    chosen: tuple[str, ...] = ()
    is_checked: bool = False
    problem: str = ""

    @classmethod
    def stored(cls, answer: StoredAnswer | None) -> "Given":
        """Return the answer a learner gave earlier."""
        return cls(answer.chosen, is_checked=True) if answer else cls()


class Voice(Struct, frozen=True):
    """Marks the language of units among words of the interface.

    `page` is the language of the page where that is not the interface's, else None.
    """

    page: Language | None = None

    def html(self, piece: Piece) -> Markup:
        """Return a unit's HTML, with its language where it is another."""
        tag, direction = piece.tag, piece.direction
        if not tag and self.page:
            tag, direction = self.page.tag, self.page.direction
        if not tag:
            return piece.html
        return PIECE.format(tag=tag, direction=direction, html=piece.html)

    def listed(self, pieces: Sequence[Piece]) -> Markup:
        """Return several units, each in a paragraph of its own when there are more."""
        if len(pieces) < MANY:
            return self.joined(pieces)
        return Markup("").join(PARAGRAPH.format(self.html(piece)) for piece in pieces)

    def joined(self, pieces: Sequence[Piece]) -> Markup:
        """Return several units as one run of text."""
        return Markup(" ").join(self.html(piece) for piece in pieces)


class Asked(Struct, frozen=True):
    """Where a question stands: address of the module, its number, in which voice.

    `following` is the id of the next question of the module; empty after the last.
    """

    base: str
    number: int
    total: int
    voice: Voice
    accepted: Sequence[str] = ()
    following: str = ""


def question(quiz: Quiz, given: Given, asked: Asked) -> Question:
    """Return a question with what a learner has put in."""
    marked = _marked(quiz, given, asked.accepted)
    return Question(
        id=f"q-{quiz.id}",
        kind=quiz.kind,
        number=asked.number,
        total=asked.total,
        text=asked.voice.joined(quiz.question),
        action=f"{asked.base}/check/{quiz.id}",
        fragment=f"{asked.base}/check/{quiz.id}/_answer",
        answers=tuple(_answers(quiz, given, marked, asked.voice)),
        value=given.chosen[0] if quiz.kind == "text" and given.chosen else "",
        feedback=_feedback(quiz, given, marked, asked.voice),
        is_answered=marked is not None,
        next_href=f"#q-{asked.following}" if asked.following else None,
    )


def accepted_texts(quizzes: Sequence[Quiz]) -> dict[str, tuple[str, ...]]:
    """Return the typed answers that count as right, per question."""
    return {quiz.id: right_texts(quiz) for quiz in quizzes if quiz.kind == "text"}


def _marked(quiz: Quiz, given: Given, accepted: Sequence[str]) -> Marked | None:
    if not given.is_checked:
        return None
    try:
        return mark(quiz, given.chosen, accepted=accepted)
    except NotAnOption:
        # The question has changed since it was answered: it is asked anew.
        return None


def _answers(
    quiz: Quiz, given: Given, marked: Marked | None, voice: Voice
) -> list[Answer]:
    if quiz.kind == "text":
        return []
    options = {option.piece.unit_id: option.piece for option in quiz.options}
    order = list(options)
    if quiz.kind == "order":
        is_whole = sorted(given.chosen) == sorted(options)
        order = list(given.chosen if is_whole else shuffled(quiz))
    verdicts = marked.verdicts if marked else {}
    return [
        Answer(
            key, voice.html(options[key]), key in given.chosen, verdicts.get(key, "")
        )
        for key in order
    ]


def _feedback(
    quiz: Quiz, given: Given, marked: Marked | None, voice: Voice
) -> Feedback | None:
    if given.problem:
        return Feedback(False, given.problem, Markup(""))
    if marked is None:
        return None
    text = voice.listed(marked.feedback)
    title = "" if text and _says_itself(quiz, marked) else _verdict(marked)
    return Feedback(marked.is_right, title, text)


def _says_itself(quiz: Quiz, marked: Marked) -> bool:
    """Tell whether the feedback of the options is the verdict already."""
    return quiz.kind in {"one", "text"} or (quiz.kind == "many" and marked.is_right)


def _verdict(marked: Marked) -> str:
    if marked.is_right:
        return gettext("Yes.")
    if marked.is_part:
        return gettext("Right so far. Something is still missing.")
    return gettext("Not yet.")


def tick_list(checklist: Checklist, state: ModuleState, asked: Asked) -> TickList:
    """Return a checklist with the learner's ticks."""
    title = (
        gettext("Repeat this project: checklist")
        if checklist.is_repeat
        else gettext("Checklist")
    )
    return TickList(
        id=f"c-{asked.number}",
        title=title,
        action=f"{asked.base}/tick/{asked.number}",
        fragment=f"{asked.base}/tick/{asked.number}/_saved",
        entries=tuple(
            TickEntry(p.unit_id, asked.voice.html(p), p.unit_id in state.ticks)
            for p in checklist.items
        ),
    )
