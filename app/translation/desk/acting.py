"""What a button of the workbench does: save, judge, take over, put in, or go on."""

from sqlmodel import Session

from app.platform.errors import Forbidden
from app.platform.i18n import N_, gettext
from app.translation.desk.approving import in_force
from app.translation.desk.board import Board
from app.translation.desk.marks import Place
from app.translation.desk.opened import CURSOR
from app.translation.desk.writing import Gone, Outcome, Pressed, Said, Stayed, write
from app.translation.judging import accept, refuse, set_state
from app.translation.models import TranslationState

_JUDGEMENTS = {
    "approve": (TranslationState.APPROVED, Said.APPROVED),
    "needs-work": (TranslationState.NEEDS_WORK, Said.NEEDS_WORK),
    "reject": (TranslationState.REJECTED, Said.REJECTED),
}


_MOVES = frozenset({"skip", "back"})
_TYPES = frozenset({"check", "use", "insert"})


def writes(pressed: Pressed) -> bool:
    """Tell whether a button keeps anything: some only show another unit or text."""
    return pressed.do.partition(":")[0] not in _MOVES | _TYPES


def act(session: Session, board: Board, place: Place, pressed: Pressed) -> Outcome:
    """Do what a button says; raise Forbidden for what somebody may not do."""
    verb, _, what = pressed.do.partition(":")
    if verb in _MOVES:
        return Gone(is_back=verb == "back")
    if (typed := _typed(verb, what, pressed.text)) is not None:
        return Stayed(typed)
    judges = dict.fromkeys(_JUDGEMENTS, _judge)
    decides = {"accept": _decide, "refuse": _decide} if what.isdecimal() else {}
    return (judges | decides).get(verb, write)(session, board, place, pressed)


def _typed(verb: str, what: str, text: str) -> str | None:
    """Return what stands in the form after a button that only changes it."""
    typed = {
        "check": text,
        "use": what,
        "insert": f"{text} {what.replace(CURSOR, '')}".strip(),
    }
    return typed.get(verb)


def _judge(session: Session, board: Board, place: Place, pressed: Pressed) -> Outcome:
    if not board.worker.may.approve:
        raise Forbidden(N_("Only reviewers and coordinators of a language judge."))
    if pressed.text != board.wording(place).text or place.in_force_id is None:
        # What was changed on the way is a translation of one's own first.
        outcome = write(session, board, place, pressed)
        is_saved = isinstance(outcome, Gone) and outcome.said == Said.SAVED
        return Gone(Said.ALONE) if is_saved else outcome
    state, said = _JUDGEMENTS[pressed.do]
    row_id = in_force(session, place, by=board.worker.user_id)
    set_state(session, row_id, state, by=board.worker.user_id)
    return Gone(said)


def _decide(session: Session, board: Board, place: Place, pressed: Pressed) -> Outcome:
    if not board.worker.may.translate:
        raise Forbidden(N_("Only editors decide about suggestions."))
    if board.is_settled(place):
        raise Forbidden(N_("This is approved: who approves decides about suggestions."))
    verb, _, number = pressed.do.partition(":")
    if int(number) not in place.suggestion_ids:
        sentence = N_("Somebody has decided about it already.")
        return Stayed(pressed.text, gettext(sentence))
    if verb == "refuse":
        refuse(session, int(number), by=board.worker.user_id)
        return Gone(Said.REFUSED)
    accept(session, int(number), by=board.worker.user_id)
    return Gone(Said.SAVED)
