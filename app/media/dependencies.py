"""What handlers of this room ask for besides who is asking: a file they may have."""

from typing import Annotated

from fastapi import Depends, Path

from app.accounts.access import Editor
from app.media.models import MediaFile, MediaItem
from app.media.permissions import check_may_change, check_may_see
from app.media.queries import find_file, get_item
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.web.database import SessionDep

Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=120)]


def item_to_see(reader: Editor, session: SessionDep, token: Token) -> MediaItem:
    """Return a file that whoever asks may see; raise NotFound."""
    item = get_item(session, token)
    check_may_see(session, item, reader)
    return item


def item_to_change(reader: Editor, session: SessionDep, token: Token) -> MediaItem:
    """Return a file that whoever asks may change; raise NotFound or Conflict."""
    item = get_item(session, token)
    check_may_change(item, reader)
    return item


def file_to_see(
    item: Annotated[MediaItem, Depends(item_to_see)],
    session: SessionDep,
    digest: Digest,
    name: FileName,
) -> MediaFile:
    """Return a file of an item that whoever asks may see; raise NotFound."""
    file = find_file(session, item, f"{digest[:2]}/{digest}/{name}")
    if file is None:
        raise NotFound(N_("This file is not here any more."))
    return file


SeenItem = Annotated[MediaItem, Depends(item_to_see)]
OwnItem = Annotated[MediaItem, Depends(item_to_change)]
