"""Packs that were renamed: their former addresses lead to where they are now."""

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.packs.models import FormerSlug, Pack, PublicState
from app.platform.errors import Moved


def rename_pack(session: Session, pack: Pack, slug: str) -> None:
    """Give a pack an address; the one it had goes on leading to it."""
    if slug == pack.slug:
        return
    assert pack.id is not None  # noqa: S101 (who had an address was stored)
    taken = col(FormerSlug.slug).in_([slug, pack.slug])
    session.execute(delete(FormerSlug).where(taken))
    session.add(FormerSlug(slug=pack.slug, pack_id=pack.id))
    pack.slug = slug


def raise_if_moved(session: Session, slug: str) -> None:
    """Raise Moved if a pack that is or was public had this address."""
    found = session.scalar(
        select(col(Pack.slug))
        .join(FormerSlug, col(FormerSlug.pack_id) == col(Pack.id))
        .where(col(FormerSlug.slug) == slug, col(Pack.state) != PublicState.DRAFT)
    )
    if found is not None:
        raise Moved(found)
