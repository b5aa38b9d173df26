"""Writing a unit down: in which state it is kept, and what the next page says."""

from enum import StrEnum

from msgspec import Struct
from sqlmodel import Session

from app.platform.errors import NotSignedIn
from app.platform.i18n import N_, gettext
from app.translation.checks import blocks_publishing
from app.translation.desk.board import Board
from app.translation.desk.marks import Place, Show
from app.translation.desk.problems import problems_of, terms_of
from app.translation.judging import refuse
from app.translation.models import Translation, TranslationState
from app.translation.saving import Clash, Draft, save_translation


class Said(StrEnum):
    """What the next page says was done with a unit."""

    NOTHING = ""
    SAVED = "saved"
    SUGGESTED = "suggested"
    PROPOSED = "proposed"
    KEPT = "kept"
    APPROVED = "approved"
    ALONE = "alone"
    NEEDS_WORK = "needs-work"
    REJECTED = "rejected"
    REFUSED = "refused"


_SENTENCES = {
    Said.SAVED: N_("Saved %(number)s. %(left)s to do."),
    Said.SUGGESTED: N_(
        "Your suggestion for %(number)s is kept. An editor decides about it."
    ),
    Said.PROPOSED: N_(
        "%(number)s is approved, so your text is kept as a suggestion. Somebody who "
        "approves decides about it."
    ),
    Said.KEPT: N_(
        "Saved %(number)s, but readers do not get it yet: it needs another look."
    ),
    Said.APPROVED: N_("Approved %(number)s. %(left)s to do."),
    Said.ALONE: N_("Saved %(number)s. Somebody else approves what you wrote."),
    Said.NEEDS_WORK: N_("%(number)s is marked: it needs work."),
    Said.REJECTED: N_("%(number)s is rejected. Readers get the original."),
    Said.REFUSED: N_("The suggestion for %(number)s is turned down."),
}


def said_of(board: Board, said: str, place: Place | None) -> str:
    """Return the sentence about what was done with a unit, in the reader's language.

    `said` may come out of an address: what is no word of ours says nothing.
    """
    if place is None or said not in set(_SENTENCES):
        return ""
    left = board.counts[Show.TODO]
    return gettext(_SENTENCES[Said(said)], number=board.number(place), left=left)


class Pressed(Struct, frozen=True):
    """What was typed and which button was pressed; see `forms.SaveForm`."""

    text: str
    base: int = 0
    shown: int = 0
    settles: int = 0
    do: str = "save"


class Gone(Struct, frozen=True):
    """It is done: on to the next unit, or back to the one before."""

    said: Said = Said.NOTHING
    is_back: bool = False


class Stayed(Struct, frozen=True):
    """The unit stays open with what was typed, and with a refusal if there is one."""

    typed: str
    refusal: str = ""


Outcome = Gone | Stayed | Clash


def write(session: Session, board: Board, place: Place, pressed: Pressed) -> Outcome:
    """Keep what was typed; raise NotSignedIn."""
    if not board.worker.may.suggest:
        raise NotSignedIn(
            N_(
                "You are not signed in any more, so this is not saved yet. Sign in in "
                "another tab, then save here once more."
            )
        )
    if not pressed.text:
        sentence = N_("There is no text yet. Write a translation, or skip this unit.")
        return Stayed(pressed.text, gettext(sentence))
    state, said = _state(session, board, place, pressed)
    outcome = save_translation(
        session,
        Draft(
            unit_id=place.unit_id,
            language=board.address.target,
            text=pressed.text,
            shown_version_id=pressed.shown or place.version_id,
            author_id=board.worker.user_id,
            base_row_version=pressed.base,
            state=state,
        ),
    )
    if isinstance(outcome, Clash):
        return outcome
    if pressed.settles in place.suggestion_ids:
        # What somebody's own text had become when two saved at once.
        refuse(session, pressed.settles, by=board.worker.user_id)
    return Gone(Said.KEPT if outcome.refused else said)


def suggesting(row: Translation, *, by: int) -> Draft:
    """Return an earlier text as somebody's suggestion."""
    return Draft(
        unit_id=row.unit_id,
        language=row.language,
        text=row.text,
        shown_version_id=row.unit_version_id,
        author_id=by,
        state=TranslationState.SUGGESTION,
    )


def _state(
    session: Session, board: Board, place: Place, pressed: Pressed
) -> tuple[TranslationState, Said]:
    if not board.worker.may.translate:
        return TranslationState.SUGGESTION, Said.SUGGESTED
    if board.is_settled(place):
        return TranslationState.SUGGESTION, Said.PROPOSED
    if pressed.do == "unsure":
        return TranslationState.NEEDS_WORK, Said.NEEDS_WORK
    target, wording = board.address.target, board.wording(place)
    terms = terms_of(session, wording, target)
    if blocks_publishing(problems_of(wording, pressed.text, target, terms)):
        return TranslationState.NEEDS_WORK, Said.KEPT
    return TranslationState.TRANSLATED, Said.SAVED
