"""What a page shows of a review: entries by what becomes of them, the first of each."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from app.platform.i18n import N_, gettext
from app.platform.languages import Language, get_language
from app.translation.exchange.deciding import WRITTEN, Decision, Outcome
from app.translation.exchange.sending import Part, Review

if TYPE_CHECKING:
    from app.texts.differences import Span

MAX_LINES = 50
MAX_SHOWN = 600

_TITLES = {
    Outcome.REFUSED: N_("Refused"),
    Outcome.SUGGESTED: N_("Become suggestions"),
    Outcome.UNKNOWN: N_("Not found in this text"),
    Outcome.CHANGED: N_("Replace a translation"),
    Outcome.NEW: N_("New translations"),
    Outcome.OLDER: N_("Older than what is here"),
    Outcome.SAME: N_("The same as here"),
    Outcome.EMPTY: N_("Not translated in the file"),
}
_MEANINGS = {
    Outcome.REFUSED: N_("These cannot be kept; the reason stands beside each."),
    Outcome.SUGGESTED: N_(
        "Somebody worked on these here after the file was made, or approved them. "
        "What is here stays; what the file says is kept beside it."
    ),
    Outcome.UNKNOWN: N_("No part of the text reads like these. They are left out."),
    Outcome.CHANGED: N_("What was there before stays in the history."),
    Outcome.OLDER: N_("The file has an earlier translation. What is here stays."),
}
# What is only counted.
_UNLISTED = frozenset({Outcome.SAME, Outcome.EMPTY})


class Line(Struct, frozen=True):
    """An entry: where it stands in its file, and how it reads."""

    number: int
    file: str
    source: str
    spans: Sequence["Span"]
    reason: str


class Group(Struct, frozen=True):
    """The entries with one outcome; `more` are those that are not listed."""

    outcome: Outcome
    title: str
    meaning: str
    count: int
    lines: Sequence[Line]

    @property
    def more(self) -> int:
        return self.count - len(self.lines) if self.lines else 0


class Shown(Struct, frozen=True):
    """A review for a page. `doubtful` entries are taken but need another look."""

    review: Review
    language: Language
    groups: Sequence[Group]
    by_text: int
    doubtful: int

    @property
    def errors(self) -> list[Part]:
        """The catalogs that are not read at all."""
        return [part for part in self.review.parts if part.error]


def shown(review: Review) -> Shown:
    """Return what a page shows."""
    decisions = [
        (part, one) for part in review.parts if part.plan for one in part.plan.decisions
    ]
    return Shown(
        review,
        get_language(review.file.language),
        list(_groups(review, decisions)),
        by_text=sum(one.by_text for _, one in decisions),
        doubtful=sum(
            bool(one.reason) and one.outcome in WRITTEN for _, one in decisions
        ),
    )


def _groups(
    review: Review, decisions: Sequence[tuple[Part, Decision]]
) -> Iterator[Group]:
    for outcome, title in _TITLES.items():
        count = review.counts[outcome]
        if not count:
            continue
        found = (pair for pair in decisions if pair[1].outcome == outcome)
        lines = (
            []
            if outcome in _UNLISTED
            else [
                _line(*pair) for pair, _ in zip(found, range(MAX_LINES), strict=False)
            ]
        )
        meaning = gettext(_MEANINGS[outcome]) if outcome in _MEANINGS else ""
        yield Group(outcome, gettext(title), meaning, count, lines)


def _line(part: Part, one: Decision) -> Line:
    # What compares texts takes long to read in, and few pages need it.
    from app.texts.differences import word_diff  # noqa: PLC0415 - see above

    text, before = (one.text or one.entry.text)[:MAX_SHOWN], one.before[:MAX_SHOWN]
    return Line(
        one.entry.line,
        part.name,
        one.entry.source[:MAX_SHOWN],
        word_diff(before or text, text),
        gettext(one.reason) if one.reason else "",
    )
