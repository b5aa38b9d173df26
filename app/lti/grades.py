"""Grades: how far somebody is with what a link leads to, owed to its platform.

Only the newest is kept, so whatever is sent is the newest; a platform that is told
twice knows by the time of it (AGS 2.0, section 3.4).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.hosts.events import FramedProgress
from app.hosts.models import HostLearner
from app.learning.device import Device
from app.learning.device_format import decode
from app.lti.job_names import RETURN_GRADES
from app.lti.models import GradeState, Placement
from app.onboarding.ways import find_way
from app.platform import clock
from app.platform.jobs import request_job

HIGHEST = 100
# What our columns are known by, and what a link says for which none is wanted.
TAG, UNGRADED = "completion", "no"


def note_progress(session: Session, fact: FramedProgress) -> None:
    """Owe a grade to every link by which somebody learns this pack, or more with it."""
    placed = select(Placement).where(
        col(Placement.learner_id) == fact.learner_id,
        or_(col(Placement.pack_key) == fact.pack_key, col(Placement.way) != ""),
    )
    placements = list(session.scalars(placed.with_for_update()))
    learner = session.get(HostLearner, fact.learner_id) if placements else None
    if learner is None:
        return
    for placement in placements:
        owe_grade(session, placement, learner, tuple(fact.module_keys))


def owe_grade(
    session: Session, placement: Placement, learner: HostLearner, modules: Sequence[str]
) -> None:
    """Owe a link what somebody has earned by now, if it is more than before.

    What was finished stays so when a module or pack is added to it.
    """
    device = decode(learner.progress) if learner.progress else Device()
    if placement.way:
        percent = _percent_of_way(session, placement, device)
    else:
        percent = _percent(placement, device, modules)
    is_news = percent > placement.percent
    # What could not be told before a link had a column can be told now.
    is_untold = percent > 0 and placement.state == GradeState.NONE
    if not (is_news or is_untold):
        return
    if is_news:
        placement.percent = percent
        placement.is_finished = percent >= HIGHEST
        placement.earned_at = clock.now()
    if placement.line_item or placement.line_items:
        placement.state = GradeState.WAITING
        placement.attempts = placement.status = 0
        placement.problem = ""
        placement.due_at = clock.now()
        request_job(session, RETURN_GRADES, {}, key=RETURN_GRADES)
    session.add(placement)


def _percent_of_way(session: Session, placement: Placement, device: Device) -> int:
    way = find_way(session, placement.way, ["en"])
    finished = {key for key, pack in device.packs.items() if pack.is_finished}
    return way.percent(finished) if way else 0


def _percent(placement: Placement, device: Device, modules: Sequence[str]) -> int:
    pack = device.packs.get(placement.pack_key)
    if pack is None or not modules:
        return 0
    done = device.progress(placement.pack_key).done
    if placement.module_key:
        return HIGHEST * (placement.module_key in done)
    return (
        HIGHEST
        if pack.is_finished
        else HIGHEST * len(done.intersection(modules)) // len(modules)
    )


def score_of(placement: Placement) -> dict[str, Any]:
    """Return a grade as AGS 2.0 wants it: the same for as long as nothing is earned."""
    earned = placement.earned_at or clock.now()
    return {
        "userId": placement.person,
        "scoreGiven": placement.percent,
        "scoreMaximum": HIGHEST,
        "timestamp": earned.isoformat(timespec="milliseconds"),
        "activityProgress": "Completed" if placement.is_finished else "InProgress",
        "gradingProgress": "FullyGraded" if placement.is_finished else "Pending",
    }
