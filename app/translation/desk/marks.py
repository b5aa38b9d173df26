"""Where a unit stands in a language, and which units a filter shows."""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from app.platform.i18n import N_
from app.translation.models import TranslationState


class Mark(StrEnum):
    """Where a unit stands. Outdated comes before how good it was once thought."""

    TODO = "todo"
    SUGGESTED = "suggested"
    OUTDATED = "outdated"
    NEEDS_WORK = "needs-work"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"

    @property
    def label(self) -> str:
        """The words for it, a message id."""
        return _LABELS[self]

    @property
    def colour(self) -> str:
        """The kind of tag it gets."""
        return _COLOURS[self]


_LABELS = {
    Mark.TODO: N_("To do"),
    Mark.SUGGESTED: N_("Suggested"),
    Mark.OUTDATED: N_("Outdated"),
    Mark.NEEDS_WORK: N_("Needs work"),
    Mark.TRANSLATED: N_("Translated"),
    Mark.REVIEWED: N_("Reviewed"),
}
_COLOURS = {
    Mark.TODO: "",
    Mark.SUGGESTED: "",
    Mark.OUTDATED: "warn",
    Mark.NEEDS_WORK: "warn",
    Mark.TRANSLATED: "info",
    Mark.REVIEWED: "ok",
}
_MARKS = {
    TranslationState.SUGGESTION: Mark.SUGGESTED,
    TranslationState.NEEDS_WORK: Mark.NEEDS_WORK,
    TranslationState.TRANSLATED: Mark.TRANSLATED,
    TranslationState.APPROVED: Mark.REVIEWED,
    TranslationState.REJECTED: Mark.TODO,
}


def mark_of(state: TranslationState | None, *, is_outdated: bool) -> Mark:
    """Return where a unit stands whose translation in force has this state."""
    if state is None or state == TranslationState.REJECTED:
        return Mark.TODO
    return Mark.OUTDATED if is_outdated else _MARKS[state]


class Place(Struct, frozen=True):
    """A unit in page order with where it stands, without its words.

    `position` counts the units of its part from 1, `part` the parts from 0.
    `row_version` is 0 and `translation_id` None where nothing was translated.
    `authors` wrote what is in force or suggested something; `suggestion_ids` wait
    to be judged. `back_id` is an earlier translation that readers get again, since an
    edit of the original was taken back.
    """

    unit_id: str
    part: int
    position: int
    version_id: int
    mark: Mark
    translation_id: int | None
    row_version: int
    authors: frozenset[int | None]
    suggestion_ids: tuple[int, ...]
    back_id: int | None = None

    @property
    def in_force_id(self) -> int | None:
        """The translation that is shown: what is at the head, or what fits again."""
        return self.back_id or self.translation_id


class Show(StrEnum):
    """The filters of the workbench."""

    ALL = "all"
    TODO = "todo"
    OUTDATED = "outdated"
    REVIEW = "review"
    MINE = "mine"


SHOW_LABELS = {
    Show.ALL: N_("All"),
    Show.TODO: N_("To do"),
    Show.OUTDATED: N_("Outdated"),
    Show.REVIEW: N_("To review"),
    Show.MINE: N_("Mine"),
}
_WORK = frozenset({Mark.TODO, Mark.SUGGESTED, Mark.OUTDATED, Mark.NEEDS_WORK})


def shown_by(show: Show, user_id: int | None) -> Callable[[Place], bool]:
    """Return what tells whether a filter shows a unit to somebody."""
    match show:
        case Show.TODO:
            return lambda place: place.mark in _WORK
        case Show.OUTDATED:
            return lambda place: place.mark == Mark.OUTDATED
        case Show.REVIEW:
            return lambda p: bool(p.suggestion_ids) or p.mark == Mark.TRANSLATED
        case Show.MINE:
            return lambda place: user_id is not None and user_id in place.authors
    return lambda _place: True
