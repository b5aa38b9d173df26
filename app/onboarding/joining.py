"""Joining a path, choosing what the organisation sees, and leaving."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.accounts.models import User
from app.learning.learner import Learner
from app.learning.service import progress_of_packs
from app.onboarding.cohorts import use
from app.onboarding.counting import module_keys
from app.onboarding.job_names import REMIND
from app.onboarding.models import (
    Cohort,
    JoinLink,
    Path,
    PathLearner,
    PathProgress,
    Sharing,
)
from app.onboarding.progress import catch_up, join
from app.onboarding.stops import PathStep, pack_keys, path_steps
from app.platform.errors import Invalid, NotFound
from app.platform.i18n import N_
from app.platform.jobs import is_queued, request_job
from app.projects.models import Organisation

NOT_YOURS = N_("You are not on this path, or not in this browser.")
NEEDS_ACCOUNT = N_("Only somebody with an account can be named or reminded.")


class Choice(Struct, frozen=True):
    """What an organisation sees of somebody, and whether they want reminders."""

    sharing: Sharing
    wants_reminders: bool


class OwnPath(Struct, frozen=True):
    """A path somebody takes, as they see it themselves."""

    learner: PathLearner
    path: Path
    organisation: Organisation
    cohort: Cohort | None


def _is_own(learner: Learner) -> Any:
    device = learner.sign.removeprefix("device:")
    if learner.user_id is not None:
        return col(PathLearner.user_id) == learner.user_id
    return (col(PathLearner.device_hash) == device) & (device != "")


def own_paths(session: Session, learner: Learner) -> list[OwnPath]:
    """Return the paths somebody takes, those joined last first."""
    if learner.user_id is None and not learner.sign:
        return []
    found = (
        select(PathLearner, Path, Organisation, Cohort)
        .join(Path, col(Path.id) == col(PathLearner.path_id))
        .join(Organisation, col(Organisation.id) == col(Path.organisation_id))
        .outerjoin(Cohort, col(Cohort.id) == col(PathLearner.cohort_id))
        .where(_is_own(learner))
        .order_by(col(PathLearner.id).desc())
    )
    return [OwnPath(*row) for row in session.execute(found)]


def find_own(session: Session, learner: Learner, path: Path) -> PathLearner | None:
    """Return somebody as they are on a path, or None when they are not."""
    own = own_paths(session, learner)
    return next((one.learner for one in own if one.path.id == path.id), None)


def enter(
    session: Session,
    learner: Learner,
    opened: tuple[JoinLink, Cohort, Path],
    language: str,
) -> bool:
    """Put somebody on a path by a link, once; raise Gone when it is full.

    A browser gets a sign of its own by this: call `learner.save` on the answer.
    """
    link, cohort, path = opened
    who: dict[str, object] = {"user_id": learner.user_id}
    if learner.user_id is None:
        learner.changed_device()
        who = {"device_hash": learner.sign.removeprefix("device:")}
    is_new = join(session, path.number, who, language=language, cohort_id=cohort.id)
    if is_new:
        use(session, link)
        bring_up(session, learner, path)
    return is_new


def bring_up(session: Session, learner: Learner, path: Path) -> None:
    """Note what somebody on a path has done, whenever that was."""
    own = find_own(session, learner, path)
    if own is None or own.id is None:
        return
    steps = path_steps(session, path, [own.language])
    far = progress_of_packs(session, learner, pack_keys(steps))
    catch_up(session, own.id, far, modules_of(session, steps))


def modules_of(session: Session, steps: Sequence[PathStep]) -> dict[str, list[str]]:
    """Return the ids of the modules of every pack of some steps."""
    stops = [stop for step in steps for stop in step.stops]
    return {stop.card.key: module_keys(session, stop) for stop in stops if stop.card}


def choose(session: Session, own: PathLearner, choice: Choice) -> None:
    """Keep what the organisation sees of somebody; raise Invalid."""
    needs_account = choice.sharing == Sharing.STEPS or choice.wants_reminders
    if own.user_id is None and needs_account:
        raise Invalid(NEEDS_ACCOUNT)
    own.sharing, own.wants_reminders = choice.sharing, choice.wants_reminders
    session.add(own)
    if choice.wants_reminders and not is_queued(session, REMIND):
        request_job(session, REMIND, {}, key=REMIND)


def get_own(session: Session, learner: Learner, mark: str) -> PathLearner:
    """Return one's own place on a path by its mark; raise NotFound."""
    own = own_paths(session, learner)
    found = next((one.learner for one in own if one.learner.mark == mark), None)
    if found is None:
        raise NotFound(NOT_YOURS)
    return found


def leave(session: Session, own: PathLearner) -> None:
    """Take somebody off a path, with all that was noted of them there."""
    session.delete(own)


def take_along(session: Session, device: Learner, user: User) -> None:
    """Give an account the paths that a browser joined."""
    sign = device.sign.removeprefix("device:")
    known = select(col(PathLearner.path_id)).where(
        col(PathLearner.user_id) == user.number
    )
    theirs = col(PathLearner.device_hash) == sign
    session.connection().execute(
        delete(PathLearner).where(theirs, col(PathLearner.path_id).in_(known))
    )
    session.connection().execute(
        update(PathLearner)
        .where(theirs)
        .values(user_id=user.number, device_hash=None)
        .execution_options(synchronize_session=False)
    )
    account = Learner(user.number)
    for one in own_paths(session, account):
        bring_up(session, account, one.path)


def export_paths(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return the paths somebody takes and what is noted there, as JSON can hold it."""
    own = own_paths(session, Learner(user_id))
    ids = [one.learner.id for one in own]
    rows = session.scalars(
        select(PathProgress)
        .where(col(PathProgress.learner_id).in_(ids))
        .order_by(col(PathProgress.pack_key))
    ).all()
    return [
        {
            "organisation": one.organisation.key,
            "path": one.path.slug,
            "cohort": one.cohort.name if one.cohort else None,
            **one.learner.model_dump(
                mode="json",
                include={"language", "sharing", "wants_reminders", "joined_at"},
            ),
            "packs": [
                row.model_dump(mode="json", exclude={"learner_id"})
                for row in rows
                if row.learner_id == one.learner.id
            ],
        }
        for one in own
    ]
