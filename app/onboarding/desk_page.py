"""What the desk of a path shows: totals, steps, cohorts, words."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from sqlmodel import Session

from app.onboarding.counting import Desk, Stuck, count
from app.onboarding.dependencies import PathDesk
from app.onboarding.forms import CohortForm, StepForm, WordsForm
from app.onboarding.models import Cohort, JoinLink, Path, PathWords
from app.onboarding.pinning import is_behind
from app.onboarding.queries import all_words, best_words, cohorts_of, links_of
from app.onboarding.stops import PathStep, path_steps
from app.onboarding.totals import OTHERS, ShownGroup, ShownStep
from app.packs.queries import (
    find_pack_by_key,
    newest_packs,
    published_courses,
)
from app.platform.languages import Language, get_language
from app.projects.models import Organisation
from app.reading.cards import PackCard, pack_cards
from app.texts.models import Document
from app.translation.queries import unit_texts
from app.web.forms import Bound

MOST_OFFERED = 500


class StepLine(Struct, frozen=True):
    """A step on the desk; `is_behind` when a newer version waits."""

    step: PathStep
    shown: ShownStep
    stuck: Stuck | None
    is_behind: bool


class Sent(Struct, frozen=True):
    """Forms that could not be used, to be shown again with what was wrong."""

    words: Bound[WordsForm] | None = None
    step: Bound[StepForm] | None = None
    cohort: Bound[CohortForm] | None = None


class PathDeskPage(Struct, frozen=True):
    """The desk of a path. `chosen` is the key of a cohort, None for all together."""

    organisation: Organisation
    path: Path
    up: str
    home: str
    words: PathWords
    language: Language
    written: Mapping[str, PathWords]
    desk: Desk
    group: ShownGroup
    chosen: str | None
    lines: Sequence[StepLine]
    cohorts: Sequence[Cohort]
    links: Mapping[int, list[JoinLink]]
    offered: Sequence[PackCard]
    courses: Sequence[tuple[str, str]]
    sent: Sent = field(default_factory=Sent)
    said: str = ""

    @property
    def others(self) -> str:
        """The key of small cohorts that are counted together."""
        return OTHERS


def group_of(desk: Desk, chosen: str | None) -> ShownGroup:
    """Return what may be shown of a cohort, or of all."""
    steps = len(desk.totals.whole.steps)
    if chosen is None:
        return desk.totals.whole
    too_few = ShownGroup(None, (ShownStep(),) * steps)
    return desk.totals.groups.get(chosen, too_few)


def path_desk_page(
    opened: PathDesk, chosen: str | None, *, sent: Sent | None = None, said: str = ""
) -> PathDeskPage:
    """Read what the desk of a path shows."""
    session, languages, path = opened.session, opened.desk.languages, opened.path
    steps = path_steps(session, path, languages)
    desk = count(session, path, steps)
    group = group_of(desk, chosen)
    stuck = desk.stuck if chosen is None else [None] * len(steps)
    cohorts = cohorts_of(session, path)
    words = best_words(session, path, languages)
    offered = newest_packs(session, limit=MOST_OFFERED)
    return PathDeskPage(
        organisation=opened.desk.organisation,
        path=path,
        up=opened.desk.home,
        home=opened.home,
        words=words,
        language=get_language(words.language),
        written=all_words(session, path),
        desk=desk,
        group=group,
        chosen=chosen,
        lines=[
            StepLine(step, shown, place, _is_behind(session, step))
            for step, shown, place in zip(steps, group.steps, stuck, strict=True)
        ],
        cohorts=cohorts,
        links=links_of(session, cohorts),
        offered=pack_cards(session, offered, languages),
        courses=_courses(session, languages),
        sent=sent or Sent(),
        said=said,
    )


def _is_behind(session: Session, step: PathStep) -> bool:
    key = step.step.pack_key
    pack = find_pack_by_key(session, key) if step.step.pin and key else None
    return pack is not None and is_behind(session, step.step, pack)


def _courses(session: Session, languages: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (
            course.slug,
            unit_texts(
                session,
                session.get_one(Document, course.document_id),
                languages,
                limit=1,
            )[0].text,
        )
        for course in published_courses(session, limit=MOST_OFFERED)
    ]
