"""How good a text of the memory is; the lower the better."""

from app.translation.models import Origin, TranslationState

SOURCE = 0
APPROVED = 1
TRANSLATED = 2
FROM_A_FILE = 3
ROUGH = 4

_OF_STATE = {
    TranslationState.APPROVED: APPROVED,
    TranslationState.TRANSLATED: TRANSLATED,
    TranslationState.SUGGESTION: ROUGH,
    TranslationState.NEEDS_WORK: ROUGH,
}


def quality(state: TranslationState, origin: Origin) -> int | None:
    """Return the quality of a translation, or None when it is not remembered.

    What was rejected is not, nor what a machine wrote and nobody approved: it would
    come back as if somebody had translated it.
    """
    if origin == Origin.MACHINE and state != TranslationState.APPROVED:
        return None
    return _OF_STATE.get(state)
