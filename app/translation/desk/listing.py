"""Which units of a subject a filter shows, and which one comes after another."""

from collections.abc import Sequence

from msgspec import Struct

from app.translation.desk.marks import Place, Show, shown_by


class Listing(Struct, frozen=True):
    """The units of a subject that a filter and a part show, and all there are."""

    every: Sequence[Place]
    shown: Sequence[Place]

    def index_of(self, unit_id: str) -> int | None:
        """Return the place of a unit among those that are shown."""
        found = (i for i, place in enumerate(self.shown) if place.unit_id == unit_id)
        return next(found, None)

    def find(self, unit_id: str) -> Place | None:
        """Return a unit of the subject, shown or not."""
        return next((p for p in self.every if p.unit_id == unit_id), None)

    def beside(self, unit_id: str, *, is_back: bool = False) -> Place | None:
        """Return the unit shown after one, or before it; at the end, from the start."""
        order = list(reversed(self.every)) if is_back else list(self.every)
        start = next((i for i, p in enumerate(order) if p.unit_id == unit_id), -1)
        shown = {place.unit_id for place in self.shown} - {unit_id}
        around = [*order[start + 1 :], *order[: max(start, 0)]]
        return next((place for place in around if place.unit_id in shown), None)


def listing(
    every: Sequence[Place], show: Show, *, part: int | None, user_id: int | None
) -> Listing:
    """Return what a filter shows of a subject, or of one of its parts."""
    is_shown = shown_by(show, user_id)
    chosen = [p for p in every if part is None or p.part == part]
    return Listing(every, [place for place in chosen if is_shown(place)])


def counts(every: Sequence[Place], user_id: int | None) -> dict[Show, int]:
    """Return how many units each filter shows."""
    return {
        show: sum(map(shown_by(show, user_id), every))  # each tells True or False
        for show in Show
    }
