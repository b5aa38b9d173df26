"""What becomes of each entry of a file: taken, suggested, left, or refused.

A file never overwrites. What somebody did here after the file was made stays in
force, and what the file says about it becomes a suggestion.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from app.platform.i18n import N_
from app.texts.structure import refusal
from app.texts.variables import mask, mask_like, used_numbers
from app.translation.catalogs import (
    ORIGIN,
    REVIEWED,
    CatalogEntry,
    UnitCatalog,
    longest_wording,
)
from app.translation.exchange.known import Known, KnownHead, KnownWording
from app.translation.models import Origin, TranslationState

TOO_LONG = N_("It is far longer than the text it translates.")
OTHER_VARIABLES = N_("Its variables, such as {1}, are not those of the source.")


class Outcome(StrEnum):
    """What becomes of an entry."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    OLDER = "older"
    SUGGESTED = "suggested"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    EMPTY = "empty"


# What adds rows, and what moves heads.
TAKEN = frozenset({Outcome.NEW, Outcome.CHANGED})
WRITTEN = TAKEN | {Outcome.SUGGESTED}


class Basis(Struct, frozen=True):
    """Who takes a file in, and what the file was made from.

    `seen_id` is the newest translation that was there when the file was written
    here, None where nobody knows. Files of content folders may replace what came
    from such files, whatever they were made from.
    """

    author_id: int | None = None
    seen_id: int | None = None
    may_translate: bool = True
    may_approve: bool = False
    is_folder: bool = False


FOLDER = Basis(may_approve=True, is_folder=True)


class Decision(Struct, frozen=True):
    """What becomes of an entry, and of which unit it is.

    `before` is what is in force, `reason` a message id that says what is wrong.
    `by_text` marks an entry that no context but its source text found.
    """

    entry: CatalogEntry
    outcome: Outcome
    unit_id: str = ""
    text: str = ""
    wording: KnownWording | None = None
    state: TranslationState = TranslationState.TRANSLATED
    before: str = ""
    reason: str = ""
    by_text: bool = False


class Decider:
    """Decides about the entries of one catalog, on one basis."""

    def __init__(self, known: Known, catalog: UnitCatalog, basis: Basis) -> None:
        self.known = known
        self.basis = basis
        self.origin = _origin(catalog, basis)
        is_reviewed = catalog.headers.get(REVIEWED) == "yes" and basis.may_approve
        self.good = (
            TranslationState.APPROVED if is_reviewed else TranslationState.TRANSLATED
        )

    def decide(self, entry: CatalogEntry, unit_id: str) -> Iterator[Decision]:
        """Yield what becomes of an entry; more than one where its text stands often."""
        if not entry.text.strip():
            yield Decision(entry, Outcome.EMPTY)
        elif unit_id in self.known.units:
            yield self._of_unit(entry, unit_id)
        else:
            found = self.known.units_with(mask(entry.source).text)
            yield from (self._of_unit(entry, one, by_text=True) for one in found)
            if not found:
                yield Decision(entry, Outcome.UNKNOWN)

    def _of_unit(
        self, entry: CatalogEntry, unit_id: str, *, by_text: bool = False
    ) -> Decision:
        # An outdated entry shows today's wording and, before it, the one it is for.
        # Some editors leave that there when a translator has dealt with the change.
        is_outdated = entry.is_fuzzy and bool(entry.previous)
        wording = self._wording(
            unit_id, entry.previous if is_outdated else entry.source
        )
        text = mask_like(entry.text, wording.masked)
        is_rough = entry.is_fuzzy and not is_outdated
        state = TranslationState.NEEDS_WORK if is_rough else self.good
        head = self.known.heads.get(unit_id)
        before = head.text if head else ""
        outcome = self._outcome(unit_id, head, (text, wording.meaning, state))
        if by_text and outcome == Outcome.CHANGED:
            # Texts such as "Note" stand often, and mean what is around them.
            outcome = Outcome.OLDER if self.basis.is_folder else Outcome.SUGGESTED
        kind = self.known.kind_of(unit_id)
        is_checked = outcome in WRITTEN and not self.basis.is_folder
        reason = _fault(kind, text, wording) if is_checked else ""
        if reason == TOO_LONG:
            outcome = Outcome.REFUSED
        elif reason:
            state = TranslationState.NEEDS_WORK
        if outcome == Outcome.SUGGESTED:
            state = TranslationState.SUGGESTION
        return Decision(
            *(entry, outcome, unit_id, text, wording, state, before, reason, by_text)
        )

    def _wording(self, unit_id: str, source: str) -> KnownWording:
        masked = mask(source)
        known = self.known.wordings.get((unit_id, masked.text))
        return known or KnownWording(0, masked, "")

    def _outcome(
        self,
        unit_id: str,
        head: KnownHead | None,
        said: tuple[str, str, TranslationState],
    ) -> Outcome:
        text, meaning, _ = said
        if head is None:
            return Outcome.NEW if self.basis.may_translate else Outcome.SUGGESTED
        is_current = self.known.is_current(unit_id, meaning)
        has_current_head = self.known.is_current(unit_id, head.meaning)
        is_stale = has_current_head and not is_current
        if not _says_more(head, *said) or (is_stale and text == head.text):
            return Outcome.SAME
        is_better = is_current and (
            not has_current_head
            or head.is_unread_machine
            or head.state == TranslationState.NEEDS_WORK
        )
        is_free = self.basis.may_translate and not self._is_protected(head, is_better)
        is_free &= has_current_head is False or not self._outranks(head)
        return Outcome.CHANGED if is_free and not is_stale else Outcome.SUGGESTED

    def _is_protected(self, head: KnownHead, is_better: bool) -> bool:
        """Tell whether somebody did this after the file was made, or may have."""
        if self.basis.is_folder and not head.is_of_a_person:
            return False
        if self.basis.seen_id is not None:
            return head.translation_id > self.basis.seen_id
        return self.basis.is_folder or not is_better

    def _outranks(self, head: KnownHead) -> bool:
        """Tell whether the head was approved by somebody who may, unlike this one."""
        is_approved = head.state == TranslationState.APPROVED
        return is_approved and not self.basis.may_approve


