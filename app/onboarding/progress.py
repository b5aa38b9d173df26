"""Steps that are done: heard from the learning room, written once however often told.

Whoever takes a path is known by the sign events carry (`app.learning.learner`): an
account, a browser, or somebody in a frame of one of the organisation's sites. The
last kind joins by beginning a pack of a path there.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlmodel import Session, col

from app.accounts.events import AccountVanished
from app.hosts.models import HostLearner, HostSite
from app.learning.events import (
    ModuleCompleted,
    PackCompleted,
    PackStarted,
    ProgressDeleted,
)
from app.learning.progress import PackProgress
from app.onboarding.models import Path, PathLearner, PathProgress, Step
from app.packs.models import Course, CoursePack, Pack
from app.platform import clock
from app.platform.ids import short_id
from app.platform.rows import insert_or_change
from app.platform.upserts import insert_into

MARK_CHARACTERS = 24
Fact = PackStarted | ModuleCompleted | PackCompleted


def hear(session: Session, fact: Fact) -> None:
    """Note what somebody did on every path of theirs that has the pack."""
    kind, _, sign = fact.learner.partition(":")
    if not sign:
        return
    paths = _paths_with(session, fact.pack_key)
    if not paths:
        return
    if kind == "framed":
        _join_framed(session, sign, paths, fact.language)
    done = fact.module_key if isinstance(fact, ModuleCompleted) else ""
    is_whole = isinstance(fact, PackCompleted)
    for number in _learners(session, kind, sign, paths):
        note(session, number, fact.pack_key, last_done=done, is_done=is_whole)


def note(
    session: Session, learner: int, pack_key: str, *, last_done: str, is_done: bool
) -> None:
    """Write down how far somebody is in a pack; what is done stays done."""
    now = clock.now()
    row = {
        "learner_id": learner,
        "pack_key": pack_key,
        "last_done": last_done,
        "started_at": now,
        "done_at": now if is_done else None,
    }
    insert_or_change(
        session,
        PathProgress,
        row,
        lambda new: {
            "last_done": func.coalesce(
                func.nullif(new.last_done, ""), PathProgress.last_done
            ),
            "done_at": func.coalesce(PathProgress.done_at, new.done_at),
        },
    )


def catch_up(
    session: Session,
    learner: int,
    far: Mapping[str, PackProgress],
    modules: Mapping[str, Collection[str]],
) -> None:
    """Write down what somebody had done before anything was told of it."""
    for pack_key, progress in far.items():
        if not progress.is_started:
            continue
        last = max(progress.done, key=lambda key: (len(key), key), default="")
        keys = modules.get(pack_key, ())
        is_done = bool(progress.finished_at) or progress.is_finished(keys)
        note(session, learner, pack_key, last_done=last, is_done=is_done)


def forget_progress(session: Session, fact: ProgressDeleted) -> None:
    """Take somebody off their paths who has deleted their progress."""
    kind, _, sign = fact.learner.partition(":")
    _forget(session, _is_they(kind, sign))


def forget_account(session: Session, fact: AccountVanished) -> None:
    """Take somebody off their paths whose account has vanished."""
    _forget(session, col(PathLearner.user_id) == fact.user_id)


def _forget(session: Session, theirs: ColumnElement[bool]) -> None:
    session.connection().execute(delete(PathLearner).where(theirs))


def _is_they(kind: str, sign: str) -> ColumnElement[bool]:
    if kind == "account":
        return col(PathLearner.user_id) == int(sign)
    if kind == "device":
        return col(PathLearner.device_hash) == sign
    framed = select(col(HostLearner.id)).where(col(HostLearner.mark) == sign)
    return col(PathLearner.host_learner_id).in_(framed)


def _learners(
    session: Session, kind: str, sign: str, paths: Collection[int]
) -> list[int]:
    found = select(col(PathLearner.id)).where(
        _is_they(kind, sign), col(PathLearner.path_id).in_(paths)
    )
    return [number for number in session.scalars(found) if number is not None]


def _paths_with(session: Session, pack_key: str) -> list[int]:
    """Return the paths a pack is on, by itself or in a course."""
    courses = (
        select(col(Course.key))
        .join(CoursePack, col(CoursePack.course_id) == col(Course.id))
        .join(Pack, col(Pack.slug) == col(CoursePack.pack_slug))
        .where(col(Pack.key) == pack_key)
    )
    found = select(col(Step.path_id)).where(
        col(Step.removed_at).is_(None),
        or_(
            col(Step.pack_key) == pack_key,
            and_(col(Step.course_key) != "", col(Step.course_key).in_(courses)),
        ),
    )
    return list(session.scalars(found.distinct()))


def _join_framed(
    session: Session, mark: str, paths: Collection[int], language: str
) -> None:
    rows = session.execute(
        select(col(Path.id), col(HostLearner.id))
        .join(HostSite, col(HostSite.organisation_id) == col(Path.organisation_id))
        .join(HostLearner, col(HostLearner.site_id) == col(HostSite.id))
        .where(col(Path.id).in_(paths), col(HostLearner.mark) == mark)
    ).all()
    for path_id, learner_id in rows:
        join(session, path_id, {"host_learner_id": learner_id}, language=language)


def join(
    session: Session,
    path_id: int,
    who: Mapping[str, object],
    *,
    language: str,
    cohort_id: int | None = None,
) -> bool:
    """Put somebody on a path; return False when they were on it before."""
    row = {
        "path_id": path_id,
        "cohort_id": cohort_id,
        "mark": short_id(MARK_CHARACTERS),
        "language": language,
        "sharing": "totals",
        "wants_reminders": False,
        "joined_at": clock.now(),
        **who,
    }
    statement = insert_into(session, PathLearner).values(row)
    done = statement.on_conflict_do_nothing().returning(col(PathLearner.id))
    return session.connection().execute(done).first() is not None
