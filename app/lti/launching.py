"""What a proven launch brings about: a learner of their own, and a grade to come."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.hosts.learners import introduce, mark_of
from app.hosts.models import HostLearner, HostSite
from app.lti.claims import Launch
from app.lti.destinations import Destination
from app.lti.grades import owe_grade
from app.lti.models import Deployment, Placement, Platform
from app.lti.refusals import OTHER_DEPLOYMENT, LaunchRefused, log
from app.lti.services import usable_line_item, usable_line_items
from app.platform.ids import text_hash
from app.platform.rows import insert_once
from app.platform.upserts import insert_into

MOST_ASKING = 20


class Arrived(Struct, frozen=True):
    """Somebody whom a platform sent, as frames know them; nobody without `session`."""

    address: str
    session: str = ""

    @property
    def whole_address(self) -> str:
        """Where they go; what says who it is, is sent to no server."""
        return (
            f"{self.address}#session={self.session}&lti=1"
            if self.session
            else self.address
        )


def subject_of(platform: Platform, person: str) -> str:
    """Return the sign of a person; its blank keeps it out of learner keys."""
    return f"lti {text_hash(f'{platform.key} {person}')}"


def check_deployment(
    session: Session, platform: Platform, deployment_id: str
) -> LaunchRefused | None:
    """Return a refusal for a deployment nobody has allowed, which is noted."""
    known = session.get(Deployment, (platform.number, deployment_id))
    if known is not None and known.is_allowed:
        return None
    count = select(func.count()).where(
        col(Deployment.platform_id) == platform.number,
        col(Deployment.is_allowed).is_(False),
    )
    if known is None and (session.scalar(count) or 0) < MOST_ASKING:
        row = {
            "platform_id": platform.number,
            "deployment_id": deployment_id,
            "is_allowed": False,
        }
        insert_once(session, Deployment, row)
    log.warning("launch_refused", reason="deployment_id")
    return LaunchRefused(OTHER_DEPLOYMENT, deployment=deployment_id)


def arrive(
    session: Session,
    platform: Platform,
    launch: Launch,
    there: Destination,
    *,
    keys: Sequence[str],
) -> Arrived:
    """Let in whom a platform has sent; raise nothing that was not refused before.

    Whoever is signed in in that browser has no part in it.
    """
    if not launch.sub or launch.link is None:
        return Arrived(there.address)
    site = session.get_one(HostSite, platform.site_id)
    subject = subject_of(platform, launch.sub)
    token = introduce(session, site, subject, keys)
    mark = mark_of(session, site, subject)
    learner = session.scalars(
        select(HostLearner).where(col(HostLearner.mark) == mark)
    ).one()
    placement = _place(session, platform, launch, there, learner_id=learner.number)
    owe_grade(session, placement, learner, there.modules)
    return Arrived(there.address, token)


def _place(
    session: Session,
    platform: Platform,
    launch: Launch,
    there: Destination,
    *,
    learner_id: int,
) -> Placement:
    """Return the placement of a link with somebody, as this launch describes it."""
    assert launch.link is not None  # noqa: S101 - asked by who calls
    placement = Placement(
        platform_id=platform.number,
        learner_id=learner_id,
        resource_link_id=launch.link.id,
        person=launch.sub,
        pack_key=there.pack,
        module_key=there.module,
        way=there.way,
        line_item=usable_line_item(platform, launch.grading),
        line_items=usable_line_items(platform, launch),
    )
    row = placement.model_dump(exclude={"id"})
    names = ("person", "pack_key", "module_key", "way", "line_items")
    new = {name: row[name] for name in names}
    # A launch that offers no column takes none away.
    if placement.line_item:
        new["line_item"] = placement.line_item
    asked = insert_into(session, Placement).values(row)
    again = asked.on_conflict_do_update(
        index_elements=["platform_id", "learner_id", "resource_link_id"], set_=new
    )
    number = (
        session.connection().execute(again.returning(col(Placement.id))).scalar_one()
    )
    found = select(Placement).where(col(Placement.id) == number)
    return session.scalars(found.execution_options(populate_existing=True)).one()
