"""Packs that somebody sends: a new one stays a draft, one that is here keeps its state.

A pack that no content folder of this installation holds has no folder hash: loading
the folders leaves it alone.
"""

from itertools import count

from sqlalchemy import select
from sqlmodel import Session, col

from app.content.pack_loading import load_pack
from app.content.reading import PackFolder
from app.packs.models import FormerSlug, Pack, PublicState
from app.packs.queries import find_pack_by_key
from app.platform.states import CONTENT, bump
from app.platform.storage import Storage
from app.translation.pack_languages import refresh_pack_languages


def bring_pack(session: Session, storage: Storage, folder: PackFolder) -> Pack:
    """Load a pack in the caller's transaction; raise ChangedTwice.

    Nobody but editors sees a new one. One that is here already gets the folder's
    texts, its units keep their ids and their translations.
    """
    known = find_pack_by_key(session, folder.fields.id)
    state, folder_hash = PublicState.DRAFT, ""
    if known is not None:
        state, folder_hash = known.state, known.folder_hash
    load_pack(session, storage, folder)
    pack = find_pack_by_key(session, folder.fields.id)
    assert pack is not None  # noqa: S101 (just loaded)
    pack.state, pack.folder_hash = state, folder_hash
    refresh_pack_languages(session, pack)
    bump(session, CONTENT, about=f"pack:{pack.key}")
    return pack


def free_slug(session: Session, wanted: str) -> str:
    """Return an address that no pack has or had: the wanted one, or with a number."""
    for number in count(1):
        slug = wanted if number == 1 else f"{wanted}-{number}"
        taken = select(col(Pack.id)).where(col(Pack.slug) == slug)
        former = select(col(FormerSlug.pack_id)).where(col(FormerSlug.slug) == slug)
        if session.scalar(taken) is None and session.scalar(former) is None:
            return slug
    raise AssertionError
