"""Platforms of organisations: found, connected, tested, taken away."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from app.hosts.models import HostLearner, HostSite
from app.hosts.sites import add_site, checked_origin, sites_of
from app.hosts.webhooks import checked_webhook
from app.lti.job_names import RETURN_GRADES
from app.lti.models import Deployment, GradeState, Placement, Platform
from app.lti.outgoing import web_origin
from app.platform import clock
from app.platform.errors import Conflict, Invalid, NotFound
from app.platform.i18n import N_
from app.platform.ids import short_id
from app.platform.jobs import request_job
from app.platform.public_web import Allowed
from app.platform.rows import insert_once
from app.projects.models import Organisation

KEY_CHARACTERS = 12
MOST_PLATFORMS = 50
MOST_ORIGINS = 10
NO_PLATFORM = N_("This organisation has no such learning system.")


class Named(Struct, frozen=True):
    """What a platform says of itself, checked."""

    name: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    audience: str = ""
    origins: Sequence[str] = ()


def checked(named: Named, allowed: Allowed) -> Named:
    """Return a platform whose addresses may be asked; raise Invalid.

    Its pages come from where people are let in, and from the sites named besides.
    """
    for url in (named.auth_url, named.token_url, named.jwks_url):
        if not checked_webhook(url, allowed):
            raise Invalid(N_("Each of the three addresses is needed."))
    sites = [web_origin(named.auth_url), web_origin(named.issuer), *named.origins]
    origins = dict.fromkeys(checked_origin(one) for one in sites if one)
    if len(origins) > MOST_ORIGINS:
        raise Invalid(N_("At most ten sites can show one learning system's pages."))
    return Named(**{**asdict(named), "origins": tuple(origins)})


def add_platform(
    session: Session,
    organisation: Organisation,
    named: Named,
    deployments: Sequence[str] = (),
) -> Platform:
    """Connect a platform, checked before; raise Conflict when it is connected."""
    same = select(Platform).where(
        col(Platform.issuer) == named.issuer,
        col(Platform.client_id) == named.client_id,
    )
    if session.scalar(same) is not None:
        raise Conflict(
            N_("A learning system with this issuer and client is connected.")
        )
    if len(platforms_of(session, organisation)) >= MOST_PLATFORMS:
        raise Conflict(N_("An organisation may connect 50 learning systems."))
    sites = [site_at(session, organisation, origin) for origin in named.origins]
    platform = Platform(
        key=short_id(KEY_CHARACTERS),
        organisation_id=organisation.id or 0,
        site_id=sites[0].number,
        **{**asdict(named), "origins": list(named.origins)},
    )
    session.add(platform)
    session.flush()
    for deployment in deployments:
        allow_deployment(session, platform, deployment)
    return platform


def site_at(session: Session, organisation: Organisation, origin: str) -> HostSite:
    """Return the organisation's site at an origin, registered now if it was not."""
    known = (one for one in sites_of(session, organisation) if one.origin == origin)
    return next(known, None) or add_site(session, organisation, origin)


def platforms_of(session: Session, organisation: Organisation) -> list[Platform]:
    """Return the platforms of an organisation, the first one first."""
    theirs = select(Platform).where(col(Platform.organisation_id) == organisation.id)
    return list(session.scalars(theirs.order_by(col(Platform.id))))


def get_platform(session: Session, organisation: Organisation, key: str) -> Platform:
    """Return a platform of an organisation by its key; raise NotFound."""
    platform = platform_by_key(session, key)
    if platform is None or platform.organisation_id != organisation.id:
        raise NotFound(NO_PLATFORM)
    return platform


def platform_by_key(session: Session, key: str) -> Platform | None:
    """Return a platform by its key."""
    return session.scalar(select(Platform).where(col(Platform.key) == key))


def platform_by_issuer(
    session: Session, issuer: str, client_id: str
) -> Platform | None:
    """Return the platform that speaks; without a client only where there is one."""
    found = select(Platform).where(col(Platform.issuer) == issuer)
    if client_id:
        found = found.where(col(Platform.client_id) == client_id)
    several = list(session.scalars(found.limit(2)))
    return several[0] if len(several) == 1 else None


def remove_platform(session: Session, platform: Platform) -> None:
    """Take a platform away, with those who learnt by it and the grades it is owed."""
    theirs = select(col(Placement.learner_id)).where(
        col(Placement.platform_id) == platform.id
    )
    learners = delete(HostLearner).where(col(HostLearner.id).in_(theirs))
    session.connection().execute(learners)
    session.delete(platform)
    session.flush()


def deployments_of(session: Session, platform: Platform) -> list[Deployment]:
    """Return the deployments of a platform, those that ask last."""
    theirs = select(Deployment).where(col(Deployment.platform_id) == platform.id)
    return list(
        session.scalars(
            theirs.order_by(
                col(Deployment.is_allowed).desc(), col(Deployment.created_at)
            )
        )
    )


def allow_deployment(session: Session, platform: Platform, deployment_id: str) -> None:
    """Let a deployment open the tool."""
    row = {
        "platform_id": platform.number,
        "deployment_id": deployment_id,
        "is_allowed": True,
    }
    if not insert_once(session, Deployment, row):
        key = (platform.number, deployment_id)
        session.get_one(Deployment, key).is_allowed = True


def refuse_deployment(session: Session, platform: Platform, deployment_id: str) -> None:
    """Let a deployment open the tool no more."""
    session.connection().execute(
        delete(Deployment).where(
            col(Deployment.platform_id) == platform.id,
            col(Deployment.deployment_id) == deployment_id,
        )
    )


def count_grades(session: Session, platform: Platform) -> Mapping[GradeState, int]:
    """Count a platform's grades by what became of them."""
    rows = session.execute(
        select(col(Placement.state), func.count())
        .where(col(Placement.platform_id) == platform.id)
        .group_by(col(Placement.state))
    )
    return {**dict.fromkeys(GradeState, 0), **dict(rows.all())}


def last_problem(session: Session, platform: Platform) -> str:
    """Return why the last grade that did not arrive did not, in one word."""
    found = (
        select(col(Placement.problem), col(Placement.status))
        .where(col(Placement.platform_id) == platform.id, col(Placement.problem) != "")
        .order_by(col(Placement.due_at).desc())
        .limit(1)
    )
    row = session.execute(found).first()
    return f"{row[0]} {row[1] or ''}".strip() if row else ""


def send_again(session: Session, platform: Platform) -> None:
    """Give the grades that failed another round."""
    failed = update(Placement).where(
        col(Placement.platform_id) == platform.id,
        col(Placement.state) == GradeState.FAILED,
    )
    again = {"state": GradeState.WAITING, "attempts": 0, "due_at": clock.now()}
    session.connection().execute(failed.values(again))
    request_job(session, RETURN_GRADES, {}, key=RETURN_GRADES)
