"""Taking a newer version of a file, or of its captions, into a pack."""

from sqlmodel import Session

from app.authoring.pack_captions import take_captions
from app.authoring.pack_files import weigh_files
from app.authoring.publishing import tell
from app.media.placing import get_placed, take_newest
from app.media.queries import get_item
from app.packs.models import Pack
from app.platform.errors import Forbidden, NotFound
from app.platform.i18n import N_
from app.reading.loading import OpenPack


def renew(session: Session, opened: OpenPack, name: str, *, may_publish: bool) -> None:
    """Take the newest version of a file; raise Forbidden when readers have the old one
    and somebody else has to look at it.
    """
    placed = get_placed(session, opened.view.pack.key, name)
    if placed.token is None and not may_publish:
        raise Forbidden(N_("Readers have this file. A reviewer can take the new one."))
    item = get_item(session, placed.placed_from)
    if item.deleted_at:
        raise NotFound(N_("This file is not here any more."))
    if item.version > placed.version:
        take_newest(session, placed, item)
    if placed.token is None:
        pack = session.get_one(Pack, opened.view.pack.id)
        take_captions(session, pack, placed)
        weigh_files(session, pack)
        tell(session, pack)