def settle(
    decisions: Sequence[Decision], earlier: set[tuple[str, str]]
) -> list[Decision]:
    """Return the decisions without suggesting what a unit had before.

    Such an entry was not changed by whoever sends the file: it is only older. Of
    two entries for one unit the first counts.
    """
    settled, seen = [], set()
    for one in decisions:
        was_there = (one.unit_id, one.text) in earlier
        is_repeated = one.outcome in WRITTEN and one.unit_id in seen
        if (one.outcome == Outcome.SUGGESTED and was_there) or is_repeated:
            one = _older(one)
        if one.outcome in WRITTEN:
            seen.add(one.unit_id)
        settled.append(one)
    return settled


def _older(one: Decision) -> Decision:
    return Decision(
        one.entry,
        Outcome.OLDER,
        one.unit_id,
        one.text,
        before=one.before,
        by_text=one.by_text,
    )


def _fault(kind: str, text: str, wording: KnownWording) -> str:
    """Return what is wrong with a translation, as a message id; or nothing."""
    if len(text) > longest_wording(wording.masked.text):
        return TOO_LONG
    used, wanted = (
        Counter(used_numbers(text)),
        Counter(used_numbers(wording.masked.text)),
    )
    return OTHER_VARIABLES if used != wanted else refusal(kind, text)


def _says_more(
    head: KnownHead, text: str, meaning: str, state: TranslationState
) -> bool:
    """Tell whether an entry says anything that the translation in force does not."""
    if text != head.text:
        return True
    is_rough = state == TranslationState.NEEDS_WORK
    if meaning != head.meaning:
        # gettext's tools mark what they carry over to a new wording as fuzzy. It is
        # still the translation of the earlier one, and known to be outdated.
        return not is_rough
    # A file that was made before a review does not take the review back.
    is_reviewed = head.state == TranslationState.APPROVED
    return head.state != state and (is_rough or not is_reviewed)


def _origin(catalog: UnitCatalog, basis: Basis) -> Origin:
    """Tell who made what a catalog says and we do not have.

    Of a file that was written here, a machine made what we have: what differs now is
    the work of whoever sends it.
    """
    is_machine = catalog.headers.get(ORIGIN) == "machine" and basis.seen_id is None
    return Origin.MACHINE if is_machine else Origin.IMPORT
