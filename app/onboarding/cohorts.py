"""Cohorts and the links by which people join them."""

from datetime import date

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from app.onboarding.models import Cohort, JoinLink, Path
from app.platform import clock
from app.platform.errors import Conflict, Gone, NotFound
from app.platform.i18n import N_
from app.platform.ids import secret_token

MOST_COHORTS = 200
CLOSED = N_("Nobody can join by this link any more. Ask whoever gave it to you.")
TOO_EARLY = N_("This link opens on a later day. Try it again then.")
NO_LINK = N_("There is no such link. Look whether all of it was copied.")


def add_cohort(session: Session, cohort: Cohort, *, most: int | None) -> JoinLink:
    """Add a cohort with its first link, open until the cohort ends; raise Conflict."""
    known = select(Cohort).where(col(Cohort.path_id) == cohort.path_id)
    if len(session.exec(known).all()) >= MOST_COHORTS:
        raise Conflict(N_("A path may have 200 cohorts. Use one of them again."))
    session.add(cohort)
    session.flush()
    return add_link(session, cohort, most=most, closes_on=cohort.ends_on)


def add_link(
    session: Session, cohort: Cohort, *, most: int | None, closes_on: date | None
) -> JoinLink:
    """Give a cohort one more link that nobody can guess."""
    link = JoinLink(
        cohort_id=cohort.id or 0, token=secret_token(), most=most, closes_on=closes_on
    )
    session.add(link)
    session.flush()
    return link


def revoke(session: Session, cohort: Cohort, number: int) -> None:
    """Close a link of a cohort for good; raise NotFound."""
    link = session.get(JoinLink, number)
    if link is None or link.cohort_id != cohort.id:
        raise NotFound(NO_LINK)
    link.revoked_at = clock.now()
    session.add(link)


def open_link(session: Session, token: str) -> tuple[JoinLink, Cohort, Path]:
    """Return a link by which people can join now; raise NotFound, Gone or Conflict."""
    found = session.exec(
        select(JoinLink, Cohort, Path)
        .join(Cohort, col(Cohort.id) == col(JoinLink.cohort_id))
        .join(Path, col(Path.id) == col(Cohort.path_id))
        .where(col(JoinLink.token) == token)
    ).first()
    if found is None:
        raise NotFound(NO_LINK)
    link = found[0]
    today = clock.now().date()
    is_over = link.closes_on is not None and link.closes_on < today
    if link.revoked_at or is_over or _is_full(link):
        raise Gone(CLOSED)
    if link.opens_on is not None and link.opens_on > today:
        raise Conflict(TOO_EARLY)
    return found


def use(session: Session, link: JoinLink) -> None:
    """Count somebody who joins by a link; raise Gone when it is full by now."""
    # In one statement, or two could take the last place.
    counted = (
        update(JoinLink)
        .where(
            col(JoinLink.id) == link.id,
            col(JoinLink.revoked_at).is_(None),
            or_(col(JoinLink.most).is_(None), col(JoinLink.joined) < JoinLink.most),
        )
        .values(joined=JoinLink.joined + 1)
    )
    if not session.connection().execute(counted).rowcount:
        raise Gone(CLOSED)


def _is_full(link: JoinLink) -> bool:
    return link.most is not None and link.joined >= link.most
