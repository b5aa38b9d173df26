"""Reading badges: by their address, of a person, for programs."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.learning.queries import finished_dates
from app.packs.models import Course, CoursePack, Pack, PublicState
from app.platform.errors import Gone, NotFound
from app.platform.i18n import N_
from app.recognition.credentials import LIST_BITS
from app.recognition.keys import PublicKey
from app.recognition.models import Badge, BadgeKey

MAX_OWN = 200


class NoBadge(NotFound):
    """No badge has this address, or it is not this person's."""

    def __init__(self) -> None:
        super().__init__(N_("There is no badge at this address. Check it again."))


class BadgeWithdrawn(Gone):
    """The one whose badge it was has withdrawn it."""

    def __init__(self) -> None:
        super().__init__(N_("This badge was withdrawn by the person who had it."))


class BadgeRevoked(Gone):
    """Those who run the site have revoked the badge."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            N_("This badge was revoked by those who run this site: %(reason)s"),
            reason=reason,
        )


class FinishedCourse(Struct, frozen=True):
    """A course all whose required packs somebody has finished."""

    slug: str
    key: str


def get_badge(session: Session, token: str) -> Badge:
    """Return a badge; raise NoBadge, BadgeWithdrawn or BadgeRevoked."""
    badge = session.scalar(select(Badge).where(col(Badge.token) == token))
    if badge is None:
        raise NoBadge
    if badge.revoked_at is not None:
        raise BadgeRevoked(badge.reason) if badge.reason else BadgeWithdrawn
    return badge


def find_same_badge(session: Session, once: str) -> Badge | None:
    """Return the badge somebody has for the very same thing."""
    return session.scalar(select(Badge).where(col(Badge.once) == once))


def badges_of(session: Session, user_id: int) -> list[Badge]:
    """Return the badges somebody has, the newest first."""
    found = select(Badge).where(
        col(Badge.user_id) == user_id, col(Badge.revoked_at).is_(None)
    )
    return list(session.scalars(found.order_by(col(Badge.id).desc()).limit(MAX_OWN)))


def count_listed(session: Session, user_id: int) -> int:
    """Count the badges somebody lets programs see."""
    found = select(func.count()).where(
        col(Badge.user_id) == user_id,
        col(Badge.is_listed),
        col(Badge.revoked_at).is_(None),
    )
    return session.scalar(found) or 0


def listed_badges(
    session: Session, user_id: int, *, limit: int, offset: int
) -> Sequence[Badge]:
    """Return badges somebody lets programs see, the newest first."""
    found = select(Badge).where(
        col(Badge.user_id) == user_id,
        col(Badge.is_listed),
        col(Badge.revoked_at).is_(None),
    )
    ordered = found.order_by(col(Badge.id).desc()).limit(limit).offset(offset)
    return session.scalars(ordered).all()


def last_number(session: Session) -> int:
    """Return the number of the newest badge, 0 before the first."""
    return session.scalar(select(func.max(col(Badge.id)))) or 0


def revoked_places(session: Session, number: int) -> list[int]:
    """Return which places of a status list are set."""
    first = number * LIST_BITS
    found = select(col(Badge.status_index)).where(
        col(Badge.revoked_at).is_not(None),
        col(Badge.status_index) >= first,
        col(Badge.status_index) < first + LIST_BITS,
    )
    return sorted(index - first for index in session.scalars(found))


def used_keys(session: Session) -> list[PublicKey]:
    """Return every key that has signed a badge, the newest first."""
    found = select(BadgeKey).order_by(col(BadgeKey.first_used_at).desc())
    return [PublicKey(row.name, row.public) for row in session.scalars(found)]


def finished_courses(session: Session, user_id: int) -> list[FinishedCourse]:
    """Return the published courses all whose required packs somebody finished."""
    finished = finished_dates(session, user_id).keys()
    if not finished:
        return []
    rows = session.execute(
        select(col(Course.slug), col(Course.key), col(Pack.key))
        .join(CoursePack, col(CoursePack.course_id) == col(Course.id))
        .join(Pack, col(Pack.slug) == col(CoursePack.pack_slug))
        .where(
            col(Course.state) == PublicState.PUBLISHED,
            col(Pack.state) == PublicState.PUBLISHED,
            col(CoursePack.is_required),
        )
        .order_by(col(Course.id))
    )
    needed: dict[FinishedCourse, set[str]] = {}
    for slug, key, pack_key in rows:
        needed.setdefault(FinishedCourse(slug, key), set()).add(pack_key)
    return [course for course, packs in needed.items() if packs <= finished]
