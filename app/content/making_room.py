"""Addresses that change hands: a folder got another id, or two swapped their names."""

from sqlalchemy import update
from sqlmodel import Session, col

from app.packs.models import Course, Pack
from app.projects.models import Organisation, Project

Addressed = type[Pack] | type[Course] | type[Project] | type[Organisation]


def make_room(session: Session, kind: Addressed, slug: str, key: str) -> None:
    """Take an address from the thing that has it, if that is not the one with the key.

    The other one gets its own address when its folder is read, or is withdrawn.
    """
    session.execute(
        update(kind)
        .where(col(kind.slug) == slug, col(kind.key) != key)
        .values(slug=slug + "-" + col(kind.key))
    )
