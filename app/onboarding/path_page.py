"""What the page of a path shows whoever takes it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlmodel import Session

from app.learning.learner import Learner
from app.learning.progress import PackProgress
from app.learning.service import progress_of_packs
from app.onboarding.joining import modules_of
from app.onboarding.models import Path, PathWords
from app.onboarding.queries import best_words
from app.onboarding.stops import PathStep, Stop, listed, pack_keys, path_steps
from app.platform.languages import Language, get_language
from app.projects.models import Organisation
from app.reading.cards import PackCard


class ShownStop(Struct, frozen=True):
    """A pack of a step and how far the reader is in it: "done", "now" or ""."""

    stop: Stop
    state: str


class StepRow(Struct, frozen=True):
    """A step with the packs it leads through."""

    step: PathStep
    stops: tuple[ShownStop, ...]


class PathPage(Struct, frozen=True):
    """A path in the words of its organisation."""

    path: Path
    organisation: Organisation
    words: PathWords
    language: Language
    rows: Sequence[StepRow]
    following: Stop | None
    is_started: bool

    def finished(self, slug: str) -> PackCard | None:
        """Return the pack of this name where the reader has done it."""
        done = (one for row in self.rows for one in row.stops if one.state == "done")
        return next((one.stop.card for one in done if one.stop.slug == slug), None)

    @property
    def minutes(self) -> int:
        """Minutes of all packs that are there."""
        stops = [one.stop for row in self.rows for one in row.stops]
        return sum(one.card.pack.minutes for one in stops if one.card)


def path_page(
    session: Session,
    found: tuple[Path, Organisation],
    learner: Learner,
    languages: Sequence[str],
) -> PathPage:
    """Return a path as it stands for a learner who reads these languages."""
    path, organisation = found
    steps = listed(path_steps(session, path, languages))
    far = progress_of_packs(session, learner, pack_keys(steps))
    modules = modules_of(session, steps)
    open_stops = [stop for step in steps for stop in step.stops if stop.card]
    left = [stop for stop in open_stops if not _is_done(stop, far, modules)]
    following = next((stop for stop in left if stop.is_required), None) or next(
        iter(left), None
    )

    def state(stop: Stop) -> str:
        if stop.card and stop not in left:
            return "done"
        return "now" if stop is following else ""

    words = best_words(session, path, languages)
    return PathPage(
        path=path,
        organisation=organisation,
        words=words,
        language=get_language(words.language),
        rows=[
            StepRow(step, tuple(ShownStop(stop, state(stop)) for stop in step.stops))
            for step in steps
        ],
        following=following,
        is_started=any(progress.is_started for progress in far.values()),
    )


def _is_done(
    stop: Stop, far: Mapping[str, PackProgress], modules: Mapping[str, Sequence[str]]
) -> bool:
    key = stop.card.key if stop.card else ""
    return bool(far[key].finished_at) or far[key].is_finished(modules[key])
