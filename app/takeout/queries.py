"""Reads copies that were made, and which version of a pack is the newest."""

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from app.onboarding.queries import packs_of_way
from app.platform.jobs import Job
from app.platform.states import ANYTHING, CONTENT, SiteChange
from app.takeout.models import PackCopy, job_key

# Whom a pack names in its credit.
NAMED = ("organisation:", "project:")


def version_of(session: Session, key: str) -> int:
    """Return a number that grows with every change of what a copy holds.

    `key` is that of a pack, or the sign of a path or course (`app.onboarding.ways`).
    """
    about = col(SiteChange.about)
    named = [about.startswith(start, autoescape=True) for start in NAMED]
    newest = select(func.max(col(SiteChange.value))).where(
        col(SiteChange.name) == CONTENT,
        or_(about.in_((ANYTHING, *_parts(session, key))), *named),
    )
    return session.scalar(newest) or 0


def _parts(session: Session, key: str) -> list[str]:
    if ":" not in key:
        return [f"pack:{key}"]
    return [key, "paths", *(f"pack:{one}" for one in packs_of_way(session, key))]


def find_copy(session: Session, slot: str, *, version: int) -> PackCopy | None:
    """Return a copy that is made, of this version of its pack; None without one."""
    row = session.get(PackCopy, slot)
    return row if row and row.key and row.version == version else None


def find_making(session: Session, slot: str) -> Job | None:
    """Return the job that makes a copy, or made it last."""
    return session.scalar(select(Job).where(col(Job.key) == job_key(slot)))
