"""How far the people of a course are: names from the platform, never kept."""

from collections.abc import Sequence
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import select
from sqlmodel import Session, col

from app.lti.claims import TEACHING
from app.lti.models import GradeState, Placement, Platform
from app.lti.refusals import BEGIN_AGAIN, LaunchRefused

LOOKING_SECONDS = 2 * 3_600
MAX_NAME = 120


class Looking(Struct, frozen=True):
    """Somebody who looks after a course: which link they opened, and whose names."""

    platform: str
    resource_link_id: str
    names_url: str
    address: str
    locale: str


class Person(Struct, frozen=True):
    """Somebody of a course, as far as they are; None: never here."""

    name: str
    percent: int | None
    state: GradeState = GradeState.NONE


def write_looking(looking: Looking, keys: Sequence[str]) -> str:
    """Return what the teacher's page carries along."""
    return str(_serializer(keys).dumps(asdict(looking)))


def read_looking(text: str, keys: Sequence[str]) -> Looking:
    """Return what a teacher's page has sent back; raise LaunchRefused."""
    try:
        return Looking(**_serializer(keys).loads(text, max_age=LOOKING_SECONDS))
    except (BadSignature, TypeError, ValueError) as error:
        raise LaunchRefused(BEGIN_AGAIN) from error


def people_of(
    session: Session,
    platform: Platform,
    link: str,
    members: Sequence[dict[str, Any]],
) -> list[Person]:
    """Return those who learn in a course, by name, with how far each of them is."""
    placed = select(Placement).where(
        col(Placement.platform_id) == platform.id,
        col(Placement.resource_link_id) == link,
    )
    known = {one.person: one for one in session.scalars(placed)}
    learning = [one for one in members if _is_learning(one)]
    people = [_person(one, known.get(str(one.get("user_id", "")))) for one in learning]
    return sorted(people, key=lambda one: one.name.casefold())


def _is_learning(member: dict[str, Any]) -> bool:
    roles = member.get("roles")
    is_teacher = isinstance(roles, list) and any(
        str(role).endswith(TEACHING) for role in roles
    )
    return member.get("status", "Active") == "Active" and not is_teacher


def _person(member: dict[str, Any], placement: Placement | None) -> Person:
    parts = (member.get("given_name"), member.get("family_name"))
    whole = member.get("name") or " ".join(str(part) for part in parts if part)
    # A platform may keep names to itself; then its own sign of somebody has to do.
    name = str(whole or member.get("user_id", ""))[:MAX_NAME]
    if placement is None:
        return Person(name, None)
    return Person(name, placement.percent, placement.state)


def _serializer(keys: Sequence[str]) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(keys), salt="looking after a course")
