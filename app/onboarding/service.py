"""Making paths: their words, and the packs and courses they lead through."""

from itertools import count, pairwise

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.onboarding.models import Path, PathWords, Step
from app.onboarding.pinning import follow_newest, keep_version, paths_changed
from app.onboarding.queries import steps_of
from app.packs.queries import get_course, get_pack
from app.platform import clock
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.platform.rows import insert_or_change
from app.projects.models import Organisation

MOST_PATHS = 50
MOST_STEPS = 100
TAKEN = N_("Another path has this address already.")
NO_PACK = N_("There is no pack here. It may have moved: try a search.")
ALREADY = N_("This is on the path already.")


class Words(Struct, frozen=True):
    """What a path says in a language."""

    language: str
    title: str
    welcome: str = ""
    ask: str = ""


def make_path(
    session: Session, organisation: Organisation, slug: str, words: Words
) -> Path:
    """Make a path of an organisation; raise Conflict."""
    theirs = col(Path.organisation_id) == organisation.id
    known = session.scalar(select(func.count()).where(theirs)) or 0
    if known >= MOST_PATHS:
        raise Conflict(N_("An organisation may have 50 paths."))
    if session.scalar(select(col(Path.id)).where(col(Path.slug) == slug)):
        raise Conflict(TAKEN)
    path = Path(
        organisation_id=organisation.id or 0, slug=slug, language=words.language
    )
    session.add(path)
    session.flush()
    say(session, path, words)
    return path


def say(session: Session, path: Path, words: Words) -> None:
    """Keep what a path says in a language."""
    row = {"path_id": path.number, **asdict(words)}
    insert_or_change(
        session,
        PathWords,
        row,
        lambda new: {name: new[name] for name in ("title", "welcome", "ask")},
    )
    paths_changed(session)


def list_path(session: Session, path: Path, *, is_listed: bool) -> None:
    """Show a path on the page of its organisation, or no longer."""
    path.is_listed = is_listed
    session.add(path)
    paths_changed(session)


def add_step(session: Session, path: Path, kind: str, slug: str) -> Step:
    """Put a pack or a course at the end of a path; raise NotFound or Conflict."""
    if kind == "course":
        step = Step(path_id=path.number, position=0)
        step.course_key = get_course(session, slug).key
    else:
        pack = get_pack(session, slug)
        if pack.state != "published":
            raise NotFound(
                N_("There is no pack here. It may have moved: try a search.")
            )
        step = Step(path_id=path.number, position=0, pack_key=pack.key)
    known = steps_of(session, path)
    thing = (step.pack_key, step.course_key)
    if any((one.pack_key, one.course_key) == thing for one in known):
        raise Conflict(ALREADY)
    if len(known) >= MOST_STEPS:
        raise Conflict(N_("A path may have 100 steps. Take one out first."))
    step.position = max((one.position for one in known), default=0) + 1
    session.add(step)
    session.flush()
    paths_changed(session)
    return step


def act_on(session: Session, path: Path, step: Step, act: str) -> None:
    """Move a step, take it out or in again, keep its version or follow the newest."""
    match act:
        case "up" | "down":
            _move(session, path, step, up=act == "up")
        case "remove":
            step.removed_at = clock.now()
        case "restore":
            step.removed_at = None
        case "keep":
            keep_version(session, step)
        case _:
            follow_newest(session, step)
    session.add(step)
    session.flush()
    paths_changed(session)


def _move(session: Session, path: Path, step: Step, *, up: bool) -> None:
    # Numbered anew, since a step that came back may stand where another one is.
    steps = steps_of(session, path)
    for number, one in zip(count(1), steps, strict=False):
        one.position = number
        session.add(one)
    pairs = pairwise(steps)
    for first, second in pairs:
        if step.id == (second.id if up else first.id):
            first.position, second.position = second.position, first.position
            return
